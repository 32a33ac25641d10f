"""Parliament explained, the quiz and school visits, as everybody meets them."""

import json
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.channels.models import RawItem
from baraza.base.people.actions.keeping import set_retention
from baraza.base.people.registry import kinds
from baraza.engagement.civics.actions import coming, saying
from baraza.engagement.civics.models import QuizQuestion
from baraza.web.site.models import ContentPage
from tests.web.site.page import alerts, read, value, words

pytestmark = pytest.mark.django_db
WISH = {
    "where": "parliament",
    "school": "Mbuni primary school",
    "group_size": "32",
    "ages": "10 to 12",
    "dates": "A Thursday in June",
    "needs": "One pupil uses a wheelchair",
    "name": "Amina Duale",
    "email": "amina@school.example",
    "phone": "",
    "message": "",
    "website": "",
}


@pytest.fixture
def published(staff: User, now: datetime) -> None:
    coming.bring(languages=["en", "fr", "ar"], now=now)
    coming.publish_all(by=staff, now=now)
    saying.publish_questions(by=staff, now=now)


def links(content: bytes) -> set[str]:
    return {link.attrib["href"] for link in read(content).iter("a")}


def test_nobody_reads_a_page_before_the_office_has(visitor: Client, now: datetime):
    coming.bring(languages=["en"], now=now)
    assert visitor.get("/parliament/").status_code == 404
    assert "/quiz/" not in links(visitor.get("/privacy/").content)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("code", "title"),
    [("en", "How parliament works"), ("fr", "Comment fonctionne le parlement"),
     ("ar", "كيف يعمل البرلمان"), ("es", "How parliament works")],
)  # fmt: skip
def test_a_page_is_read_in_the_readers_language_else_in_the_offices(
    visitor: Client, code: str, title: str
):
    page = read(visitor.get("/parliament/", {"lang": code}).content)
    assert words(page.find(".//h1")) == title
    assert len(page.findall(".//h2")) > 3
    if code == "es":
        assert page.find(".//article").attrib["lang"] == "en"


@pytest.mark.usefixtures("published")
def test_links_within_a_text_keep_the_language_that_was_chosen(visitor: Client):
    found = links(visitor.get("/schools/", {"lang": "ar"}).content)
    assert {"/schools/visit/?lang=ar", "/quiz/?for=children&lang=ar"} <= found
    found = links(visitor.get("/parliament/sources/", {"lang": "ar"}).content)
    assert "https://data.ipu.org/" in found


@pytest.mark.usefixtures("published")
def test_help_leads_to_what_a_member_can_do_and_cannot(visitor: Client):
    page = visitor.get("/help/?lang=fr")
    assert "/parliament/member/?lang=fr" in links(page.content)
    assert visitor.get("/parliament/member/?lang=fr").status_code == 200
    ContentPage.objects.filter(slug="member").update(live=False)
    assert "/parliament/member/" not in links(visitor.get("/help/?a").content)


@pytest.mark.usefixtures("published")
def test_what_is_said_of_parliament_shows_on_its_page(visitor: Client, staff: User, now: datetime):
    before = visitor.get("/parliament/").content.decode()
    assert "147" not in before
    about = saying.AboutParliament(
        name="National Assembly", chambers=2, seats=147, term_years=5,
        translations={"fr": {"name": "Assemblée nationale"}},
    )  # fmt: skip
    saying.save_parliament(about=about, by=staff, now=now)
    french = words(read(visitor.get("/parliament/", {"lang": "fr"}).content))
    assert "Assemblée nationale" in french
    assert "147" in french


@pytest.mark.usefixtures("published")
def test_its_areas_are_in_the_navigation_the_sitemap_and_the_search(visitor: Client):
    expected = {"/parliament/", "/schools/", "/children/", "/quiz/", "/schools/visit/"}
    assert expected <= links(visitor.get("/privacy/").content)
    sitemap = visitor.get("/sitemap.xml").content.decode()
    assert "/parliament/laws/" in sitemap
    assert "/fr/parliament/laws/" not in sitemap
    assert "/parliament/oversight/" in visitor.get("/search/", {"q": "ombudsman"}).content.decode()


@pytest.mark.usefixtures("published")
def test_the_quiz_explains_what_was_chosen_and_keeps_nothing(visitor: Client):
    rows = list(QuizQuestion.objects.filter(reader="adults"))
    chosen = {f"q{row.pk}": "right" for row in rows} | {f"q{rows[0].pk}": "wrong"}
    with CaptureQueriesContext(connection) as queries:
        answer = visitor.post("/quiz/?lang=en", chosen)
    page = words(read(answer.content))
    assert f"{len(rows) - 1} answers of {len(rows)} are right" in page
    assert rows[0].because in page
    assert not answer.cookies
    assert not [one for one in queries if one["sql"].split()[0] in {"INSERT", "UPDATE"}]


@pytest.mark.usefixtures("published")
def test_a_quiz_that_is_not_finished_keeps_what_was_chosen(visitor: Client):
    first = QuizQuestion.objects.filter(reader="children").first()
    answer = visitor.post("/quiz/?lang=en&for=children", {f"q{first.pk}": "right"})
    page = read(answer.content)
    assert answer.status_code == 422
    assert [one.attrib["name"] for one in page.findall(".//input[@checked]")] == [f"q{first.pk}"]
    assert first.question not in alerts(answer.content)
    assert first.because not in words(page)


@pytest.mark.usefixtures("published")
def test_the_right_answer_is_not_always_the_first(visitor: Client):
    page = read(visitor.get("/quiz/?lang=en").content)
    sets = page.findall(".//fieldset")
    firsts = [one.find(".//input").attrib["value"] for one in sets]
    assert len(sets) > 5
    assert len(set(firsts)) > 1


@pytest.mark.usefixtures("published")
def test_the_lessons_are_printed_with_the_quiz(visitor: Client):
    for code in ("en", "ar"):
        answer = visitor.get("/schools/pack/", {"lang": code})
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_there_are_no_lessons_to_print_before_they_are_published(visitor: Client):
    assert visitor.get("/schools/pack/").status_code == 404


def test_a_visit_asked_for_is_a_letter_of_the_inbox(visitor: Client):
    token = value(visitor.get("/schools/visit/?lang=fr").content, "token")
    for _ in range(2):  # a double click
        answer = visitor.post("/schools/visit/?lang=fr", {**WISH, "token": token})
        assert answer.status_code == 302
    [raw] = RawItem.objects.all()
    told = json.loads(bytes(raw.content))
    assert told["subject"] == "School visit: Mbuni primary school"
    assert (told["language"], told["email"]) == ("fr", "amina@school.example")
    # Staff read the questions in their own language.
    assert "How many come?\n32" in told["text"]
    assert "We visit parliament" in told["text"]
    assert "wheelchair" in told["text"]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"email": "", "phone": ""}, "Please give one of the two"),
        ({"group_size": "0"}, "greater than or equal to 1"),
        ({"website": "https://spam.example"}, "must stay empty"),
    ],
)
def test_what_cannot_be_answered_is_asked_once_more_and_nothing_is_lost(
    visitor: Client, changed: dict[str, str], wrong: str
):
    token = value(visitor.get("/schools/visit/?lang=en").content, "token")
    answer = visitor.post("/schools/visit/?lang=en", {**WISH, "token": token, **changed})
    assert answer.status_code == 422
    assert wrong in alerts(answer.content)
    assert value(answer.content, "school") == WISH["school"]
    assert not RawItem.objects.exists()


def test_the_times_things_are_kept_are_those_the_office_set(visitor: Client):
    kind = kinds()[0]
    set_retention(days={kind.name: 730})
    page = words(read(visitor.get("/privacy/?lang=en").content))
    assert f"{kind.label}2 years" in page.replace(" 2 years", "2 years")


@pytest.mark.parametrize("address", ["/privacy/", "/accessibility/"])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_office_says_what_it_keeps_and_who_can_use_its_site(
    visitor: Client, address: str, code: str
):
    answer = visitor.get(address, {"lang": code})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "office@highlands.example" in words(read(answer.content))


@pytest.mark.usefixtures("published")
def test_signs_in_what_is_written_are_shown_and_never_run(
    visitor: Client, staff: User, now: datetime
):
    about = saying.AboutQuestion(
        question="<script>alert(1)</script>", right="<b>yes</b>", wrong="no", because="<i>so</i>"
    )
    saying.save_question(about=about, by=staff, now=now)
    page = visitor.get("/quiz/?lang=en").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
