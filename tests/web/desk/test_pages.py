"""What every page of the desk keeps to."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.agenda.actions import add_priority, add_topic
from baraza.base.office.actions import update_profile
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.letters.actions import save_letter
from tests.web.desk.page import read

PAGES = [
    "/desk/inbox/",
    "/desk/inbox/?state=answered",
    "/desk/inbox/?state=all&search=pension",
    "/desk/inbox/{number}/",
    "/desk/inbox/{number}/reply/",
    "/desk/inbox/machine/",
    "/desk/inbox/quarantine/",
    "/desk/inbox/duplicates/",
    "/desk/set-up/",
    "/desk/set-up/office/",
    "/desk/set-up/topics/",
    "/desk/set-up/letters/",
    "/desk/set-up/letters/new/",
    "/desk/set-up/mailboxes/",
    "/desk/set-up/mailboxes/new/",
]
FRAGMENTS = [
    "/desk/inbox/{number}/",
    "/desk/inbox/{number}/reply/",
    "/desk/inbox/{number}/topics/",
    "/desk/inbox/{number}/letters/",
]


@pytest.mark.parametrize("address", PAGES)
def test_pages_run_no_script_and_carry_no_style_of_their_own(
    desk: Client, conversation: Conversation, address: str
) -> None:
    answer = desk.get(address.format(number=conversation.pk))
    assert answer.status_code == 200
    tree = read(answer.content)
    assert not tree.all("style")
    assert all(script.attributes.get("src") for script in tree.all("script"))
    written = {name for node in tree.all() for name in node.attributes}
    assert not {name for name in written if name.startswith(("on", "hx-on", "style"))}
    for node in tree.all("[hx-vals]"):
        json.loads(node.attributes["hx-vals"])  # values, never a script
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_ask_one_question_and_name_every_field(
    desk: Client, conversation: Conversation, address: str
) -> None:
    tree = read(desk.get(address.format(number=conversation.pk)).content)
    [heading] = tree.all("h1")
    assert heading.text.endswith("?")
    labelled = {label.attributes.get("for") for label in tree.all("label")}
    main = tree.one("main")
    for field in [*main.all("input"), *main.all("select"), *main.all("textarea")]:
        given = field.attributes
        assert (
            given.get("type") == "hidden"
            or "aria-label" in given
            or given.get("id") in labelled
            or field.parent.tag == "label"
        ), given


@pytest.mark.parametrize("address", PAGES + FRAGMENTS)
@pytest.mark.parametrize("as_part", [False, True])
def test_more_rows_cost_no_more_queries(
    desk: Client, arrive: Callable[..., list[Conversation]], address: str, as_part: bool
) -> None:
    headers = {"HX-Request": "true"} if as_part else {}
    counted = []
    for rows in (1, 3):
        _fill(rows)
        conversation = arrive(rows)[0]
        desk.get(address.format(number=conversation.pk), headers=headers)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address.format(number=conversation.pk), headers=headers)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def _fill(rows: int) -> None:
    """So many topics, priorities and letters more."""
    for number in range(rows):
        name = f"{rows}-{number}"
        topic = add_topic(name=f"Topic {name}", priority=add_priority(name=f"Priority {name}"))
        save_letter(
            name=f"Letter {name}",
            topic=topic,
            texts={"en": ("", "Dear [first_name]"), "fr": ("", "Bonjour [first_name]")},
            now=timezone.now(),
        )


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_desk_runs_in_the_readers_direction(desk: Client, language: str) -> None:
    answer = desk.get("/desk/inbox/", headers={"Accept-Language": language})
    root = read(answer.content).one("html").attributes
    assert (root["lang"], root["dir"]) == (language, "rtl" if language == "ar" else "ltr")


def test_the_readers_choice_of_colours_is_in_the_first_paint(desk: Client) -> None:
    desk.cookies["looks"] = "theme:dark.density:compact.contrast:glaring.keys:off"
    root = read(desk.get("/desk/inbox/").content).one("html").attributes
    assert root["data-theme"] == "dark"
    assert root["data-density"] == "compact"
    assert root["data-keys"] == "off"
    assert "data-contrast" not in root


def test_nothing_in_the_looks_cookie_reaches_the_page_unless_it_is_a_choice(desk: Client) -> None:
    desk.cookies["looks"] = 'theme:"><script>alert(1)</script>.x:y.:.'
    answer = desk.get("/desk/inbox/")
    assert b"alert(1)" not in answer.content
    assert "data-theme" not in read(answer.content).one("html").attributes


def test_what_staff_see_is_kept_by_no_browser(desk: Client) -> None:
    assert desk.get("/desk/inbox/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "way_on"),
    [
        ("/desk/cases/decisions/", "/desk/cases/"),
        ("/desk/cases/authorisations/", "/desk/cases/"),
        ("/desk/website/agenda/topics/", "/desk/set-up/topics/"),
        ("/desk/website/translations/", "/desk/set-up/office/"),
        ("/desk/set-up/voice/", "/desk/set-up/topics/"),
        ("/desk/insight/week/", "/desk/set-up/office/"),
    ],
)
def test_an_empty_page_leads_to_where_it_is_filled(desk: Client, address: str, way_on: str) -> None:
    # An office that has not said yet which languages it works in, nor where it is reached.
    update_profile(languages=["en"], email="")
    main = read(desk.get(address).content).one("main")
    links = [link.attributes["href"] for link in main.all("a", class_="button")]
    links += [
        link.attributes["href"] for quiet in main.all(class_="quiet") for link in quiet.all("a")
    ]
    assert way_on in links
