"""What people said in a period: by topic, day, channel and language, compared with before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncDate

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.dialogue.inputs.models import Input, Stance
from baraza.insight.periods import Period

# Below this a doubling is chance, not news.
FEWEST_FOR_NEWS = 8
# A share of fewer than these is no share.
FEWEST_TO_COMPARE = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: how many now, and how many in the period before."""

    key: str
    label: str
    now: int
    before: int

    @property
    def change(self) -> int | None:
        """By how many hundredths it grew or shrank; None where too little came to compare with."""
        if self.before < FEWEST_TO_COMPARE:
            return None
        return round(100 * (self.now - self.before) / self.before)


@dataclass(frozen=True, slots=True)
class Sides:
    """How many spoke for and against something, where it is known."""

    topic: str
    topic_id: int
    for_it: int
    against: int
    mixed: int


@dataclass(frozen=True, slots=True)
class Said:
    """Every input of the period is in exactly one row of each table, so their sums are `total`."""

    period: Period
    total: int
    total_before: int
    # Whether the office took letters in during all of the time before.
    is_comparable: bool
    topics: Sequence[Row]
    channels: Sequence[Row]
    languages: Sequence[Row]
    # (first day, last day, how many), oldest first, without holes.
    steps: Sequence[tuple[date, date, int]]
    sides: Sequence[Sides]

    @property
    def change(self) -> int | None:
        """By how many hundredths there was more; None where nothing can be said."""
        return Row("", "", self.total, self.total_before).change if self.is_comparable else None

    @property
    def risen(self) -> Row | None:
        """The topic that grew most, if enough people wrote for it to be news."""
        grown = [
            row
            for row in self.topics
            if row.key != "0" and row.now >= FEWEST_FOR_NEWS and row.now > row.before
            if self.is_comparable
        ]
        return max(grown, key=lambda row: (row.now - row.before, row.now), default=None)


def what_was_said(*, user: User, period: Period) -> Said:
    """What this member of staff may see of what came in; three queries however much it is.

    Days are the office's. What has no topic, or a language nobody could tell, is a row of its
    own with an empty label and the key "0" or "".
    """
    before = period.before
    visible = Input.objects.visible_to(user).counted()
    cells = (
        visible.filter(received_at__gte=before.begins_at, received_at__lt=period.ends_at)
        .annotate(day=TruncDate("received_at", tzinfo=period.zone))
        .values_list("day", "topic", "channel", "language", "stance")
        .annotate(Count("pk"))
        .order_by()
    )
    topics, channels, languages = Tally(), Tally(), Tally()
    days: Counter[date] = Counter()
    sides: dict[int, Counter[str]] = defaultdict(Counter)
    total = total_before = 0
    for day, topic, channel, language, stance, count in cells:
        is_now = day >= period.first
        topics.add(str(topic or 0), count, is_now=is_now)
        channels.add(channel, count, is_now=is_now)
        languages.add(language.partition("-")[0], count, is_now=is_now)
        if is_now:
            total += count
            days[period.step_of(day)] += count
            if topic and stance:
                sides[topic][stance] += count
        else:
            total_before += count
    names = {str(topic.pk): topic.said("name") for topic in Topic.objects.all()}
    return Said(
        period=period,
        total=total,
        total_before=total_before,
        is_comparable=visible.filter(received_at__lt=before.begins_at).exists(),
        topics=topics.rows(names),
        channels=channels.rows({value: str(label) for value, label in Channel.choices}),
        languages=languages.rows({}),
        steps=[(first, last, days[period.step_of(first)]) for first, last in period.steps()],
        sides=_sides(sides, names),
    )


class Tally:
    """Counts now and before, by key."""

    def __init__(self) -> None:
        self._now: Counter[str] = Counter()
        self._before: Counter[str] = Counter()

    def add(self, key: str, count: int, *, is_now: bool) -> None:
        (self._now if is_now else self._before)[key] += count

    def rows(self, names: Mapping[str, str]) -> list[Row]:
        """Most first; what has no name keeps its key and an empty label."""
        keys = self._now.keys() | self._before.keys()
        found = [Row(key, names.get(key, ""), self._now[key], self._before[key]) for key in keys]
        return sorted(found, key=lambda row: (-row.now, -row.before, row.label, row.key))


def _sides(counted: Mapping[int, Counter[str]], names: Mapping[str, str]) -> list[Sides]:
    found = [
        Sides(
            topic=names.get(str(topic), ""),
            topic_id=topic,
            for_it=counts[Stance.FOR],
            against=counts[Stance.AGAINST],
            mixed=counts[Stance.MIXED],
        )
        for topic, counts in counted.items()
    ]
    return sorted(found, key=lambda one: -(one.for_it + one.against + one.mixed))
