"""An audience is counted from what is known now, and says who is left out and why."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.actions import add_topic
from baraza.base.channels.models import Channel, Suppression
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import (
    Consent,
    ContactKind,
    ContactLink,
    ContactPoint,
    ContactState,
    Group,
    HowGiven,
    Person,
    Purpose,
)
from baraza.base.places.actions.importing import take_areas
from baraza.base.places.models import Area
from baraza.dialogue.audiences import queries
from baraza.dialogue.audiences.actions import NameTaken, save_audience
from baraza.dialogue.audiences.models import Audience
from baraza.dialogue.audiences.queries import (
    LeftOut,
    left_out,
    meant,
    quick_size,
    reached,
    size_of,
)
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.models import Input
from tests.staff import member_of_staff

NOW = datetime.fromisoformat("2026-05-04T09:00:00+00:00")


def somebody(
    name: str,
    *,
    agrees: bool = True,
    address: str | None = "",
    state: ContactState = ContactState.NEW,
    **fields: object,
) -> Person:
    """Somebody who can be reached, unless it is said otherwise; `address` None: nowhere."""
    person = Person(added_at=NOW, **fields)
    person.rename(name)
    person.save()
    if agrees:
        Consent.objects.create(
            person=person, purpose=Purpose.NEWSLETTER, how_given=HowGiven.WEB, given_at=NOW
        )
    if address is not None:
        point = ContactPoint.objects.create(
            kind=ContactKind.EMAIL, value=address or f"p{person.pk}@post.example", state=state
        )
        ContactLink.objects.create(person=person, contact_point=point)
    return person


def names(people: object) -> list[str]:
    return [person.name for person in people]


def test_everybody_meant_is_reached_or_left_out_for_one_reason(office: Office, staff: User) -> None:
    somebody("Amani")
    somebody("Deceased", is_deceased=True, do_not_contact=True, agrees=False)
    somebody("Silent", do_not_contact=True, agrees=False)
    somebody("Unasked", agrees=False, address=None)
    somebody("Nowhere", address=None)
    somebody("Bouncing", state=ContactState.BOUNCING)
    somebody("Stopped", address="stop@post.example")
    Suppression.objects.create(
        channel=Channel.EMAIL, address="stop@post.example", reason="asked", added_at=NOW
    )
    former = somebody("Former")
    Consent.objects.filter(person=former).update(withdrawn_at=NOW)
    somebody("Merged", merged_into=former)
    size = size_of(question=Question(), user=staff, now=NOW)
    assert size.reached == 1
    assert size.meant == 8
    for reason, people in {
        LeftOut.DECEASED: ["Deceased"],
        LeftOut.DO_NOT_CONTACT: ["Silent"],
        LeftOut.NO_CONSENT: ["Former", "Unasked"],
        LeftOut.NO_CONTACT: ["Nowhere"],
        LeftOut.SUPPRESSED: ["Bouncing", "Stopped"],
    }.items():
        assert size.left_out[reason] == len(people)
        found = left_out(question=Question(), reason=reason, user=staff, now=NOW)
        assert names(found) == people
    assert names(reached(question=Question(), user=staff, now=NOW)) == ["Amani"]


def test_somebody_with_two_addresses_is_reached_at_the_one_that_works(
    office: Office, staff: User
) -> None:
    person = somebody("Amani", state=ContactState.BOUNCING)
    assert size_of(question=Question(), user=staff, now=NOW).reached == 0
    second = ContactPoint.objects.create(kind=ContactKind.EMAIL, value="new@post.example")
    ContactLink.objects.create(person=person, contact_point=second)
    assert size_of(question=Question(), user=staff, now=NOW).reached == 1


def test_the_parts_of_a_question_narrow_it(office: Office, staff: User) -> None:
    take_areas(
        content=b"name,kind,parent,remote\nKa,district,,\nMbuni,ward,Ka,yes\nKu,district,,\n",
        by=None,
        now=NOW,
    )
    area = {each.name: each for each in Area.objects.all()}
    water, roads = add_topic(name="Water"), add_topic(name="Roads")
    amani = somebody("Amani", area=area["Mbuni"], language="sw")
    bea = somebody("Bea", area=area["Ka"], language="en", languages=["sw"])
    cleo = somebody("Cleo", area=area["Ku"], language="en")
    somebody("Dan")
    record_inputs(
        said=[
            Said(
                received_at=NOW - timedelta(days=days),
                channel=Channel.EMAIL,
                text="Please",
                person_id=person.pk,
                topic_id=topic.pk,
            )
            for person, topic, days in [
                (amani, water, 100),
                (bea, water, 3),
                (bea, water, 2),
                (cleo, roads, 1),
            ]
        ]
    )
    group = Group.objects.create(name="Wells")
    group.memberships.create(person=cleo, added_at=NOW)
    for question, people in [
        (Question(), ["Amani", "Bea", "Cleo", "Dan"]),
        (Question(area=area["Ka"].pk), ["Amani", "Bea"]),
        (Question(only_remote=True), ["Amani"]),
        (Question(only_marginalised=True), []),
        (Question(area=area["Ku"].pk, only_remote=True), []),
        (Question(language="sw"), ["Amani", "Bea"]),
        (Question(topic=water.pk), ["Amani", "Bea"]),
        (Question(topic=water.pk, within_days=30), ["Bea"]),
        (Question(within_days=30), ["Bea", "Cleo"]),
        (Question(group=group.pk), ["Cleo"]),
        (Question(area=area["Ka"].pk, topic=water.pk, language="sw", within_days=9), ["Bea"]),
    ]:
        assert names(meant(question=question, user=staff, now=NOW).order_by("name")) == people


def test_a_confidential_letter_tells_nothing_through_an_audience(
    office: Office, staff: User
) -> None:
    water = add_topic(name="Water")
    person = somebody("Amani")
    record_inputs(
        said=[
            Said(
                received_at=NOW,
                channel=Channel.EMAIL,
                text="Please",
                person_id=person.pk,
                topic_id=water.pk,
            )
        ]
    )
    circle = Circle.objects.create(name="Case 4")
    insider = member_of_staff(email="kim@highlands.example", name="Kim Osei")
    circle.members.add(insider)
    Input.objects.update(circle=circle)
    question = Question(topic=water.pk)
    assert size_of(question=question, user=staff, now=NOW).meant == 0
    assert size_of(question=question, user=insider, now=NOW).meant == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_size_takes_as_many_queries_for_many_as_for_one(
    office: Office, staff: User, count: int, django_assert_num_queries
) -> None:
    take_areas(content=b"name,kind\nKa,district\n", by=None, now=NOW)
    area = Area.objects.get()
    for number in range(count):
        somebody(f"Amani {number}", area=area)
    staff = User.objects.get(pk=staff.pk)
    with django_assert_num_queries(4):
        size = size_of(question=Question(area=area.pk, within_days=None), user=staff, now=NOW)
    assert size.reached == count


def test_a_question_is_kept_as_it_was_asked_and_names_are_told_apart(
    office: Office, staff: User, now: datetime
) -> None:
    question = Question(language="sw", within_days=30, purpose="")
    kept = save_audience(name=" Wells ", question=question, by=staff, now=now)
    kept.refresh_from_db()
    assert (kept.name, Question.of(kept.question)) == ("Wells", question)
    assert Question.of({"language": "ar", "from_the_future": 1}) == Question(language="ar")
    with pytest.raises(NameTaken):
        save_audience(name="Wells", question=question, by=staff, now=now)


def test_an_audience_of_one_office_is_not_anothers(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[0]):
        user = member_of_staff(email="a@highlands.example", name="Leila Haddad")
        somebody("Amani")
        save_audience(name="All", question=Question(), by=user, now=now)
    with within(two_offices[1]):
        user = member_of_staff(email="b@lakeside.example", name="Omar Said")
        assert not Audience.objects.exists()
        assert size_of(question=Question(), user=user, now=now).meant == 0


def test_a_question_about_very_many_is_reckoned_at_once_from_some_of_them(
    staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        somebody(f"P {number}", agrees=number % 2 == 0)
    asked = {"question": Question(), "user": staff, "now": NOW}
    assert quick_size(**asked) == size_of(**asked)

    monkeypatch.setattr(queries, "FEW", 10)
    monkeypatch.setattr(queries, "SAMPLE", 1_000_000)
    everybody = quick_size(**asked)
    # Ids that are nobody's count for nobody, so that taking all of them is exact.
    assert (everybody.reached, dict(everybody.left_out)) == (30, {LeftOut.NO_CONSENT: 30})
    assert everybody.is_estimate

    monkeypatch.setattr(queries, "SAMPLE", 40)
    assert quick_size(**asked) == quick_size(**asked)
