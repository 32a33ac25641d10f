"""The inbox finds what stands in it, common or rare, in the order of the list."""

from datetime import datetime

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.teamwork import write_note
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.conversations.queries import inbox
from baraza.dialogue.conversations.queries.holding import holding
from tests.letters import WRITTEN, bring, letter


@pytest.fixture(autouse=True)
def _small_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at first, then four; more than three hits are not rare."""
    module = "baraza.dialogue.conversations.queries.holding"
    monkeypatch.setattr(f"{module}.FIRST_LOOK", 2)
    monkeypatch.setattr(f"{module}.FURTHER", 2)
    rarely = "baraza.dialogue.inputs.search.holding_rarely"
    monkeypatch.setattr(f"{rarely}.__kwdefaults__", {"most": 3})


@pytest.fixture
def letters(office: Office, now: datetime) -> list[Conversation]:
    """Twelve, the newest first: every third about water, the last but one about a treasure."""
    subjects = ["water" if number % 3 == 0 else "roads" for number in range(12)]
    subjects[10] = "treasure"
    bring(
        *(
            letter(
                f"This is about {subject}.",
                sender=f"Writer <writer{number}@post.example>",
                subject="A question",
                message_id=f"<letter{number}@post.example>",
                date=WRITTEN.replace(hour=23 - number),
            )
            for number, subject in enumerate(subjects)
        ),
        now=now,
    )
    return list(Conversation.objects.order_by("-last_message_at"))


def found(user: User, search: str, **further: object) -> list[int]:
    return [one.pk for one in inbox(user=user, state="all", search=search, **further)]


def test_common_words_are_found_in_the_order_of_the_list(
    letters: list[Conversation], staff: User
) -> None:
    water = [letters[number].pk for number in (0, 3, 6, 9)]
    assert found(staff, "water") == water
    assert found(staff, "water", limit=2) == water[:2]


def test_the_next_page_goes_on_where_the_last_ended(
    letters: list[Conversation], staff: User
) -> None:
    before = (letters[3].last_message_at, letters[3].pk)
    assert found(staff, "water", before=before) == [letters[6].pk, letters[9].pk]


def test_a_rare_word_is_found_at_the_end(letters: list[Conversation], staff: User) -> None:
    assert found(staff, "treasure") == [letters[10].pk]
    assert found(staff, "nowhere") == []


def test_notes_and_names_are_found_too(
    letters: list[Conversation], staff: User, now: datetime
) -> None:
    write_note(conversation=letters[11], author=staff, text="Ask the chief.", now=now)
    assert found(staff, "chief") == [letters[11].pk]
    assert found(staff, "writer5@post") == [letters[5].pk]
    assert len(found(staff, "Writer")) == 12


def test_what_lies_in_a_circle_is_not_found_outside(
    letters: list[Conversation], staff: User
) -> None:
    circle = Circle.objects.create(name="Protection")
    set_circle(conversation=letters[0], circle=circle, by=staff)
    set_circle(conversation=letters[10], circle=circle, by=staff)
    assert letters[0].pk not in found(staff, "water")
    assert found(staff, "treasure") == []


@pytest.mark.parametrize("search", ["water", "treasure", "Writer", "nowhere"])
def test_a_page_and_the_whole_agree(letters: list[Conversation], staff: User, search: str) -> None:
    whole = Conversation.objects.filter(holding(user=staff, search=search))
    ordered = whole.order_by("-last_message_at").values_list("pk", flat=True)
    assert found(staff, search) == list(ordered)
