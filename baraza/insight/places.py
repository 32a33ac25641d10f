"""What people say, by where they live; small groups are withheld."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.people.models import Person
from baraza.base.places.models import Area, AreaShape
from baraza.common.charts import NOTHING, WITHHELD, Patch, map_svg, step_colours, steps_of
from baraza.common.lazily import Lazily
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.models import Input

shapely = Lazily("shapely")

# Fewer people than this are not shown as a group (lessons: withhold small cells).
FEWEST_PEOPLE = 5
MOST_LABELS = 30
DRAWN_DEGREES = 0.002


@dataclass(frozen=True, slots=True)
class AreaLetters:
    """An area with the letters of the people who live in it or within it.

    `is_withheld`: so few people wrote that the number could point at one of them; the figures
    must then not be shown.
    """

    area: Area
    letters: int
    people: int
    is_withheld: bool = False

    @property
    def per_thousand(self) -> float | None:
        """Letters for each 1,000 inhabitants; None where nobody knows how many live there."""
        return 1000 * self.letters / self.area.population if self.area.population else None


@dataclass(frozen=True, slots=True)
class LettersByArea:
    """`total` = the letters of every row + `elsewhere` + `unknown`."""

    rows: Sequence[AreaLetters]
    # From people who live in none of these areas, but in another that is known.
    elsewhere: int
    # From people of whom nobody knows where they live, or who wrote without a name.
    unknown: int

    @property
    def total(self) -> int:
        return sum(row.letters for row in self.rows) + self.elsewhere + self.unknown


def letters_by_area(*, user: User, kind: str, now: datetime, days: int) -> LettersByArea:
    """Letters of the last so many days for each area of that kind, most first; four queries.

    Counted where people live, as the boundaries are now; what this member of staff may not see
    is not counted.
    """
    areas = {
        area.pk: area for area in Area.objects.in_force(timezone.localdate(now)).filter(kind=kind)
    }
    said = (
        Input.objects.visible_to(user)
        .counted()
        .filter(received_at__gte=now - timedelta(days=days), received_at__lt=now)
        .values_list("person__area")
        .annotate(Count("pk"), Count("person", distinct=True))
        .order_by()
    )
    now_in = _present_areas()
    letters: Counter[int] = Counter()
    people: Counter[int] = Counter()
    elsewhere = unknown = 0
    for area_id, count, who in said:
        lineage = now_in.get(area_id)
        if lineage is None:
            unknown += count
            continue
        inside = [pk for pk in lineage if pk in areas]
        if not inside:
            elsewhere += count
            continue
        letters[inside[-1]] += count
        people[inside[-1]] += who
    withheld = _withheld(people)
    rows = [
        AreaLetters(area=area, letters=letters[pk], people=people[pk], is_withheld=pk in withheld)
        for pk, area in areas.items()
    ]
    rows.sort(key=lambda row: (-row.letters if not row.is_withheld else 0, row.area.folded))
    return LettersByArea(rows=rows, elsewhere=elsewhere, unknown=unknown)


def areas_within(*, area_id: int) -> list[int]:
    """The area and all that lies in it as the boundaries are now, former ones included; two
    queries."""
    return [pk for pk, lineage in _present_areas().items() if area_id in lineage]


def people_by_area() -> dict[int, int]:
    """Area id → people known to live in exactly this area, not within it. One query."""
    return dict(
        Person.objects.current()
        .filter(area__isnull=False)
        .values_list("area")
        .annotate(Count("pk"))
        .order_by()
    )


@dataclass(frozen=True, slots=True)
class Map:
    """The SVG and what its colours stand for: (colour, from, to), and whether any is withheld."""

    svg: str
    steps: Sequence[tuple[str, float, float]]
    has_nothing: bool
    has_withheld: bool


def draw(*, rows: Iterable[AreaLetters], values: Mapping[int, float]) -> Map:
    """The areas that have shapes, each in the step of its value; 0 is drawn as nothing."""
    rows = list(rows)
    shown = [values[row.area.pk] for row in rows if not row.is_withheld and values.get(row.area.pk)]
    ends = steps_of(shown)
    colours = step_colours(len(ends))
    geometries = dict(
        AreaShape.objects.filter(area__in=[row.area.pk for row in rows]).values_list(
            "area_id", "geometry"
        )
    )
    drawn = [row for row in rows if row.area.pk in geometries]
    flat = _flattened([geometries[row.area.pk] for row in drawn])
    patches = []
    for row, geometry in zip(drawn, flat, strict=True):
        value = values.get(row.area.pk) or 0
        if row.is_withheld:
            colour = WITHHELD
        elif not value:
            colour = NOTHING
        else:
            colour = colours[next(at for at, end in enumerate(ends) if value <= end)]
        point = geometry.representative_point()
        patches.append(
            Patch(
                geometry=shapely.geometry.mapping(geometry),
                colour=colour,
                label=row.area.name if len(drawn) <= MOST_LABELS else "",
                label_at=(point.x, point.y),
            )
        )
    starts = [min(shown), *ends[:-1]] if ends else []
    return Map(
        svg=map_svg(patches),
        steps=list(zip(colours, starts, ends, strict=True)),
        has_nothing=any(patch.colour == NOTHING for patch in patches),
        has_withheld=any(patch.colour == WITHHELD for patch in patches),
    )


def _withheld(people: Mapping[int, int]) -> set[int]:
    """Areas with few writers; one alone would follow from the total, so the next is too."""
    wrote = sorted((count, pk) for pk, count in people.items() if count)
    few = {pk for count, pk in wrote if count < FEWEST_PEOPLE}
    if len(few) == 1 and len(wrote) > 1:
        few.add(wrote[1][1])
    return few


def _present_areas() -> dict[int, list[int]]:
    """Area id → the lineage of what it is part of today; former areas that were split are
    missing below what both halves lie in.
    """
    lineages = dict(Area.objects.values_list("pk", "lineage"))
    successors: dict[int, list[int]] = {}
    for old, new in Area.successors.through.objects.values_list("from_area_id", "to_area_id"):
        successors.setdefault(old, []).append(new)

    def present(pk: int, depth: int = 0) -> list[int]:
        following = successors.get(pk)
        if not following or depth > len(lineages):
            return lineages[pk]
        ways = [present(one, depth + 1) for one in following]
        return [one for one in ways[0] if all(one in way for way in ways)]

    return {pk: present(pk) for pk in lineages}


def _flattened(geometries: Sequence[Mapping[str, object]]) -> list[shapely.Geometry]:
    """Degrees drawn so that a square kilometre is a square in the middle of the map."""
    shapes = [shapely.geometry.shape(geometry) for geometry in geometries]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(shapes)
    widest = max(east - west, north - south)
    factor = math.cos(math.radians((south + north) / 2))
    simple = [one.simplify(min(DRAWN_DEGREES, widest / 600)) for one in shapes]
    return [shapely.affinity.scale(one, xfact=factor, origin=(west, south)) for one in simple]


def conversations_from(*, areas: Sequence[int], user: User, limit: int = 20) -> list[Conversation]:
    """The newest conversations with people who live there, as far as the user may see them."""
    rows = Conversation.objects.visible_to(user).filter(person__area__in=areas)
    return list(
        rows.exclude(state=ConversationState.JUNK)
        .select_related("person")
        .order_by("-last_message_at")[:limit]
    )
