"""One field finds everything somebody may see, and nothing else."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import Circle, User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.models import OrganisationKind
from baraza.base.places.models import Area
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.desk import move_to_junk
from baraza.dialogue.conversations.actions.teamwork import write_note
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter
from tests.web.desk.page import Element, read

HTMX = {"HX-Request": "true"}


def found(desk: Client, words: str) -> Element:
    """The part with the results, as typing asks for it."""
    return read(desk.get(reverse("desk:search"), {"search": words}, headers=HTMX).content)


def titles(tree: Element) -> list[str]:
    return [row.one(class_="who").text for row in tree.all("a", class_="row")]


def headings(tree: Element) -> list[str]:
    return [heading.text for heading in tree.all("h2")]


@pytest.fixture
def well(office: Office, now: datetime) -> Conversation:
    bring(letter("The pumps in Mbuni were repaired, thank you.", subject="The well"), now=now)
    return Conversation.objects.get()


def test_the_empty_field_says_what_it_finds(desk: Client, well: Conversation) -> None:
    page = read(desk.get(reverse("desk:search")).content)
    assert page.one("h1").text == "What are you looking for?"
    assert not page.all("a", class_="row")


def test_a_letter_is_found_by_the_stem_of_a_word_and_the_match_is_marked(
    desk: Client, well: Conversation
) -> None:
    tree = found(desk, "repairing")
    row = tree.one("a", class_="row")
    assert row.attributes["href"].startswith(reverse("desk:letter", args=[well.pk]))
    assert [mark.text for mark in row.all("mark")] == ["repaired,"]
    assert "Amani Njeri" in row.text


def test_accents_and_scripts_make_no_difference(
    desk: Client, office: Office, now: datetime
) -> None:
    bring(
        letter("La bibliothèque de l'école est fermée.", subject="École", message_id="<a@x>"),
        letter("المياه مقطوعة منذ شهر في حيّنا", subject="مياه", message_id="<b@x>"),
        now=now,
    )
    assert len(found(desk, "bibliotheque").all("a", class_="row")) == 1
    assert [mark.text for mark in found(desk, "bibliotheque").all("mark")] == ["bibliothèque"]
    assert len(found(desk, "المياه").all("a", class_="row")) == 1


def test_our_answers_and_notes_are_found_and_said_to_be_so(
    desk: Client, staff: User, well: Conversation, now: datetime
) -> None:
    bring(
        letter(
            "The governor promised gravel.",
            sender="office@highlands.example",
            to="amani@post.example",
            subject="Re: The well",
            message_id="<answer@highlands.example>",
            in_reply_to="<first@post.example>",
        ),
        now=now,
        is_outgoing=True,
    )
    write_note(conversation=well, author=staff, text="Ask the chief first.", now=now)
    assert found(desk, "gravel").one(class_="chip").text == "Our answer"
    assert found(desk, "chief").one(class_="chip").text == "Note among colleagues"


def test_a_conversation_that_holds_the_words_twice_is_shown_once(
    desk: Client, staff: User, well: Conversation, now: datetime
) -> None:
    write_note(conversation=well, author=staff, text="Which pumps?", now=now)
    assert len(found(desk, "pumps").all("a", class_="row")) == 1


def test_people_organisations_and_places_are_found_by_name(
    desk: Client, well: Conversation, staff: User, now: datetime
) -> None:
    add_organisation(name="Njeri Water Users", kind=OrganisationKind.CSO, now=now, by=staff)
    area = Area(kind="village")
    area.rename("Njerini")
    area.save()
    tree = found(desk, "njeri")
    assert headings(tree) == ["People", "Organisations", "Places", "Letters"]
    assert [title.split(" Civil")[0].split(" Village")[0] for title in titles(tree)][:3] == [
        "Amani Njeri", "Njeri Water Users", "Njerini",
    ]  # fmt: skip


def test_a_person_is_found_by_their_address(desk: Client, well: Conversation) -> None:
    assert "People" in headings(found(desk, "amani@post"))


def test_a_day_leads_to_all_that_came_in_on_it(desk: Client, well: Conversation) -> None:
    tree = found(desk, "1 May 2026")
    assert headings(tree)[0].startswith("What came in")
    assert titles(tree) == ["The well Amani Njeri"]
    more = tree.one("a", class_="button").attributes["href"]
    assert "from=2026-05-01" in more
    assert "until=2026-05-01" in more
    assert len(read(desk.get(more).content).all("a", class_="row")) == 1


def test_a_day_without_letters_says_so(desk: Client, well: Conversation) -> None:
    assert "Nothing came in then." in found(desk, "3 May 2026").text


@pytest.mark.parametrize("words", ["zzyzx", "'", "&|!()", "\0", "%_", "<script>", " "])
def test_nonsense_finds_nothing_and_breaks_nothing(
    desk: Client, well: Conversation, words: str
) -> None:
    tree = found(desk, words)
    assert not tree.all("a", class_="row")
    assert not tree.all("script")


def test_what_is_confidential_is_found_inside_its_circle_only(
    desk: Client, staff: User, well: Conversation, now: datetime
) -> None:
    write_note(conversation=well, author=staff, text="Ask the chief.", now=now)
    circle = Circle.objects.create(name="Protection")
    set_circle(conversation=well, circle=circle, by=staff)
    for words in ("pumps", "chief", "1 May 2026"):
        tree = found(desk, words)
        assert not tree.all("a", class_="row"), words
        assert "The well" not in tree.text
    circle.members.add(staff)
    for words in ("pumps", "chief", "1 May 2026"):
        assert found(desk, words).all("a", class_="row"), words


def test_junk_is_not_found(desk: Client, staff: User, well: Conversation, now: datetime) -> None:
    write_note(conversation=well, author=staff, text="Ask the chief.", now=now)
    move_to_junk(conversation=well, by=staff)
    assert "Letters" not in headings(found(desk, "pumps"))
    assert "Letters" not in headings(found(desk, "chief"))


def test_nothing_of_another_office_is_found(
    desk: Client, well: Conversation, two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[1]):
        bring(letter("Our flamingos are gone.", sender="Flora Flamingo <f@lake.example>"), now=now)
    assert not found(desk, "flamingos").all("a", class_="row")
    assert not found(desk, "Flora").all("a", class_="row")


def test_the_search_takes_as_many_queries_for_one_letter_as_for_three(
    desk: Client, arrive: Callable[..., list[Conversation]], now: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(desk, "please")
        return len(captured)

    arrive(1)
    found(desk, "please")
    one = queries()
    arrive(3)
    assert queries() == one


def test_the_slash_leads_here_from_every_page(desk: Client) -> None:
    page = read(desk.get(reverse("desk:setup")).content)
    [link] = page.all("a", data_key="Slash")
    assert link.attributes["href"] == reverse("desk:search")
