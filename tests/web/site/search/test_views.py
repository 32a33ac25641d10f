"""The search page of the public site."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.engagement.casework.models import CaseKind, Lesson
from baraza.web.site.search import shelf
from tests.web.site.page import read, words


@pytest.fixture(autouse=True)
def fresh_shelf() -> Iterator[None]:
    shelf.forget()
    yield
    shelf.forget()


@pytest.fixture
def pensions(office: Office) -> CaseKind:
    return CaseKind.objects.create(name="Old-age pensions", help="Late or <marooned> payments.")


def main_of(client: Client, query: str) -> str:
    return words(read(client.get(f"/search/?{query}").content).find(".//main"))


def test_a_problem_leads_to_the_form_with_its_reason(visitor: Client, pensions: CaseKind) -> None:
    answer = visitor.get("/search/", {"q": "My father's pension has not come"})
    main = words(read(answer.content).find(".//main"))
    assert "This sounds like: Old-age pensions" in main
    assert "Because you wrote: pension" in main
    links = {link.attrib["href"] for link in read(answer.content).findall(".//main//a")}
    assert f"/help/ask/#kind-{pensions.pk}" in links
    paper = f"/help/kinds/{pensions.pk}/handout.pdf?lang=en"
    assert paper in links
    assert visitor.get(paper)["Content-Type"] == "application/pdf"


def test_what_is_found_is_marked_and_harmless(visitor: Client, pensions: CaseKind) -> None:
    content = visitor.get("/search/", {"q": "<b>marooned</b>"}).content.decode()
    assert "&lt;<mark>marooned</mark>&gt; payments" in content
    assert "<b>marooned" not in content


def test_nothing_found_says_what_to_do_next(visitor: Client, office: Office) -> None:
    main = main_of(visitor, "q=xyzzyplugh")
    assert "Nothing on this site says this" in main
    assert "a person answers" in main


@pytest.mark.parametrize("query", ["", "q=", "q=%00", "q=%27%22%3C", "q=a&page=999999999999"])
def test_anything_can_be_asked(visitor: Client, office: Office, query: str) -> None:
    assert visitor.get(f"/search/?{query}").status_code == 200


def test_what_people_look_for_is_kept_nowhere(visitor: Client, pensions: CaseKind) -> None:
    answer = visitor.get("/search/?q=pension")
    assert "private" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_suggestions_are_titles_with_addresses(visitor: Client, pensions: CaseKind) -> None:
    rows = json.loads(visitor.get("/search/suggestions/?q=pens").content)
    assert rows[0]["title"] == "Ask for help: Old-age pensions"
    assert rows[0]["address"].startswith("/help/ask/")


def test_another_offices_words_are_not_found(
    visitor: Client, two_offices: tuple[Office, Office], pensions: CaseKind
) -> None:
    with within(two_offices[1]):
        CaseKind.objects.create(name="Fishing nets")
    assert "Nothing on this site" in main_of(visitor, "q=fishing")
    assert "Fishing" in main_of(Client(headers={"host": "lakeside.localhost"}), "q=fishing")


def test_what_is_taken_back_is_gone_within_seconds(
    visitor: Client, pensions: CaseKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "1 page" in main_of(visitor, "q=marooned")
    CaseKind.objects.filter(pk=pensions.pk).update(is_public=False)
    later = shelf.monotonic() + shelf.FRESH_SECONDS + 1
    monkeypatch.setattr(shelf, "monotonic", lambda: later)
    assert "Nothing on this site" in main_of(visitor, "q=marooned")


def test_it_costs_as_many_queries_however_much_is_published(
    visitor: Client, pensions: CaseKind, now: object
) -> None:
    def cost() -> int:
        shelf.forget()
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/search/?q=pension")
        return len(queries)

    Lesson.objects.create(
        text="Is a pension taxed?\nNo.", kind=pensions, is_public=True, made_at=now
    )
    few = cost()
    for number in range(3):
        Lesson.objects.create(
            text=f"Pension {number}?\nYes.", kind=pensions, is_public=True, made_at=now
        )
        CaseKind.objects.create(name=f"Pension of kind {number}")
    assert cost() == few
