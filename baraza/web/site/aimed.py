"""What concerns a reader comes first: their own place, and what interests them (requirement B2).

Where somebody lives and what they care for is theirs: it is kept in their browser only and put in
order there (`site.js`). Without scripts it stands in the address (`?place=…&interest=…`), and is
used for this one page and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import Case, Expression, IntegerField, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone

from baraza.base.agenda.models import Topic
from baraza.base.places.models import Area
from baraza.common.numbers import number, numbers

T = TypeVar("T")
MOST_INTERESTS = 12


@dataclass
class Reader:
    """What somebody chose; the numbers may be nobody's. What they mean is asked when it is needed,
    once a page."""

    place: int | None = None
    interests: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return self.place is not None or bool(self.interests)

    @cached_property
    def near(self) -> frozenset[int]:
        """Their place, what it lies in and what lies in it; one query."""
        if self.place is None:
            return frozenset()
        return around(timezone.localdate()).get(self.place, frozenset())

    @cached_property
    def topics(self) -> list[Topic]:
        """What interests them; one query."""
        return list(Topic.objects.in_use().filter(pk__in=self.interests)) if self.interests else []

    @cached_property
    def place_name(self) -> str:
        """Where they live; one query."""
        if self.place is None:
            return ""
        rows = Area.objects.in_force(timezone.localdate()).filter(pk=self.place)
        return rows.values_list("name", flat=True).first() or ""

    @property
    def names(self) -> list[str]:
        """All they chose, in words."""
        return [*filter(None, [self.place_name]), *(topic.said("name") for topic in self.topics)]

    def why(self, *, topics: Collection[Topic], areas: Collection[Area]) -> list[str]:
        """By which of their choices something concerns them, in words."""
        said = {topic.pk: topic.said("name") for topic in topics if topic.pk in self.interests}
        nearby = self.place is not None and any(area.pk in self.near for area in areas)
        return [*([self.place_name] if nearby else []), *said.values()]


_reader: ContextVar[Reader] = ContextVar("reader")


def reader() -> Reader:
    """Whoever reads this page."""
    return _reader.get(None) or Reader()


def reader_of(request: HttpRequest) -> Reader:
    """What the address of a page says of its reader."""
    interests = sorted(filter(None, numbers(request.GET.getlist("interest"))))
    place = number(request.GET.get("place")) or None
    return Reader(place, frozenset(interests[:MOST_INTERESTS]))


@contextmanager
def for_reader(known: Reader) -> Iterator[None]:
    """A page within which it is known who reads it."""
    token = _reader.set(known)
    try:
        yield
    finally:
        _reader.reset(token)


def concerned_first(
    things: Iterable[T],
    *,
    topics: Callable[[T], Collection[Topic]] = lambda _thing: (),
    areas: Callable[[T], Collection[Area]] = lambda _thing: (),
) -> Sequence[T]:
    """In the order given, but what concerns the reader before the rest. At most two queries, none
    where nothing was chosen."""
    listed, known = list(things), reader()
    if not known or len(listed) < 2:
        return listed
    return sorted(listed, key=lambda one: not known.why(topics=topics(one), areas=areas(one)))


def concern(*, topic: str = "", area: str = "") -> list[Expression]:
    """To order rows by, before all else: those whose topic or area (names of fields) concerns the
    reader. Empty where nothing was chosen."""
    known = reader()
    met = Q()
    if topic and known.interests:
        met |= Q(**{f"{topic}__in": known.interests})
    if area and known.near:
        met |= Q(**{f"{area}__in": known.near})
    return [Case(When(met, then=Value(0)), default=1, output_field=IntegerField())] if met else []


def around(day: date) -> dict[int, frozenset[int]]:
    """Area → itself, what it lies in, and what lies in it: what happens there concerns it."""
    lineages = dict(Area.objects.in_force(day).values_list("pk", "lineage"))
    found: dict[int, set[int]] = {pk: {*lineage} for pk, lineage in lineages.items()}
    for pk, lineage in lineages.items():
        for above in lineage:
            if above in found:
                found[above].add(pk)
    return {pk: frozenset(areas) for pk, areas in found.items()}
