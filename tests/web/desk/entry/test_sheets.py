"""Paper: printed, found by its code, entered line by line, finished."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.consent import set_wording
from baraza.base.people.models import Consent, Purpose
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.logbook.actions.sheets import print_sheets
from baraza.dialogue.logbook.models import Sheet, SheetKind, SheetLine
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read

HTMX = {"HX-Request": "true"}


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.fixture
def sheet(staff: User, now: datetime) -> Sheet:
    """A logbook sheet with two topics on it."""
    for name in ("Housing", "Water"):
        Topic.objects.create(name=name)
    [made] = print_sheets(kind=SheetKind.LOGBOOK, count=1, language="en", by=staff, now=now)
    return made


def line(**more: Any) -> dict[str, Any]:
    return {
        "channel": "walk_in",
        "time": "08:41",
        "day": "2026-05-04",
        "who": "Wanjiru Kamau",
        "reach": "+254712345678",
        "address": "Njoro",
        "text": "The well is dry.",
    } | more


@pytest.mark.parametrize("kind", ["logbook", "form"])
@pytest.mark.parametrize("language", ["en", "ar", "am"])
def test_pages_are_made_and_printed_in_any_language(
    desk: Client, now: datetime, kind: str, language: str
) -> None:
    Topic.objects.create(name="Housing")
    set_wording(purpose=Purpose.NEWSLETTER, texts={"en": "Send me the newsletter."}, now=now)
    answer = desk.post(
        "/desk/sheets/", {"kind": kind, "count": 2, "language": language}, follow=True
    )
    tree = read(answer.content)
    assert "2 pages are ready." in tree.text

    pdf = desk.get(tree.one("main").one(class_="note").one("a").attributes["href"])

    assert pdf["Content-Type"] == "application/pdf"
    assert pages(pdf.content) == 2
    one = desk.get(f"/desk/sheet/{Sheet.objects.first().code}/paper/")
    assert pages(one.content) == 1


def test_a_form_for_somebody_has_what_we_know(desk: Client) -> None:
    person = somebody("Wanjiru Kamau", phone="+254712345678")

    desk.post(
        "/desk/sheets/",
        {"kind": "form", "count": 1, "language": "en", "person": person.pk, "large": "on"},
    )

    form = Sheet.objects.get()
    assert (form.person, form.is_large_print) == (person, True)
    assert pages(desk.get(f"/desk/sheet/{form.code}/paper/").content) == 1


def test_a_form_is_one_button_away_from_the_person(desk: Client) -> None:
    person = somebody("Wanjiru Kamau")
    page = read(desk.get(f"/desk/people/{person.pk}/").content)
    form = page.one("form", action="/desk/sheets/")
    fields = {
        one.attributes["name"]: one.attributes["value"]
        for one in form.all("input")
        if one.attributes["name"] != "csrfmiddlewaretoken"
    }

    desk.post("/desk/sheets/", fields)

    made = Sheet.objects.get()
    assert (made.kind, made.person, made.language) == (SheetKind.FORM, person, "en")


@pytest.mark.parametrize("count", ["0", "201", "many", ""])
def test_how_many_is_said_where_it_cannot_be(desk: Client, count: str) -> None:
    answer = desk.post("/desk/sheets/", {"kind": "logbook", "count": count, "language": "en"})

    assert answer.status_code == 422
    assert "from 1 to 200" in answer.content.decode()
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("typed", ["ABCD-EFGH", "ABC", "", "x" * 4000])
def test_a_wrong_code_leads_back_with_a_word(desk: Client, typed: str) -> None:
    answer = desk.get("/desk/sheets/find/", {"code": typed}, follow=True)

    assert "code" in read(answer.content).one(class_="toast").text


def test_another_offices_code_is_not_here(
    desk: Client, two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[1]):
        by = member_of_staff(email="h@lakeside.example", name="H")
        [theirs] = print_sheets(kind=SheetKind.LOGBOOK, count=1, language="en", by=by, now=now)

    with within(two_offices[0]):
        assert desk.get(f"/desk/sheet/{theirs.code}/").status_code == 404
        assert desk.get(f"/desk/sheet/{theirs.code}/paper/").status_code == 404
        assert desk.get(f"/desk/sheets/{theirs.batch}/").status_code == 404
        assert desk.post(f"/desk/sheet/{theirs.code}/finish/").status_code == 404


def test_a_line_becomes_an_entry_with_the_number_of_its_topic(desk: Client, sheet: Sheet) -> None:
    tree = read(desk.get(f"/desk/sheet/{sheet.code}/").content)
    options = tree.one(id="line-1").one("select", name="topic").all("option")
    assert [option.text for option in options] == ["", "1 Housing", "2 Water"]

    answer = desk.post(
        f"/desk/sheet/{sheet.code}/lines/1/",
        line(topic=options[2].attributes["value"], needs="on"),
        headers=HTMX,
    )

    conversation = Conversation.objects.get()
    assert "Wanjiru Kamau" in answer.content.decode()
    assert "1 of 12 lines" in answer.content.decode()
    assert conversation.topic.name == "Water"
    assert (conversation.state, conversation.channel) == (ConversationState.TO_ANSWER, "walk_in")
    assert conversation.person.address == "Njoro"
    assert conversation.started_at.strftime("%Y-%m-%d %H:%M") == "2026-05-04 08:41"


def test_the_day_on_the_paper_is_asked_once(desk: Client, sheet: Sheet) -> None:
    address = f"/desk/sheet/{sheet.code}/"
    desk.post(f"{address}lines/1/", line(day="2026-05-03", time=""), headers=HTMX)

    day = read(desk.get(address).content).one("input", name="day")
    assert day.attributes["value"] == "2026-05-03"
    assert Message.objects.get().happened_at.date().isoformat() == "2026-05-03"


def test_a_line_that_needs_no_answer_is_done(desk: Client, sheet: Sheet) -> None:
    desk.post(f"/desk/sheet/{sheet.code}/lines/1/", line(), headers=HTMX)

    assert Conversation.objects.get().state == ConversationState.CLOSED


def test_sent_twice_a_line_is_one_entry(desk: Client, sheet: Sheet) -> None:
    for words in ("The well is dry.", "The well is still dry."):
        answer = desk.post(f"/desk/sheet/{sheet.code}/lines/1/", line(text=words), headers=HTMX)

    assert Message.objects.count() == 1
    assert "The well is dry." in answer.content.decode()


def test_a_line_without_words_says_so_and_keeps_the_rest(desk: Client, sheet: Sheet) -> None:
    answer = desk.post(f"/desk/sheet/{sheet.code}/lines/1/", line(text=""), headers=HTMX)

    assert answer.status_code == 422
    tree = read(answer.content)
    assert "What did they say?" in tree.one(role="alert").text
    assert tree.one("input", name="who").attributes["value"] == "Wanjiru Kamau"


def test_only_what_stands_on_the_paper_is_asked_for(
    desk: Client, sheet: Sheet, now: datetime, staff: User
) -> None:
    [form] = print_sheets(kind=SheetKind.FORM, count=1, language="en", by=staff, now=now)

    def asks() -> list[bool]:
        pages = [desk.get(f"/desk/sheet/{one.code}/", follow=True) for one in (sheet, form)]
        return [bool(read(page.content).all("input", name="news")) for page in pages]

    assert asks() == [False, False]
    set_wording(purpose=Purpose.NEWSLETTER, texts={"en": "Send me the newsletter."}, now=now)
    assert asks() == [True, True]


def test_who_wants_our_news_is_asked_no_more(desk: Client, sheet: Sheet, now: datetime) -> None:
    set_wording(purpose=Purpose.NEWSLETTER, texts={"en": "Send me the newsletter."}, now=now)

    desk.post(f"/desk/sheet/{sheet.code}/lines/1/", line(news="on"), headers=HTMX)

    assert Consent.objects.get().person.name == "Wanjiru Kamau"


def test_a_line_is_taken_back_with_its_words(desk: Client, sheet: Sheet) -> None:
    address = f"/desk/sheet/{sheet.code}/lines/1/"
    desk.post(address, line(needs="on"), headers=HTMX)

    tree = read(desk.post(f"{address}undo/", headers=HTMX).content)

    assert tree.one("textarea", name="text").text.strip() == "The well is dry."
    assert tree.one("input", name="time").attributes["value"] == "08:41"
    assert tree.one("input", name="reach").attributes["value"] == "+254712345678"
    assert "checked" in tree.one("input", name="needs").attributes
    assert not Message.objects.exists()
    desk.post(address, line(text="Mended"), headers=HTMX)
    assert Message.objects.get().said == "Mended"


@pytest.mark.parametrize("number", [0, 13, 99999])
def test_a_line_that_is_not_on_the_paper_is_not_there(
    desk: Client, sheet: Sheet, number: int
) -> None:
    answer = desk.post(f"/desk/sheet/{sheet.code}/lines/{number}/", line(), headers=HTMX)

    assert answer.status_code == 404
    assert not SheetLine.objects.exists()


def test_a_finished_sheet_says_so_and_can_be_opened_again(desk: Client, sheet: Sheet) -> None:
    desk.post(f"/desk/sheet/{sheet.code}/lines/1/", line(), headers=HTMX)
    desk.post(f"/desk/sheet/{sheet.code}/finish/")

    page = desk.get(f"/desk/sheet/{sheet.code}/").content.decode()
    assert "entered already: <bdi>Leila Haddad</bdi>" in page
    assert 'name="text"' not in page
    desk.post(f"/desk/sheet/{sheet.code}/open/")
    assert 'name="text"' in desk.get(f"/desk/sheet/{sheet.code}/").content.decode()


@pytest.fixture
def cost(desk: Client) -> Callable[[str], int]:
    """How many queries a page costs the second time."""

    def count(address: str) -> int:
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    return count


def test_pages_cost_the_same_however_many_lines_and_sheets(
    desk: Client, sheet: Sheet, staff: User, now: datetime, cost: Callable[[str], int]
) -> None:
    address = f"/desk/sheet/{sheet.code}/"
    desk.post(f"{address}lines/1/", line(), headers=HTMX)
    few = (cost(address), cost("/desk/sheets/"))
    for number in (2, 3):
        desk.post(f"{address}lines/{number}/", line(who=f"Person {number}"), headers=HTMX)
    print_sheets(kind=SheetKind.LOGBOOK, count=3, language="en", by=staff, now=now)

    assert (cost(address), cost("/desk/sheets/")) == few
