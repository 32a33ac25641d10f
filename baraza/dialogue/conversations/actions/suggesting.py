"""Suggest a topic for a letter, as the office itself filed letters before. Nothing is ever filed
by this: somebody accepts it, or turns it down and is never asked again (requirement F8).

Learning reads only what all staff may see, and keeps only words that two people used.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.office.queries import profile
from baraza.common.folding import fold
from baraza.dialogue.conversations.actions.desk import set_topic
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Learning,
    LearntWord,
    Message,
    RejectedTopic,
)
from baraza.dialogue.conversations.suggesting import (
    ENOUGH_EXAMPLES,
    NAME_WEIGHT,
    as_written,
    choose,
    weigh,
)
from baraza.dialogue.inputs.search import STEMMERS

EXAMPLES_OF_TOPIC = 200
FEWEST_PEOPLE = 2
# Until then it is learnt anew after every few letters filed, later once a night.
SOON_ENOUGH = 500
ANEW_AFTER = 10
BATCH = 200
REVIEWED = 2_000
SHORTEST_NAME = 4

# Words as the search keeps them: without endings, accents folded. Figures and addresses say little.
_EXAMPLES = """
WITH example AS (
    SELECT t.id AS topic, c.id, coalesce(c.person_id, -c.id) AS person
    FROM agenda_topic t CROSS JOIN LATERAL (
        SELECT id, person_id FROM conversations_conversation
        WHERE topic_id = t.id AND circle_id IS NULL AND state <> 'junk'
        ORDER BY last_message_at DESC LIMIT %(most)s
    ) c WHERE t.retired_at IS NULL
), held AS MATERIALIZED (
    SELECT DISTINCT e.topic, e.id, e.person, w.lexeme AS word
    FROM example e
    JOIN conversations_message m ON m.conversation_id = e.id
    JOIN inputs_input i ON i.id = m.input_id
    CROSS JOIN LATERAL unnest(i.search) w
    WHERE length(w.lexeme) BETWEEN 3 AND 40 AND w.lexeme !~ '[0-9@/.:_]'
)
SELECT topic, word, count(DISTINCT id) FROM held
WHERE word IN (SELECT word FROM held GROUP BY 1 HAVING count(DISTINCT person) >= %(people)s)
GROUP BY 1, 2
"""
_NAMES_OF_FEW = """
SELECT named.topic, tsvector_to_array(to_tsvector(%(config)s::regconfig, named.name))
FROM unnest(%(topics)s::bigint[], %(names)s::text[]) AS named(topic, name)
WHERE %(enough)s > (
    SELECT count(*) FROM (
        SELECT FROM conversations_conversation WHERE topic_id = named.topic LIMIT %(enough)s
    ) AS filed
)
"""
_SPOKEN = """
SELECT said.id, w.topic_id, w.word, w.weight, w.letters
FROM (
    SELECT DISTINCT c.id, l.lexeme FROM conversations_conversation c
    JOIN conversations_message m ON m.conversation_id = c.id
    JOIN inputs_input i ON i.id = m.input_id
    CROSS JOIN LATERAL unnest(i.search) l
    WHERE c.id = ANY(%(ids)s) AND c.topic_id IS NULL AND c.state <> 'junk'
) said
JOIN conversations_learntword w ON w.word = said.lexeme
JOIN agenda_topic t ON t.id = w.topic_id AND t.retired_at IS NULL
WHERE NOT EXISTS (
    SELECT FROM conversations_rejectedtopic r
    WHERE r.conversation_id = said.id AND r.topic_id = w.topic_id
)
"""


@transaction.atomic
def learn(*, now: datetime) -> int:
    """Anew from the last letters filed under each topic; then what waits without a topic is looked
    at again. Returns from how many conversations.
    """
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        # Two jobs at once would learn everything twice.
        cursor.execute("LOCK TABLE conversations_learntword IN EXCLUSIVE MODE")
        cursor.execute(_EXAMPLES, {"most": EXAMPLES_OF_TOPIC, "people": FEWEST_PEOPLE})
        for topic, word, count in cursor.fetchall():
            counts[topic][word] = count
    weights = weigh(counts)
    _add_names(weights)
    LearntWord.objects.all().delete()
    LearntWord.objects.bulk_create(
        [
            LearntWord(
                topic_id=topic,
                word=word,
                weight=weight,
                letters=counts.get(topic, {}).get(word, 0),
            )
            for topic, words in weights.items()
            for word, weight in words.items()
        ],
        batch_size=5_000,
    )
    examples = _filed(SOON_ENOUGH + 1)
    Learning.objects.update_or_create(pk=1, defaults={"learnt_at": now, "examples": examples})
    waiting = Conversation.objects.filter(
        state=ConversationState.TO_ANSWER, topic__isnull=True
    ).order_by("-last_message_at")
    ids = list(waiting.values_list("pk", flat=True)[:REVIEWED])
    for begin in range(0, len(ids), BATCH):
        suggest_topics(conversations=ids[begin : begin + BATCH])
    return examples


def learn_when_due(*, now: datetime) -> int | None:
    """While there is little to learn from, soon after a few more letters were filed; None where
    nothing was learnt. Two queries, and no more where nothing is due.
    """
    last = Learning.objects.first()
    if last is not None and last.examples > SOON_ENOUGH:
        return None
    if last is not None and abs(_filed(SOON_ENOUGH + 1) - last.examples) < ANEW_AFTER:
        return None
    if last is None and not Topic.objects.in_use().exists():
        return None
    return learn(now=now)


def _filed(most: int) -> int:
    return Conversation.objects.filter(topic__isnull=False).order_by()[:most].count()


def _add_names(weights: dict[int, dict[str, float]]) -> None:
    """With few examples, what a topic is called speaks for it."""
    names = {topic.pk: fold(topic.name) for topic in Topic.objects.in_use()}
    values = {
        "config": STEMMERS.get(next(iter(profile().languages), "en"), "simple"),
        "topics": list(names),
        "names": list(names.values()),
        "enough": ENOUGH_EXAMPLES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NAMES_OF_FEW, values)
        for topic, words in cursor.fetchall():
            own = weights.setdefault(topic, {})
            for word in words:
                if len(word) >= SHORTEST_NAME:
                    own[word[:100]] = max(own.get(word[:100], 0.0), NAME_WEIGHT)


def suggest_topics(*, conversations: Collection[int]) -> int:
    """For those without a topic; returns for how many. One query, three where something is found.

    What was suggested before and is no longer likely goes.
    """
    spoken: dict[int, dict[int, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    letters: dict[tuple[int, str], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SPOKEN, {"ids": list(conversations)})
        for conversation, topic, word, weight, held in cursor.fetchall():
            spoken[conversation][topic][word] = weight
            letters[topic, word] = held
    if not spoken:
        return 0
    topics = LearntWord.objects.values("topic").distinct().count()
    rows = {row.pk: row for row in Conversation.objects.filter(pk__in=spoken)}
    texts = _texts(spoken)
    found = 0
    for number, by_topic in spoken.items():
        known = len({word for words in by_topic.values() for word in words})
        suggestion = choose(by_topic, topics=topics, known=known, letters=letters)
        row = rows[number]
        row.suggested_topic_id = suggestion.topic_id if suggestion else None
        row.suggestion_confidence = suggestion.confidence if suggestion else None
        row.suggestion_words = (
            as_written(suggestion.words, text=f"{row.subject}\n{texts.get(number, '')}")
            if suggestion
            else []
        )
        found += suggestion is not None
    Conversation.objects.bulk_update(
        rows.values(), ["suggested_topic", "suggestion_confidence", "suggestion_words"]
    )
    return found


def _texts(conversations: Iterable[int]) -> dict[int, str]:
    """What the constituent said, all their letters together."""
    texts: dict[int, str] = defaultdict(str)
    rows = Message.objects.filter(conversation__in=list(conversations), input__isnull=False)
    for number, said in rows.values_list("conversation", "said"):
        texts[number] += f"{said}\n"
    return texts


class NothingSuggested(Exception):
    """There is no suggestion, or it has a topic already."""


def accept_suggestion(*, conversation: Conversation, by: User) -> Topic:
    """File it as suggested; undone by taking the topic away. Raises NothingSuggested."""
    topic = conversation.suggested_topic
    if topic is None or conversation.topic_id:
        raise NothingSuggested
    set_topic(conversation=conversation, topic=topic, by=by)
    return topic


@transaction.atomic
def reject_suggestion(*, conversation: Conversation, by: User, now: datetime) -> Topic:
    """Never suggest that topic for it again; another may be. Raises NothingSuggested."""
    topic = conversation.suggested_topic
    if topic is None or conversation.topic_id:
        raise NothingSuggested
    RejectedTopic.objects.get_or_create(
        conversation=conversation, topic=topic, defaults={"rejected_by": by, "rejected_at": now}
    )
    _suggest_anew(conversation)
    record(
        actor=by,
        act="suggestion_rejected",
        obj=conversation,
        now=now,
        detail={"topic": topic.pk},
    )
    return topic


@transaction.atomic
def allow_suggestion(*, conversation: Conversation, topic: Topic, by: User, now: datetime) -> None:
    """Undo `reject_suggestion`."""
    RejectedTopic.objects.filter(conversation=conversation, topic=topic).delete()
    _suggest_anew(conversation)
    record(
        actor=by, act="suggestion_allowed", obj=conversation, now=now, detail={"topic": topic.pk}
    )


def _suggest_anew(conversation: Conversation) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(
        suggested_topic=None, suggestion_confidence=None, suggestion_words=[]
    )
    suggest_topics(conversations=[conversation.pk])
    conversation.refresh_from_db()
