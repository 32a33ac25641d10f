"""One letter to many: chosen at once, personal, held back from whoever no longer agrees."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState
from baraza.base.channels.rules import refusals
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.consent import withdraw_consent
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.models import Consent, ContactState, Person, Purpose
from baraza.dialogue.audiences import held
from baraza.dialogue.audiences.actions import mailing as letters_to_many
from baraza.dialogue.audiences.actions import save_audience
from baraza.dialogue.audiences.leaving import UnknownWayOut, addressee_of, way_out
from baraza.dialogue.audiences.mailings import progress_of
from baraza.dialogue.audiences.models import Addressee, Audience, Mailing
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.letters.actions import save_letter
from baraza.dialogue.letters.models import Letter
from tests.dialogue.audiences.test_queries import NOW, somebody
from tests.staff import member_of_staff

TEXTS = {
    "en": ("News of [office]", "[greeting]\n\nThe well is mended.\n\n[staff_name]"),
    "fr": ("Nouvelles", "[greeting]\n\nLe puits est réparé."),
}
SITE = "https://highlands.example/"


@pytest.fixture
def letter(office: Office) -> Letter:
    return save_letter(name="The well", texts=TEXTS, now=NOW)


@pytest.fixture
def everybody(staff: User) -> Audience:
    return save_audience(name="Everybody", question=Question(), by=staff, now=NOW)


@pytest.fixture
def send(letter: Letter, everybody: Audience, staff: User) -> Callable[[], Mailing]:
    def begin() -> Mailing:
        begun = letters_to_many.write_to(
            audience=everybody, letter=letter, by=staff, site=SITE, now=NOW
        )
        letters_to_many.fill_outbox(mailing_id=begun.pk, now=NOW)
        begun.refresh_from_db()
        return begun

    return begin


def test_each_gets_a_letter_of_their_own_in_a_language_they_read(
    send: Callable[[], Mailing],
) -> None:
    somebody("Amani Njeri", language="sw", languages=["fr"])
    somebody("Élodie Marchand", language="fr")
    somebody("Tom Kowal")
    somebody("nobody@post.example")

    mailing = send()

    assert mailing.size == 4
    assert mailing.ready_at == NOW
    letters = {item.recipient_name: item for item in OutgoingItem.objects.all()}
    assert {name: item.language for name, item in letters.items()} == {
        "Amani Njeri": "fr",
        "Élodie Marchand": "fr",
        "Tom Kowal": "en",
        "": "en",
    }
    assert letters["Tom Kowal"].whole_subject == "News of Office of Highlands"
    assert letters["Tom Kowal"].whole_text.startswith("Dear Tom Kowal,\n\nThe well is mended.")
    assert "Leila Haddad" in letters["Tom Kowal"].whole_text
    # Without a name there is nothing to greet by, and no field is left standing.
    assert letters[""].whole_text.strip().startswith("The well is mended.")
    assert {item.kind for item in letters.values()} == {OutgoingKind.BULK}
    assert {item.due_at for item in letters.values()} == {NOW + timedelta(seconds=60)}


def test_who_may_not_be_written_to_is_left_out_and_counted(send: Callable[[], Mailing]) -> None:
    somebody("Amani")
    somebody("Bea", agrees=False)
    somebody("Cleo", address=None)
    somebody("Dan", state=ContactState.BOUNCING)
    somebody("Eve", is_deceased=True)
    somebody("Fay", do_not_contact=True)

    mailing = send()

    assert list(mailing.addressees.values_list("person__name", flat=True)) == ["Amani"]
    assert mailing.left_out == {
        "deceased": 1, "do_not_contact": 1, "no_consent": 1, "no_contact": 1, "suppressed": 1
    }  # fmt: skip


def test_father_and_son_at_one_address_get_a_letter_each(send: Callable[[], Mailing]) -> None:
    father = somebody("Musa Otieno", address="home@post.example")
    son = somebody("Musa Otieno", address=None)
    son.contact_points.add(father.contact_points.get())

    send()

    assert OutgoingItem.objects.filter(recipient="home@post.example").count() == 2


@pytest.mark.parametrize("change", ["withdraws", "dies", "asks for silence", "is erased"])
def test_whoever_no_longer_agrees_when_it_leaves_gets_nothing(
    send: Callable[[], Mailing], change: str
) -> None:
    person = somebody("Amani")
    send()
    item = OutgoingItem.objects.get()
    assert not refusals(guard=item.guard, subjects=[item.guard_subject])

    if change == "withdraws":
        withdraw_consent(person=person, purpose=Purpose.NEWSLETTER, now=NOW)
    else:
        values = {
            "dies": {"is_deceased": True},
            "asks for silence": {"do_not_contact": True},
            "is erased": {"erased_at": NOW},
        }
        Person.objects.filter(pk=person.pk).update(**values[change])

    assert refusals(guard=item.guard, subjects=[item.guard_subject])


def test_a_stopped_letter_stays_even_where_it_was_not_in_the_outbox_yet(
    send: Callable[[], Mailing], staff: User
) -> None:
    somebody("Amani")
    somebody("Bea")
    mailing = send()
    gone = OutgoingItem.objects.first()
    OutgoingItem.objects.filter(pk=gone.pk).update(state=OutgoingState.SENT)

    kept = letters_to_many.stop_mailing(mailing=mailing, by=staff, now=NOW)

    assert kept == 1
    states = set(OutgoingItem.objects.values_list("state", flat=True))
    assert states == {OutgoingState.SENT, OutgoingState.CANCELLED}
    mailing.refresh_from_db()
    progress = progress_of(mailing=mailing)
    assert (progress.sent, progress.kept, progress.waiting) == (1, 1, 0)
    # Said twice, it changes nothing.
    assert letters_to_many.stop_mailing(mailing=mailing, by=staff, now=NOW) == 0


def test_filling_stopped_half_way_goes_on_and_writes_to_nobody_twice(
    letter: Letter, everybody: Audience, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters_to_many, "BATCH", 2)
    for number in range(5):
        somebody(f"Amani {number}")
    begun = letters_to_many.write_to(
        audience=everybody, letter=letter, by=staff, site=SITE, now=NOW
    )
    assert letters_to_many._fill_some(begun.pk, NOW)
    assert letters_to_many.unfilled_mailings() == [begun.pk]

    letters_to_many.fill_outbox(mailing_id=begun.pk, now=NOW)
    letters_to_many.fill_outbox(mailing_id=begun.pk, now=NOW)

    assert OutgoingItem.objects.count() == 5
    assert Addressee.objects.filter(outgoing__isnull=True).count() == 0
    assert letters_to_many.unfilled_mailings() == []


@pytest.mark.parametrize("count", [1, 30])
def test_choosing_takes_as_many_statements_for_many_as_for_one(
    letter: Letter,
    everybody: Audience,
    staff: User,
    count: int,
    django_assert_max_num_queries: Callable,
) -> None:
    for number in range(count):
        somebody(f"Amani {number}")
    with django_assert_max_num_queries(18):
        letters_to_many.write_to(audience=everybody, letter=letter, by=staff, site=SITE, now=NOW)


def test_a_letter_that_cannot_go_to_many_is_refused_whole(
    everybody: Audience, staff: User, office: Office
) -> None:
    somebody("Amani")
    bare = save_letter(name="Bare", texts={"en": ("", "Words")}, now=NOW)
    topical = save_letter(name="Topical", texts={"en": ("News", "About [topic]")}, now=NOW)
    asked = {"audience": everybody, "by": staff, "site": SITE, "now": NOW}

    with pytest.raises(letters_to_many.NoSubject) as without:
        letters_to_many.write_to(letter=bare, **asked)
    with pytest.raises(letters_to_many.FieldsWithoutValue) as fields:
        letters_to_many.write_to(letter=topical, **asked)

    assert without.value.languages == ["en"]
    assert fields.value.fields == ["[topic]"]
    assert not Mailing.objects.exists()


def test_nobody_to_write_to_leaves_nothing_behind(
    letter: Letter, everybody: Audience, staff: User
) -> None:
    with pytest.raises(letters_to_many.NobodyReached):
        letters_to_many.write_to(audience=everybody, letter=letter, by=staff, site=SITE, now=NOW)

    assert not Mailing.objects.exists()


def test_the_way_out_ends_the_consent_and_leads_back_in(send: Callable[[], Mailing]) -> None:
    person = somebody("Amani")
    send()
    row = Addressee.objects.get()
    address = way_out(site=SITE, addressee_id=row.pk)
    assert address in OutgoingItem.objects.get().whole_text
    token = address.removeprefix(f"{SITE}leave/").rstrip("/")

    letters_to_many.leave(addressee=addressee_of(token=token), now=NOW)
    assert not Consent.objects.filter(person=person, withdrawn_at__isnull=True).exists()

    letters_to_many.come_back(addressee=addressee_of(token=token), now=NOW)
    assert Consent.objects.filter(person=person, withdrawn_at__isnull=True).exists()


def test_a_way_out_of_another_office_leads_nowhere(
    send: Callable[[], Mailing], two_offices: tuple[Office, Office]
) -> None:
    somebody("Amani")
    send()
    token = way_out(site=SITE, addressee_id=Addressee.objects.get().pk).split("/")[-2]

    with within(two_offices[1]), pytest.raises(UnknownWayOut):
        addressee_of(token=token)
    with pytest.raises(UnknownWayOut):
        addressee_of(token=token + "x")


def test_a_merged_addressee_is_still_written_to_once(
    send: Callable[[], Mailing], now: datetime
) -> None:
    kept, merged = somebody("Amani Njeri"), somebody("Amani W. Njeri")
    send()

    merge_people(kept=kept, merged=merged, by=None, now=now)

    assert Addressee.objects.filter(person=kept).count() == 1


def test_erasing_takes_the_words_and_the_address(send: Callable[[], Mailing], staff: User) -> None:
    person = somebody("Amani", address="shared@post.example")
    other = somebody("Bea", address=None)
    other.contact_points.add(person.contact_points.get())
    send()
    assert [entry.title for entry in held.export(person, staff)] == ["A letter to many: Everybody"]

    held.erase(person, NOW)

    assert Addressee.objects.get(person=person).address == ""
    item = Addressee.objects.get(person=person).outgoing
    assert (item.whole_text, item.recipient, item.state) == ("", "", OutgoingState.CANCELLED)
    assert Addressee.objects.get(person=other).outgoing.whole_text


def test_whose_letters_need_approval_does_not_write_to_many_alone(
    letter: Letter, everybody: Audience
) -> None:
    somebody("Amani")
    update_profile(approval_roles=[Role.COMMUNICATIONS])
    user = member_of_staff(email="kim@highlands.example", name="Kim", roles=[Role.COMMUNICATIONS])
    with pytest.raises(letters_to_many.NeedsApproval):
        letters_to_many.write_to(audience=everybody, letter=letter, by=user, site=SITE, now=NOW)
    assert not Mailing.objects.exists()
