"""Public pages: readable by anybody, in four languages, without cookies or scripts."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from tests.web.site.page import read, words

PAGES = ["/", "/contact/", "/contact/write/", "/contact/thanks/", "/contact/thanks/?answer=email"]
KEPT = [page for page in PAGES if page != "/contact/write/"]

# Of the home page, which asks each of its blocks.
MOST_QUERIES = 30


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("code", "direction"), [("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")]
)
def test_each_page_says_its_language_and_direction(
    visitor: Client, page: str, code: str, direction: str
) -> None:
    answer = visitor.get(page, {"lang": code})
    root = read(answer.content)
    assert answer["Content-Language"] == code
    assert (root.attrib["lang"], root.attrib["dir"]) == (code, direction)


@pytest.mark.usefixtures("words_compiled")
@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("en", "What would you like to tell us?"),
        ("fr", "Que souhaitez-vous nous dire\u202f?"),
        ("es", "¿Qué quiere decirnos?"),
        ("ar", "ماذا تودّون أن تقولوا لنا؟"),
    ],
)
def test_the_form_speaks_four_languages_throughout(
    visitor: Client, code: str, heading: str
) -> None:
    def said(code: str) -> set[str]:
        page = read(visitor.get("/contact/write/", {"lang": code}).content)
        tags = ("title", "h1", "p", "label", "legend", "button")
        return {words(element) for tag in tags for element in page.iter(tag)}

    assert heading in said(code)
    assert code == "en" or not said(code) & said("en")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_sets_a_cookie_or_runs_a_script_of_its_own(visitor: Client, page: str) -> None:
    answer = visitor.get(page)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]
    elements = list(read(answer.content).iter())
    assert not {element.tag for element in elements} & {"style", "iframe", "object"}
    scripts = [element for element in elements if element.tag == "script"]
    assert all(words(one) == "" and "defer" in one.attrib for one in scripts)
    assert all(re.fullmatch(r"/static/site/[\w.]+js", one.attrib["src"]) for one in scripts)
    attributes = {name for element in elements for name in element.attrib}
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("page", PAGES)
def test_pages_cost_few_queries_and_open_no_session(desk: Client, page: str) -> None:
    desk.get(page)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = desk.get(page)
    tables = [query["sql"] for query in queries if "SELECT" in query["sql"]]
    assert len(tables) <= MOST_QUERIES, tables
    assert not any("django_session" in sql for sql in tables)
    assert not any(sql.startswith('SELECT "accounts_user"') for sql in tables)
    assert "Leila Haddad" not in answer.content.decode()


@pytest.mark.parametrize("page", KEPT)
def test_pages_without_a_form_may_be_kept_by_anybody(visitor: Client, page: str) -> None:
    assert visitor.get(page)["Cache-Control"] == "public, max-age=2"


def test_the_form_is_each_readers_own_but_browsers_may_remember_what_was_written(
    visitor: Client, token: Callable[[], str]
) -> None:
    assert visitor.get("/contact/write/")["Cache-Control"] == "private, no-cache"
    assert token() != token()


def test_the_switch_of_languages_leads_to_the_same_page_without_a_cookie(visitor: Client) -> None:
    page = read(visitor.get("/contact/thanks/?answer=phone&lang=ar").content)
    links = {link.attrib["lang"]: link for link in page.findall(".//nav//a[@lang]")}
    assert list(links) == ["en", "fr", "es", "ar"]
    assert [words(link) for link in links.values()] == ["English", "Français", "Español", "العربيّة"]
    assert links["fr"].attrib["href"] == "/contact/thanks/?answer=phone&lang=fr"
    assert [code for code, link in links.items() if "aria-current" in link.attrib] == ["ar"]


def test_a_chosen_language_stays_chosen_from_page_to_page(visitor: Client) -> None:
    def leads_to(page: str) -> str:
        main = read(visitor.get(page).content).find(".//main")
        return main.find(".//a[@class='button plain']").attrib["href"]

    assert leads_to("/?lang=fr") == "/contact/write/?lang=fr"
    assert leads_to("/") == "/contact/write/"
    form = read(visitor.get("/contact/write/?lang=fr").content).find(".//form")
    assert form.attrib["action"] == "/contact/write/?lang=fr"


@pytest.mark.parametrize(
    ("asked", "browser", "own", "seen"),
    [
        ("es", "fr", "ar", "es"),
        ("", "sw, fr;q=0.8, en;q=0.5", "ar", "fr"),
        ("", "fr-CA", "ar", "fr"),
        ("", "sw", "ar", "ar"),
        ("", "", "sw", "en"),
        ("xx", "sw", "es", "es"),
        ("../../etc", ";;;q=", "es", "es"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_browsers_then_the_offices(
    visitor: Client, office: Office, asked: str, browser: str, own: str, seen: str
) -> None:
    update_profile(languages=[own])
    answer = visitor.get("/", {"lang": asked}, headers={"accept-language": browser})
    assert answer["Content-Language"] == seen
    assert "Accept-Language" in answer["Vary"]


def test_home_says_who_this_is_and_how_to_reach_them(visitor: Client, office: Office) -> None:
    update_profile(
        constituency="North <Hills>", phone="+44 7700 900100", postal_address="1 Mill Lane\nHighton"
    )
    main = read(visitor.get("/").content).find(".//main")
    assert "office of Salma Okello, member of parliament for North <Hills>." in words(main)
    assert "1 Mill Lane" in words(main)
    links = {link.attrib["href"] for link in main.iter("a")}
    assert links == {
        "/contact/write/",
        "/help/",
        "tel:+44 7700 900100",
        "mailto:office@highlands.example",
    }


def test_home_of_an_office_that_has_said_nothing_yet_still_leads_to_the_form(
    visitor: Client, office: Office
) -> None:
    update_profile(member_name="", constituency="", email="", phone="", postal_address="")
    main = read(visitor.get("/").content).find(".//main")
    assert "Office of Highlands" in words(main)
    assert main.find(".//a[@href='/contact/write/']") is not None
    assert "More is coming soon" in words(main)


def test_the_thanks_promise_a_note_only_where_one_is_sent(visitor: Client, office: Office) -> None:
    note = "A short note"
    assert note in visitor.get("/contact/thanks/?answer=email").content.decode()
    assert note not in visitor.get("/contact/thanks/?answer=phone").content.decode()
    update_profile(acknowledges=False)
    assert note not in visitor.get("/contact/thanks/?answer=email").content.decode()


@pytest.mark.parametrize("page", ["/", "/contact/thanks/"])
def test_nothing_can_be_posted_to_a_page_without_a_form(visitor: Client, page: str) -> None:
    assert visitor.post(page).status_code == 405


def test_the_bare_host_lists_the_offices_with_its_own_port_and_scheme(
    two_offices: tuple[Office, Office],
) -> None:
    def links(**extra: object) -> list[str]:
        main = read(Client().get("/", **extra).content).find(".//main")
        return [link.attrib["href"] for link in main.iter("a")]

    assert links(headers={"host": "localhost:8123"}) == [
        "http://highlands.localhost:8123/",
        "http://lakeside.localhost:8123/",
    ]
    assert links(headers={"host": "localhost"}, secure=True)[0] == "https://highlands.localhost/"
    assert links(headers={"host": "[::1]:99"})[0] == "http://highlands.localhost:99/"
    assert links(headers={"host": "[::1]"})[0] == "http://highlands.localhost/"


def test_the_list_of_offices_opens_no_session_even_with_a_strange_cookie(db: None) -> None:
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = "left-by-another-program-on-this-machine"
    answer = client.get("/?lang=ar")
    assert answer.status_code == 200
    assert not answer.cookies
    assert read(answer.content).attrib["dir"] == "rtl"


def test_a_machine_without_offices_says_how_to_make_one(db: None) -> None:
    connection.set_schema_to_public()
    Office.objects.all().delete()
    assert (
        "baraza office create" in Client().get("/", headers={"host": "localhost"}).content.decode()
    )
