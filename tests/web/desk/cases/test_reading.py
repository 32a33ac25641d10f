"""The list of cases with its filters, and the file of one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.actions.circles import add_circle
from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.people.models import Organisation, OrganisationKind
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.actions.changing import add_note, mark_stuck
from baraza.engagement.casework.models import (
    Case,
    CaseConversation,
    CaseStep,
    CaseUpdate,
    Decision,
    Inquiry,
    InquiryLog,
    Urgency,
)
from tests.cases import a_case, kind_of
from tests.people import somebody
from tests.staff import member_of_staff

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def agency(office) -> Organisation:
    return Organisation.objects.create(
        name="Pension board",
        sort_key="pension board",
        search_names="pension board",
        kind=OrganisationKind.AGENCY,
        added_at=datetime.fromisoformat("2026-05-01T08:00:00+00:00"),
    )


def _worked_on(case: Case, agency: Organisation, staff: User, now: datetime, count: int) -> None:
    """So much of everything happened in it."""
    Decision.objects.create(case=case, way="resolve", reason="It is due.", made_at=now)
    for number in range(count):
        at = now - timedelta(hours=number)
        add_note(case_id=case.pk, text=f"Note {number} of ours", by=staff, now=at)
        asked = Inquiry.objects.create(
            case=case, organisation=agency, subject=f"File {number}", asked_at=at
        )
        InquiryLog.objects.create(
            inquiry=asked, channel=Channel.PHONE, text=f"They look {number}", happened_at=at
        )
        CaseUpdate.objects.create(
            case=case, text=f"We asked {number}", channel=Channel.PHONE, given_at=at
        )
        CaseStep.objects.create(case=case, words=f"See the papers {number}")


def test_the_list_leads_to_the_file(desk: Client, now: datetime) -> None:
    case = a_case(now=now, person=somebody("Amani Njeri", email="amani@post.example"))
    shown = desk.get("/desk/cases/").content.decode()
    assert f'href="/desk/cases/{case.pk}/"' in shown
    pane = desk.get(f"/desk/cases/{case.pk}/", headers=HTMX).content.decode()
    assert "The pension stopped in March" in pane
    assert "<!DOCTYPE" not in pane
    assert "<!DOCTYPE" in desk.get(f"/desk/cases/{case.pk}/").content.decode()


def test_the_file_shows_all_that_happened_newest_first(
    desk: Client, staff: User, agency: Organisation, conversation: Conversation, now: datetime
) -> None:
    case = a_case(now=now - timedelta(days=400), person=conversation.person)
    CaseConversation.objects.create(case=case, conversation=conversation, added_at=now)
    _worked_on(case, agency, staff, now, 2)
    shown = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    happened = shown.partition('id="what-happened"')[2]
    for words in ("Note 0 of ours", "They look 1", "We asked 0", "This is about", "It is due."):
        assert words in happened
    assert happened.index("Note 0 of ours") < happened.index("Note 1 of ours")
    assert happened.index("Note 1 of ours") < happened.index("The case was opened")
    assert f"/desk/inbox/{conversation.pk}/" in shown


def test_what_happened_long_ago_is_asked_for_page_by_page(
    desk: Client, staff: User, now: datetime
) -> None:
    case = a_case(now=now - timedelta(days=400))
    for number in range(70):
        # Several at one moment: none is left out or shown twice where a page ends.
        at = now - timedelta(days=number // 7)
        add_note(case_id=case.pk, text=f"Note {number:03} of ours", by=staff, now=at)
    page, seen = desk.get(f"/desk/cases/{case.pk}/").content.decode(), []
    while True:
        seen += [word for word in range(70) if f"Note {word:03} of ours" in page]
        link = page.partition(f'hx-get="/desk/cases/{case.pk}/earlier/')[2].partition('"')[0]
        if not link:
            break
        address = f"/desk/cases/{case.pk}/earlier/{link.replace('&amp;', '&')}"
        page = desk.get(address, headers=HTMX).content.decode()
    assert sorted(seen) == list(range(70))


def test_a_file_asks_as_much_however_long_it_is(
    desk: Client, staff: User, agency: Organisation, now: datetime
) -> None:
    asked = []
    for count in (1, 3):
        case = a_case(now=now - timedelta(days=400), person=somebody(f"Amani {count}"))
        _worked_on(case, agency, staff, now, count)
        desk.get(f"/desk/cases/{case.pk}/", headers=HTMX)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(f"/desk/cases/{case.pk}/", headers=HTMX)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 30


def test_a_folded_part_is_fetched_when_it_is_opened_and_without_scripts_stands_on_the_page(
    desk: Client, staff: User, agency: Organisation, now: datetime
) -> None:
    case = a_case(now=now, next_update_date=date(2026, 5, 20))
    _worked_on(case, agency, staff, now, 1)
    address = f"/desk/cases/{case.pk}/part/?of=steps"
    folded = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert f'hx-get="{address}"' in folded
    assert "See the papers 0" not in folded
    part = desk.get(address, headers=HTMX).content.decode()
    assert "See the papers 0" in part
    assert 'id="subject"' not in part
    whole = desk.get(address).content.decode()
    assert "<!DOCTYPE" in whole
    assert "See the papers 0" in whole
    assert 'id="steps" open' in whole


def test_a_part_of_a_closed_circle_is_nobody_elses(desk: Client, now: datetime) -> None:
    other = member_of_staff(email="o@highlands.example", name="Omar Said")
    circle = add_circle(name="Elsewhere", members=[other], by=other)
    case = a_case(now=now, circle=circle)
    for name in ("steps", "beside", "nonsense"):
        for headers in (HTMX, {}):
            answer = desk.get(f"/desk/cases/{case.pk}/part/?of={name}", headers=headers)
            assert answer.status_code == 404


def test_a_row_is_drawn_anew_only_where_the_list_shows_it(desk: Client, now: datetime) -> None:
    case = a_case(now=now)
    address = f"/desk/cases/{case.pk}/stuck/"
    shown = desk.post(address, {"because": "No file"}, headers=HTMX).content.decode()
    assert f'id="row-{case.pk}" hx-swap-oob' in shown
    hidden = desk.post(address, {"because": ""}, headers={**HTMX, "No-Row": "1"}).content.decode()
    assert "hx-swap-oob" not in hidden.partition("toast")[0]


def test_a_list_asks_as_much_however_long_it_is(
    desk: Client, agency: Organisation, staff: User, now: datetime
) -> None:
    asked = []
    for _ in range(2):
        case = a_case(now=now, person=somebody("Amani"), assigned_to=staff)
        _worked_on(case, agency, staff, now, 1)
        desk.get("/desk/cases/", headers=HTMX)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/cases/", headers=HTMX)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_most_urgent_stands_first_then_the_oldest(desk: Client, now: datetime) -> None:
    late = a_case(now=now, title="The oldest", opened_at=now - timedelta(days=9))
    young = a_case(now=now, title="The youngest")
    urgent = a_case(now=now, title="The eviction", urgency=Urgency.NOW)
    shown = desk.get("/desk/cases/", headers=HTMX).content.decode()
    places = [shown.index(one.title) for one in (urgent, late, young)]
    assert places == sorted(places)


def test_a_long_list_is_read_page_by_page(desk: Client, now: datetime) -> None:
    made = {
        a_case(now=now, urgency=1 + number % 4, opened_at=now - timedelta(days=number // 9)).pk
        for number in range(120)
    }
    address, seen = "/desk/cases/", []
    while address:
        page = desk.get(address, headers=HTMX).content.decode()
        seen += [pk for pk in made if f'id="row-{pk}"' in page]
        address = page.partition('hx-get="/desk/cases/?')[2].partition('"')[0]
        address = f"/desk/cases/?{address.replace('&amp;', '&')}" if address else ""
    assert len(seen) == 120
    assert set(seen) == made


FILTERED: list[tuple[str, Callable[[Case, User, Organisation, datetime], None]]] = [
    ("mine=1", lambda case, staff, agency, now: _set(case, assigned_to=staff)),
    ("urgency=4", lambda case, staff, agency, now: _set(case, urgency=4)),
    ("stuck=1", lambda case, staff, agency, now: _stick(case, staff, now)),
    ("late=them", lambda case, staff, agency, now: _set(case, next_update_date=date(2026, 5, 1))),
    ("late=agency", lambda case, staff, agency, now: _asked(case, agency, now)),
    ("late=any", lambda case, staff, agency, now: _asked(case, agency, now)),
    ("state=closed", lambda case, staff, agency, now: _set(case, state="closed", closed_at=now)),
    ("search=eviction", lambda case, staff, agency, now: _set(case, title="?")),
]


def _set(case: Case, **fields: object) -> None:
    Case.objects.filter(pk=case.pk).update(**fields)


def _stick(case: Case, staff: User, now: datetime) -> None:
    mark_stuck(case_id=case.pk, because="The file is lost", by=staff, now=now)


def _asked(case: Case, agency: Organisation, now: datetime) -> None:
    _set(case, state="working")
    Inquiry.objects.create(
        case=case,
        organisation=agency,
        subject="File",
        asked_at=now,
        chase_date=date(2026, 5, 1),
    )


@pytest.mark.parametrize(("query", "make_it_fit"), FILTERED, ids=[one[0] for one in FILTERED])
def test_a_filter_finds_what_fits_and_nothing_else(
    query: str,
    make_it_fit: Callable[[Case, User, Organisation, datetime], None],
    desk: Client,
    staff: User,
    agency: Organisation,
    now: datetime,
) -> None:
    fits = a_case(now=now, person=somebody("Eviction Njeri"))
    other = a_case(now=now, person=somebody("Another Name"))
    make_it_fit(fits, staff, agency, now)
    shown = desk.get(f"/desk/cases/?{query}", headers=HTMX).content.decode()
    assert f'id="row-{fits.pk}"' in shown
    assert f'id="row-{other.pk}"' not in shown


def test_a_case_is_found_by_its_code_however_it_was_typed(desk: Client, now: datetime) -> None:
    case, other = a_case(now=now), a_case(now=now)
    typed = case.code.replace("-", " ").lower()
    shown = desk.get("/desk/cases/", {"search": typed}, headers=HTMX).content.decode()
    assert f'id="row-{case.pk}"' in shown
    assert f'id="row-{other.pk}"' not in shown


def test_filters_are_shown_as_chips_and_kept_under_a_name(desk: Client, now: datetime) -> None:
    kind = kind_of("Land")
    address = f"/desk/cases/?kind={kind.pk}&stuck=1"
    shown = desk.get(address).content.decode()
    assert "<bdi>Land</bdi>" in shown
    desk.post(f"/desk/cases/views/keep/?kind={kind.pk}", {"name": "Our land"}, headers=HTMX)
    panel = desk.get("/desk/cases/filters/", headers=HTMX).content.decode()
    assert "Our land" in panel
    assert "Our land" not in desk.get("/desk/inbox/filters/", headers=HTMX).content.decode()
