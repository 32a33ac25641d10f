"""Where an address lies, what lies within an area, and whether that is the constituency."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from django.db import connection
from django.db.models import QuerySet

from baraza.base.places.lookup import Gazetteer, Place, Shapes, has_coordinates
from baraza.base.places.models import Area, AreaShape, PostcodePrefix
from baraza.common.folding import fold
from baraza.common.prepared import prepared
from baraza.common.rows import holding

WIDE_SPACE = "\u2003"


class Standing(StrEnum):
    """Whether somewhere is in the member's constituency, as far as is known."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


def gazetteer(*, day: date, with_shapes: bool = True) -> Gazetteer:
    """Everything in force that day that leads to an area; three queries."""
    places = {
        pk: Place(
            area_id=pk,
            lineage=tuple(lineage),
            names=tuple(filter(None, [folded, *map(fold, other_names)])),
        )
        for pk, lineage, folded, other_names in Area.objects.in_force(day).values_list(
            "pk", "lineage", "folded", "other_names"
        )
    }
    prefixes = {
        prefix: area_id
        for prefix, area_id in PostcodePrefix.objects.values_list("prefix", "area_id")
        if area_id in places
    }
    shapes = Shapes()
    if with_shapes:
        rows = AreaShape.objects.filter(area__in=list(places)).values_list("area_id", "geometry")
        shapes = Shapes.of(rows)
    return Gazetteer(places=places, prefixes=prefixes, shapes=shapes)


def served_areas() -> list[int]:
    """The areas the member was elected for, of today and of before."""
    return list(Area.objects.filter(is_served=True).values_list("pk", flat=True))


def standing_of(*, area: Area | None, served: Collection[int]) -> Standing:
    """Outside only where that is certain: who is known to live in the region around the
    constituency may live inside it.
    """
    if area is None or not served:
        return Standing.UNKNOWN
    if set(area.lineage) & set(served):
        return Standing.INSIDE
    around = Area.objects.filter(pk__in=list(served), lineage__contains=[area.pk]).exists()
    return Standing.UNKNOWN if around else Standing.OUTSIDE


def standing_of_address(*, address: str, day: date) -> Standing:
    """Whether an address lies in the constituency. Unknown where nothing leads to an area."""
    served = served_areas()
    if not served or not address.strip():
        return Standing.UNKNOWN
    found = gazetteer(day=day, with_shapes=has_coordinates(address)).find(address)
    area = Area.objects.get(pk=found.area_id) if found else None
    return standing_of(area=area, served=served)


def areas_within(*, areas: Collection[int]) -> QuerySet[Area]:
    """These areas, all that lie in them, and former ones now wholly part of them.

    One query however many, and one more in an office whose boundaries were redrawn.
    """
    wanted = list(areas)
    successors: dict[int, set[int]] = {}
    for old, new in Area.successors.through.objects.values_list("from_area_id", "to_area_id"):
        successors.setdefault(old, set()).add(new)
    if not successors:
        return Area.objects.filter(lineage__overlap=wanted)
    lineages = dict(Area.objects.values_list("pk", "lineage"))
    within = {pk for pk, lineage in lineages.items() if not set(wanted).isdisjoint(lineage)}
    while True:
        former = {old for old, new in successors.items() if old not in within and new <= within}
        if not former:
            return Area.objects.filter(pk__in=within)
        # What lay in a former area went where it went.
        within |= {pk for pk, lineage in lineages.items() if not former.isdisjoint(lineage)}


def came_after(*, day: date) -> dict[int, list[Area]]:
    """Id of each area no longer in force that day → the areas in force that came after it, in
    their order. Two queries, one where no boundary was ever redrawn.
    """
    followed: dict[int, list[int]] = {}
    for old, new in Area.successors.through.objects.values_list("from_area_id", "to_area_id"):
        followed.setdefault(old, []).append(new)
    if not followed:
        return {}
    today = {area.pk: area for area in Area.objects.in_force(day)}
    found = {}
    for old in followed.keys() - today.keys():
        ends, seen, on_the_way = set(), {old}, [old]
        while on_the_way:
            for pk in followed.get(on_the_way.pop(), ()):
                if pk in today:
                    ends.add(pk)
                elif pk not in seen:
                    seen.add(pk)
                    on_the_way.append(pk)
        if ends:
            found[old] = [area for pk, area in today.items() if pk in ends]
    return found


def area_tree(*, day: date) -> list[tuple[int, str]]:
    """(id, name) of the areas in force that day, each above what lies in it, set in with wide
    spaces by how deep it lies; to choose from. One query.
    """
    rows = list(Area.objects.in_force(day).values_list("pk", "name", "lineage"))
    order = {pk: at for at, (pk, _name, _lineage) in enumerate(rows)}
    rows.sort(key=lambda row: [order.get(pk, 0) for pk in row[2]])
    return [(pk, WIDE_SPACE * (len(lineage) - 1) + name) for pk, name, lineage in rows]


# Written out: asked with each letter that is typed into the search, and seldom finds any. As
# `in_force`.
_CALLED = """
SELECT id FROM places_area
WHERE (valid_from IS NULL OR valid_from <= %s) AND (valid_to IS NULL OR valid_to > %s)
    AND (folded LIKE %s OR other_names::text ILIKE %s)
ORDER BY NOT starts_with(folded, %s), folded, id LIMIT %s
"""


def areas_called(*, words: str, day: date, limit: int) -> list[Area]:
    """Areas in force that day by their names, those that begin so first."""
    wanted = fold(words.replace("\0", " "))
    if not wanted:
        return []
    statement, held = prepared(_CALLED), holding(wanted)
    with connection.cursor() as cursor:
        cursor.execute(statement, [day, day, held, held, wanted, limit])
        numbers = [pk for (pk,) in cursor.fetchall()]
    if not numbers:
        return []
    found = Area.objects.in_bulk(numbers)
    return [found[pk] for pk in numbers]
