"""Sheets and forms: a code each, every line one entry, finished once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.agenda.models import Topic
from baraza.base.audit.models import AuditEntry
from baraza.base.office.actions import update_profile
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.actions.consent import set_wording
from baraza.base.people.models import Consent, HowGiven, Person, Purpose
from baraza.common.paper import read_code
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.entering import NothingSaid
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.logbook.actions import sheets as acts
from baraza.dialogue.logbook.held import erase
from baraza.dialogue.logbook.models import Sheet, SheetKind, SheetLine
from baraza.dialogue.logbook.queries import full_number, lines_of, topics_of
from tests.dialogue.logbook.conftest import an_entry
from tests.staff import member_of_staff

Printed = Callable[..., Sheet]


def test_each_page_has_a_code_of_its_own(staff: User, now: datetime) -> None:
    made = acts.print_sheets(kind=SheetKind.LOGBOOK, count=3, language="fr", by=staff, now=now)

    assert len({sheet.code for sheet in made}) == 3
    assert all(read_code(sheet.code) == sheet.code for sheet in made)
    assert {(sheet.batch, sheet.line_count) for sheet in made} == {(made[0].batch, acts.LINES)}
    assert AuditEntry.objects.get(act="sheets_printed").count == 3


def test_nobody_prints_a_thousand_by_a_slip(staff: User, now: datetime) -> None:
    made = acts.print_sheets(kind=SheetKind.FORM, count=1000, language="en", by=staff, now=now)

    assert len(made) == acts.MOST_SHEETS


def test_numbers_on_the_paper_never_change(printed: Printed) -> None:
    for name in ("Housing", "Roads", "Water"):
        Topic.objects.create(name=name)
    sheet = printed()
    water = Topic.objects.get(name="Water")
    Topic.objects.create(name="Apples")
    Topic.objects.filter(name="Roads").update(merged_into=water)

    assert [(place, topic.name) for place, topic in topics_of(sheet)] == [
        (1, "Housing"),
        (2, "Water"),
        (3, "Water"),
    ]


def test_a_line_sent_twice_is_one_entry(printed: Printed, staff: User, now: datetime) -> None:
    sheet = printed()
    acts.enter_line(sheet=sheet, number=2, entry=an_entry(), by=staff, now=now)

    with pytest.raises(acts.LineEntered):
        acts.enter_line(sheet=sheet, number=2, entry=an_entry(text="Again"), by=staff, now=now)

    assert Message.objects.count() == 1


def test_a_line_cut_short_is_entered_by_the_next_try(
    printed: Printed, staff: User, now: datetime
) -> None:
    """The process died between the entry and the line: the line finds its entry again."""
    sheet = printed()
    acts.enter_line(sheet=sheet, number=1, entry=an_entry(), by=staff, now=now)
    SheetLine.objects.update(message=None)

    line = acts.enter_line(sheet=sheet, number=1, entry=an_entry(), by=staff, now=now)

    assert line.message == Message.objects.get()


def test_an_empty_line_is_no_line(printed: Printed, staff: User, now: datetime) -> None:
    sheet = printed()

    with pytest.raises(NothingSaid):
        acts.enter_line(sheet=sheet, number=1, entry=an_entry(text=""), by=staff, now=now)

    assert not SheetLine.objects.exists()


def test_a_line_taken_back_can_be_entered_anew(
    printed: Printed, staff: User, now: datetime
) -> None:
    sheet = printed()
    line = acts.enter_line(sheet=sheet, number=1, entry=an_entry(), by=staff, now=now)

    words = acts.take_line_back(line=line, by=staff)

    assert words.text == an_entry().text
    assert not Message.objects.exists()
    again = acts.enter_line(sheet=sheet, number=1, entry=an_entry(text="Mended"), by=staff, now=now)
    assert again.message.said == "Mended"


def test_who_ticked_it_gets_the_news(printed: Printed, staff: User, now: datetime) -> None:
    set_wording(purpose=Purpose.NEWSLETTER, texts={"en": "Send me the newsletter."}, now=now)
    sheet = printed()

    acts.enter_line(sheet=sheet, number=1, entry=an_entry(), by=staff, now=now, may_write=True)
    acts.enter_line(
        sheet=sheet,
        number=2,
        entry=an_entry(is_anonymous=True),
        by=staff,
        now=now,
        may_write=True,
    )

    consent = Consent.objects.get()
    assert (consent.purpose, consent.how_given) == (Purpose.NEWSLETTER, HowGiven.PAPER)
    assert consent.wording.text == "Send me the newsletter."


def test_finished_once_and_opened_again(printed: Printed, staff: User, now: datetime) -> None:
    sheet = printed()
    acts.finish(sheet=sheet, by=staff, now=now)
    acts.finish(sheet=sheet, by=staff, now=now)
    sheet.refresh_from_db()
    assert (sheet.finished_by, sheet.finished_at) == (staff, now)
    assert AuditEntry.objects.filter(act="sheet_finished").count() == 1

    acts.open_again(sheet=sheet, by=staff)

    sheet.refresh_from_db()
    assert sheet.finished_at is None


def test_lines_within_another_circle_show_nothing(
    printed: Printed, staff: User, now: datetime
) -> None:
    sheet = printed()
    acts.enter_line(sheet=sheet, number=1, entry=an_entry(), by=staff, now=now)
    circle = Circle.objects.create(name="Two of us")
    circle.members.add(staff)
    set_circle(conversation=Conversation.objects.get(), circle=circle)
    other = member_of_staff(email="sam@highlands.example", name="Sam", roles=[Role.CASEWORKER])

    [mine, *_] = lines_of(sheet=sheet, user=staff)
    [theirs, *_] = lines_of(sheet=sheet, user=other)

    assert mine.conversation is not None
    assert theirs.entered is not None
    assert theirs.conversation is None


@pytest.mark.parametrize("count", [1, 3])
def test_lines_cost_two_queries(
    printed: Printed,
    staff: User,
    now: datetime,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sheet = printed()
    for number in range(1, count + 1):
        acts.enter_line(
            sheet=sheet, number=number, entry=an_entry(name=f"N {number}"), by=staff, now=now
        )
    Conversation.objects.visible_to(staff).exists()  # which circles somebody is in is asked once

    with django_assert_num_queries(2):
        lines = lines_of(sheet=sheet, user=staff)
        assert [line.conversation.person is not None for line in lines[:count]] == [True] * count

    assert len(lines) == sheet.line_count


@pytest.mark.parametrize(
    ("office_number", "dialled", "full"),
    [
        ("+254 20 555 0100", "0712 345 678", "+254712345678"),
        ("+254 20 555 0100", "+33 1 23 45 67 89", "+33 1 23 45 67 89"),
        ("+254 20 555 0100", "12", "12"),
        ("", "0712 345 678", "0712 345 678"),
    ],
)
def test_a_number_is_read_as_it_is_dialled_here(
    staff: User, office_number: str, dialled: str, full: str
) -> None:
    update_profile(phone=office_number)

    assert full_number(dialled) == full


def test_an_erased_person_is_on_no_form(printed: Printed, now: datetime) -> None:
    [person] = add_people(newcomers=[Newcomer(name="Wanjiru Kamau")], now=now)
    sheet = printed(SheetKind.FORM, person=person)

    erase(person, now)

    sheet.refresh_from_db()
    assert sheet.person is None
    assert Person.objects.filter(pk=person.pk).exists()
