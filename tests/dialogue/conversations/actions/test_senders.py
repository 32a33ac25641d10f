from datetime import datetime

import pytest

from baraza.base.channels.models import Channel, RawItem, RawState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.models import ContactKind, ContactPoint, Person
from baraza.dialogue.conversations.models import Conversation, Direction, Message
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db


def write(name: str, now: datetime, *, address: str = "home@post.example") -> Conversation:
    number = RawItem.objects.count()
    sender = f"{name} <{address}>" if name else address
    bring(letter(f"Letter {number}.", sender=sender, message_id=f"<{number}@x.example>"), now=now)
    return Conversation.objects.latest("pk")


def couple(now: datetime) -> list[Person]:
    return add_people(
        newcomers=[
            Newcomer(name=name, contact_value="home@post.example")
            for name in ("Asha Mwangi", "Baraka Mwangi")
        ],
        now=now,
    )


@pytest.mark.parametrize(
    ("name", "position"), [("Asha Mwangi", 0), ("baraka MWANGI", 1), ("Bàraka  Mwangi", 1)]
)
def test_of_two_at_one_address_the_full_name_decides(
    office: Office, now: datetime, name: str, position: int
):
    people = couple(now)
    assert write(name, now).person == people[position]


@pytest.mark.parametrize("name", ["Mwangi", "A. Mwangi", "", "Chausiku Otieno", "Asha Otieno"])
def test_of_two_at_one_address_nothing_less_decides(office: Office, now: datetime, name: str):
    people = couple(now)
    unsure = write(name, now)
    assert unsure.person is None
    assert unsure.candidates == [person.pk for person in people]
    assert Person.objects.count() == 2


def test_two_of_the_same_name_at_one_address_are_not_guessed(office: Office, now: datetime):
    for _ in range(2):
        add_people(newcomers=[Newcomer(name="Asha", contact_value="home@post.example")], now=now)
    assert write("Asha", now).person is None


@pytest.mark.parametrize("name", ["", "Njeri, Amani", "NJERI", "amani@old.example"])
def test_a_single_person_at_an_address_may_write_their_name_otherwise(
    office: Office, now: datetime, name: str
):
    person = write("Amani Njeri", now).person
    assert write(f'"{name}"' if name else "", now).person == person


def test_the_same_name_elsewhere_is_somebody_else(office: Office, now: datetime):
    first = write("Amani Njeri", now)
    second = write("Amani Njeri", now, address="amani@work.example")
    assert first.person != second.person


def test_two_newcomers_at_one_address_in_one_batch_are_not_taken_for_one(
    office: Office, now: datetime
):
    bring(
        *[
            letter(
                f"By {name}.", sender=f"{name} <home@post.example>", message_id=f"<{n}@x.example>"
            )
            for n, name in enumerate(("Asha Mwangi", "Juma Otieno", "Asha Mwangi"))
        ],
        now=now,
    )
    assert Person.objects.count() == 1
    assert Conversation.objects.filter(person__isnull=True).count() == 1


def entry(name: str, phone: str, now: datetime, text: str = "The bus does not come.") -> None:
    content = f'{{"text": "{text}", "name": "{name}", "phone": "{phone}"}}'
    bring(content.encode(), now=now, channel=Channel.FORM, source="form")


def test_a_telephone_number_is_one_however_it_is_written(office: Office, now: datetime):
    entry("Rosa Lima", "+254 712 345 678", now, "One.")
    entry("Rosa Lima", "+254-712-345678", now, "Two.")
    assert Person.objects.count() == 1
    point = ContactPoint.objects.get()
    assert (point.kind, point.value) == (ContactKind.PHONE, "+254712345678")


def test_a_number_without_digits_makes_no_two_people_one(office: Office, now: datetime):
    entry("Rosa Lima", "call me", now, "One.")
    entry("Diego Paz", "none", now, "Two.")
    assert {person.name for person in Person.objects.all()} == {"Rosa Lima", "Diego Paz"}
    assert not ContactPoint.objects.exists()


def test_nobody_at_all_is_still_a_letter(office: Office, now: datetime):
    bring(letter(sender=""), now=now)
    assert Conversation.objects.get().person is None
    assert RawItem.objects.get().state == RawState.FILED


def test_a_letter_of_ours_is_with_whom_it_was_written_to(office: Office, now: datetime):
    ours = letter(
        sender="office@highlands.example",
        to="office@highlands.example, Amani Njeri <amani@post.example>",
    )
    bring(ours, now=now, is_outgoing=True)
    assert Conversation.objects.get().person.name == "Amani Njeri"


def test_old_letters_from_our_own_address_are_the_offices_answers(office: Office, now: datetime):
    ours = letter(sender="Office <office@highlands.example>", to="amani@post.example")
    bring(ours, now=now)
    assert Message.objects.get().direction == Direction.OUTGOING
    assert [person.name for person in Person.objects.all()] == ["amani@post.example"]


def test_a_new_letter_that_carries_our_own_address_is_doubted(office: Office, now: datetime):
    update_profile(other_addresses=["member@parliament.example"])
    forged = letter(sender="Member <member@parliament.example>", to="amani@post.example")
    bring(forged, now=now, is_live=True)
    message = Message.objects.get()
    assert message.direction == Direction.INCOMING
    assert message.sender_warning
    assert not Person.objects.exists()


def test_a_campaign_site_is_not_the_person_it_writes_for(office: Office, now: datetime):
    for name in ("asha", "juma"):
        bring(
            letter(
                f"{name} agrees.",
                sender=f"{name.title()} via Campaign <no-reply@campaign.example>",
                message_id=f"<{name}@campaign.example>",
                headers={"Reply-To": f"{name}@post.example"},
            ),
            now=now,
        )
    assert {point.value for point in ContactPoint.objects.all()} == {
        "asha@post.example",
        "juma@post.example",
    }
