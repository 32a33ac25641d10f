"""Say in which area people live: by their addresses, or because the office knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.models import AreaSource, Person
from baraza.base.places.models import Area
from baraza.base.places.queries import gazetteer

BATCH = 5_000
PLACE_PEOPLE = "people.place_people"


@dataclass(frozen=True, slots=True)
class Placed:
    """`looked_at` = `placed` + `unknown`: addresses that lead to one area, and that do not."""

    looked_at: int
    placed: int

    @property
    def unknown(self) -> int:
        return self.looked_at - self.placed


def place_people(*, day: date, person_id: int = 0) -> Placed:
    """Everybody with an address, their own or their household's, who is in no area yet; or only
    that one person.

    Whoever is in an area stays there, also after it was redrawn: where they lived then was that.
    Safe to stop and run again. Two queries for each 5,000 people, beside those of the gazetteer.
    """
    waiting = (
        Person.objects.current()
        .filter(area__isnull=True)
        .exclude(address="", household__isnull=True)
        .order_by("pk")
        .values_list("pk", "address", "household__address")
    )
    if person_id:
        waiting = waiting.filter(pk=person_id)
    if not Area.objects.exists():
        return Placed(looked_at=0, placed=0)
    leads = gazetteer(day=day)
    after = looked_at = placed = 0
    while batch := list(waiting.filter(pk__gt=after)[:BATCH]):
        after = batch[-1][0]
        looked_at += len(batch)
        found = {}
        for pk, own, of_household in batch:
            place = leads.find(own or of_household or "")
            if place:
                found[pk] = (place.area_id, place.source)
        placed += _write(found)
    return Placed(looked_at=looked_at, placed=placed)


@transaction.atomic
def set_areas(*, areas: Mapping[int, int | None], by: User | None) -> int:
    """Person id → area id, as the office knows; None: not known. Returns how many were set."""
    found = {pk: (area, AreaSource.HAND.value if area else "") for pk, area in areas.items()}
    count = _write(found)
    record(actor=by, act="placed", obj=Person, count=count)
    return count


def set_area(*, person: Person, area: Area | None, by: User | None) -> None:
    """They live there; None: the office does not know."""
    set_areas(areas={person.pk: area.pk if area else None}, by=by)


def _write(found: Mapping[int, tuple[int | None, str]]) -> int:
    if not found:
        return 0
    areas = [area for area, _source in found.values()]
    sources = [source for _area, source in found.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE people_person SET area_id = placed.area, area_source = placed.source
            FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS placed (id, area, source)
            WHERE people_person.id = placed.id
            """,
            [list(found), areas, sources],
        )
        return cursor.rowcount
