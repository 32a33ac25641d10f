"""How often the suggested topic is right, on 300 real messages that were read and filed by hand.

The messages are those of a mailing list of 2002 (the SpamAssassin public corpus, easy_ham_2), named
by BARAZA_MAIL_CORPUS; what each is about stands in `topic_labels.toml`. So many of them are filed
as an office would, the office learns, and 100 others are looked at: at random, and, which is
harder, none from a thread that was learnt from. Three draws, added up. Without the corpus nothing
is measured. Nothing is promised here: docs/suggestions.md says what the figures mean.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, new_office, ours

LABELS = Path(__file__).with_name("topic_labels.toml")
EXAMPLES = (0, 50, 200)
HELD_OUT = 100
DRAWS = 3
_PREFIX = re.compile(r"(?i)\b(re|fwd?)\s*:|\[[^\]]*\]|\s")


@dataclass(frozen=True, slots=True)
class Filed:
    """A message, what it is about, and the thread it belongs to."""

    topic: str
    subject: str
    said: str

    @property
    def thread(self) -> str:
        return _PREFIX.sub("", self.subject).lower()


def measure(space: Workspace) -> list[Row]:
    """A row for each number of examples and each way to hold out."""
    if not os.environ.get("BARAZA_MAIL_CORPUS"):
        return [Row(workload="topics", unit="%", note="set BARAZA_MAIL_CORPUS to measure it")]
    try:
        new_office(space, "topics")
        command = [sys.executable, "-m", "benchmarks.inside", "benchmarks.topics", "topics"]
        said = ours(space, command, DJANGO_SETTINGS_MODULE="baraza.config.settings").answer
    except OursFailedError as error:
        return [Row(workload="topics", unit="%", failure=str(error))]
    return [
        Row(
            workload=f"topic right, {one['examples']} examples, {one['held_out']}",
            unit="% of letters",
            ours=100 * one["right"],
            note=(
                f"says something for {one['suggested']:.0%} of letters,"
                f" and is right in {one['precise']:.0%} of them"
            ),
        )
        for one in said["figures"]
    ]


def corpus(folder: Path) -> list[Filed]:
    """The labelled messages as the office would read them. Raises FileNotFoundError where the
    folder does not hold them.
    """
    from baraza.base.channels.email.parse import parse_letter  # noqa: PLC0415 - needs Django
    from baraza.base.channels.email.quotes import split_quoted  # noqa: PLC0415

    filed = []
    files = {path.name[:5]: path for path in sorted(folder.glob("*"))}
    for topic, told in tomllib.loads(LABELS.read_text()).items():
        for number in numbers(told["letters"]):
            if (file := files.get(f"{number:05}")) is None:
                raise FileNotFoundError(f"{folder} has no message {number:05}: name its own folder")
            letter = parse_letter(file.read_bytes())
            said = split_quoted(letter.text).said
            # Signatures say who wrote, not what about.
            filed.append(Filed(topic, letter.subject, re.split(r"\n-- ?\n", said)[0]))
    return filed


def numbers(written: str) -> list[int]:
    """ "1-3 7" → 1, 2, 3, 7."""
    found = []
    for part in written.split():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def drawn(filed: list[Filed], *, draw: int, by_thread: bool) -> tuple[list[int], list[int]]:
    """Which messages are held out, and which may be learnt from, in the order they are filed."""
    dice = random.Random(draw)
    order = list(range(len(filed)))
    if not by_thread:
        dice.shuffle(order)
        return order[:HELD_OUT], order[HELD_OUT:]
    threads = sorted({one.thread for one in filed})
    dice.shuffle(threads)
    held: list[int] = []
    for thread in threads:
        if len(held) >= HELD_OUT:
            break
        held += [number for number in order if filed[number].thread == thread]
    rest = [number for number in order if number not in set(held)]
    dice.shuffle(rest)
    return held, rest


def run(slug: str) -> dict[str, object]:
    """Inside Django, in an empty office."""
    from django.db import transaction  # noqa: PLC0415 - Django must be set up first

    from baraza.base.office_register.queries import office_by_slug, within  # noqa: PLC0415

    filed = corpus(Path(os.environ["BARAZA_MAIL_CORPUS"]))
    figures = []
    with within(office_by_slug(slug=slug)):
        ids, topics = _store(filed)
        for by_thread in (False, True):
            for examples in EXAMPLES:
                suggested = right = guessed = total = 0
                for draw in range(DRAWS):
                    held, rest = drawn(filed, draw=draw, by_thread=by_thread)
                    with transaction.atomic():
                        said, guess = _tried(filed, ids, topics, rest[:examples], held)
                        transaction.set_rollback(True)
                    total += len(held)
                    suggested += len(said)
                    right += sum(topics[filed[n].topic] == topic for n, topic in said.items())
                    guessed += sum(topics[filed[n].topic] == topic for n, topic in guess.items())
                figures.append(
                    {
                        "examples": examples,
                        "held_out": "new threads" if by_thread else "at random",
                        "right": guessed / total,
                        "suggested": suggested / total,
                        "precise": right / suggested if suggested else 0.0,
                    }
                )
    return {"figures": figures}


def _store(filed: list[Filed]) -> tuple[list[int], dict[str, int]]:
    """Each message in a conversation of its own; the topics by their key."""
    from django.utils import timezone  # noqa: PLC0415 - Django must be set up first

    from baraza.base.agenda.actions import add_topic  # noqa: PLC0415
    from baraza.base.channels.models import Channel  # noqa: PLC0415
    from baraza.dialogue.conversations.models import Conversation, Message  # noqa: PLC0415
    from baraza.dialogue.inputs.actions import Said, record_inputs  # noqa: PLC0415

    now = timezone.now()
    labels = tomllib.loads(LABELS.read_text())
    topics = {key: add_topic(name=told["name"]).pk for key, told in labels.items()}
    rows = Conversation.objects.bulk_create(
        [
            Conversation(
                subject=one.subject[:500],
                channel=Channel.EMAIL,
                language="en",
                started_at=now,
                last_message_at=now,
                message_count=1,
            )
            for one in filed
        ]
    )
    said = [
        Said(
            received_at=now,
            channel=Channel.EMAIL,
            text=one.said,
            language="en",
            context=_PREFIX.sub(" ", one.subject),
        )
        for one in filed
    ]
    Message.objects.bulk_create(
        [
            Message(
                conversation=row,
                direction="in",
                channel=Channel.EMAIL,
                happened_at=now,
                said=one.said,
                input=told,
            )
            for row, one, told in zip(rows, filed, record_inputs(said=said), strict=True)
        ]
    )
    return [row.pk for row in rows], topics


def _tried(
    filed: list[Filed],
    ids: list[int],
    topics: dict[str, int],
    examples: list[int],
    held: list[int],
) -> tuple[dict[int, int], dict[int, int]]:
    """What is suggested for those held out, and what would be if it had to say something."""
    from django.utils import timezone  # noqa: PLC0415 - Django must be set up first

    from baraza.base.agenda.models import Topic  # noqa: PLC0415
    from baraza.dialogue.conversations import suggesting  # noqa: PLC0415
    from baraza.dialogue.conversations.actions.desk import file_under  # noqa: PLC0415
    from baraza.dialogue.conversations.actions.suggesting import (  # noqa: PLC0415
        learn,
        suggest_topics,
    )
    from baraza.dialogue.conversations.models import Conversation  # noqa: PLC0415

    now = timezone.now()
    for key, topic in topics.items():
        chosen = [ids[number] for number in examples if filed[number].topic == key]
        if chosen:
            file_under(conversations=chosen, topic=Topic.objects.get(pk=topic))
    learn(now=now)
    numbered = {ids[number]: number for number in held}
    found = []
    for least in (suggesting.LEAST_CONFIDENCE, 0.0):
        usual, suggesting.LEAST_CONFIDENCE = suggesting.LEAST_CONFIDENCE, least
        suggest_topics(conversations=list(numbered))
        suggesting.LEAST_CONFIDENCE = usual
        rows = Conversation.objects.filter(pk__in=numbered, suggested_topic__isnull=False)
        found.append(
            {numbered[pk]: topic for pk, topic in rows.values_list("pk", "suggested_topic")}
        )
    return found[0], found[1]


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1]), indent=1))
