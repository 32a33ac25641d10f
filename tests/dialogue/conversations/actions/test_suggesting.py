"""Topics learnt from the filing of the office: suggested with a reason, never filed by itself."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.actions import add_topic, retire
from baraza.base.agenda.models import Topic
from baraza.base.audit.models import AuditEntry
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.actions.desk import file_under, set_topic
from baraza.dialogue.conversations.actions.suggesting import (
    NothingSuggested,
    accept_suggestion,
    allow_suggestion,
    learn,
    learn_when_due,
    reject_suggestion,
    suggest_topics,
)
from baraza.dialogue.conversations.models import Conversation, LearntWord
from baraza.dialogue.inputs.models import Input
from tests.letters import bring, letter

WELLS = "The borehole is broken and we carry water from the swamp."
ROADS = "Buses no longer reach us because the bridge collapsed."


@pytest.fixture
def write(office: Office, now: datetime) -> Callable[..., list[Conversation]]:
    """Lets letters come in, each from somebody else; oldest first."""
    written = iter(range(1_000))

    def come(*texts: str) -> list[Conversation]:
        raw = []
        for text in texts:
            number = next(written)
            raw.append(
                letter(
                    text,
                    sender=f"Writer <writer{number}@post.example>",
                    subject="A question",
                    message_id=f"<letter{number}@post.example>",
                )
            )
        bring(*raw, now=now)
        return list(Conversation.objects.order_by("-pk")[: len(texts)])[::-1]

    return come


@pytest.fixture
def topics(office: Office) -> tuple[Topic, Topic]:
    return add_topic(name="Water"), add_topic(name="Transport")


@pytest.fixture
def taught(
    write: Callable[..., list[Conversation]], topics: tuple[Topic, Topic], now: datetime
) -> tuple[Topic, Topic]:
    """Twelve letters filed under each of two topics, and learnt from."""
    water, transport = topics
    file_under(conversations=[one.pk for one in write(*[WELLS] * 12)], topic=water)
    file_under(conversations=[one.pk for one in write(*[ROADS] * 12)], topic=transport)
    learn(now=now)
    return topics


def test_a_letter_like_those_filed_is_suggested_with_the_words_that_speak_for_it(
    taught: tuple[Topic, Topic], write: Callable[..., list[Conversation]]
) -> None:
    water, transport = taught
    wet, dusty = write("Our boreholes were BROKEN again.", "When will the bridge stand again?")
    assert (wet.suggested_topic, dusty.suggested_topic) == (water, transport)
    assert set(wet.suggestion_words) == {"boreholes", "BROKEN"}
    assert dusty.suggestion_words == ["bridge"]
    assert wet.suggestion_confidence is not None
    assert wet.suggestion_confidence >= 0.5


def test_nothing_is_filed_by_itself(
    taught: tuple[Topic, Topic], write: Callable[..., list[Conversation]]
) -> None:
    [wet] = write(WELLS)
    assert wet.topic is None
    assert not Input.objects.filter(topic__isnull=False, person=wet.person).exists()


def test_what_speaks_for_nothing_gets_no_suggestion(
    taught: tuple[Topic, Topic], write: Callable[..., list[Conversation]]
) -> None:
    [neither] = write("Happy birthday to the whole committee!")
    assert neither.suggested_topic is None
    assert neither.suggestion_confidence is None


def test_with_nothing_filed_the_name_of_a_topic_speaks_for_it(
    topics: tuple[Topic, Topic], write: Callable[..., list[Conversation]], now: datetime
) -> None:
    learn(now=now)
    [named] = write("Public transport on Sundays, please.")
    assert named.suggested_topic == topics[1]
    assert named.suggestion_words == ["transport"]


def test_learning_looks_again_at_what_already_waits(
    topics: tuple[Topic, Topic], write: Callable[..., list[Conversation]], now: datetime
) -> None:
    [waiting] = write("There is no water.")
    assert waiting.suggested_topic is None
    learn(now=now)
    waiting.refresh_from_db()
    assert waiting.suggested_topic == topics[0]


def test_words_of_one_person_alone_are_not_kept(
    topics: tuple[Topic, Topic], write: Callable[..., list[Conversation]], now: datetime
) -> None:
    file_under(
        conversations=[one.pk for one in write(WELLS, WELLS + " My illness is porphyria.")],
        topic=topics[0],
    )
    file_under(conversations=[one.pk for one in write(ROADS, ROADS)], topic=topics[1])
    learn(now=now)
    words = set(LearntWord.objects.values_list("word", flat=True))
    assert "borehol" in words
    assert "porphyria" not in words


def test_confidential_letters_teach_nothing(
    topics: tuple[Topic, Topic], write: Callable[..., list[Conversation]], now: datetime
) -> None:
    shut = write(WELLS, WELLS)
    file_under(conversations=[one.pk for one in shut], topic=topics[0])
    Conversation.objects.update(circle=Circle.objects.create(name="Protection"))
    learn(now=now)
    assert not LearntWord.objects.filter(word="borehol").exists()


def test_numbers_and_addresses_are_no_words(
    topics: tuple[Topic, Topic], write: Callable[..., list[Conversation]], now: datetime
) -> None:
    text = f"{WELLS} Call 0722123456 or write to help@wells.example, plot 1234b."
    file_under(conversations=[one.pk for one in write(text, text)], topic=topics[0])
    learn(now=now)
    assert not LearntWord.objects.filter(word__regex="[0-9@.]").exists()


def test_one_office_learns_nothing_from_another(
    taught: tuple[Topic, Topic], two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[1]):
        add_topic(name="Water")
        learn(now=now)
        assert set(LearntWord.objects.values_list("word", flat=True)) == {"water"}


def test_a_suggestion_is_accepted_and_taken_back(
    taught: tuple[Topic, Topic], write: Callable[..., list[Conversation]], staff: User
) -> None:
    [wet] = write(WELLS)
    assert accept_suggestion(conversation=wet, by=staff) == taught[0]
    assert Input.objects.get(person=wet.person).topic == taught[0]
    set_topic(conversation=wet, topic=None, by=staff)
    wet.refresh_from_db()
    assert wet.suggested_topic == taught[0], "offered again"


def test_what_was_turned_down_is_never_suggested_again(
    taught: tuple[Topic, Topic],
    write: Callable[..., list[Conversation]],
    staff: User,
    now: datetime,
) -> None:
    [wet] = write(WELLS)
    reject_suggestion(conversation=wet, by=staff, now=now)
    assert wet.suggested_topic is None
    learn(now=now)
    suggest_topics(conversations=[wet.pk])
    wet.refresh_from_db()
    assert wet.suggested_topic is None
    entry = AuditEntry.objects.filter(act="suggestion_rejected").get()
    assert (entry.object_id, entry.actor_id) == (str(wet.pk), staff.pk)


def test_turning_down_can_be_undone(
    taught: tuple[Topic, Topic],
    write: Callable[..., list[Conversation]],
    staff: User,
    now: datetime,
) -> None:
    [wet] = write(WELLS)
    topic = reject_suggestion(conversation=wet, by=staff, now=now)
    allow_suggestion(conversation=wet, topic=topic, by=staff, now=now)
    assert wet.suggested_topic == topic


def test_where_nothing_is_suggested_nothing_can_be_accepted_or_turned_down(
    taught: tuple[Topic, Topic],
    write: Callable[..., list[Conversation]],
    staff: User,
    now: datetime,
) -> None:
    plain, filed = write("Happy birthday!", WELLS)
    set_topic(conversation=filed, topic=taught[1], by=staff)
    for one in (plain, filed):
        with pytest.raises(NothingSuggested):
            accept_suggestion(conversation=one, by=staff)
        with pytest.raises(NothingSuggested):
            reject_suggestion(conversation=one, by=staff, now=now)


def test_a_topic_no_longer_in_use_is_not_suggested(
    taught: tuple[Topic, Topic], write: Callable[..., list[Conversation]], now: datetime
) -> None:
    retire(item=taught[0], now=now)
    [wet] = write(WELLS)
    assert wet.suggested_topic is None


def test_it_learns_by_itself_soon_after_a_few_letters_were_filed(
    topics: tuple[Topic, Topic], write: Callable[..., list[Conversation]], now: datetime
) -> None:
    assert learn_when_due(now=now) == 0
    letters = write(*[WELLS] * 12)
    file_under(conversations=[one.pk for one in letters[:3]], topic=topics[0])
    assert learn_when_due(now=now) is None, "too few for the effort"
    file_under(conversations=[one.pk for one in letters], topic=topics[0])
    assert learn_when_due(now=now) == 12
    assert learn_when_due(now=now) is None


def test_an_office_without_topics_learns_nothing(office: Office, now: datetime) -> None:
    assert learn_when_due(now=now) is None


def test_one_letter_or_many_take_as_many_queries(
    taught: tuple[Topic, Topic], write: Callable[..., list[Conversation]]
) -> None:
    letters = [one.pk for one in write(WELLS, ROADS, WELLS)]

    def queries(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            suggest_topics(conversations=ids)
        return len(captured)

    assert queries(letters[:1]) == queries(letters)
