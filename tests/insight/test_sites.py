"""Sites beside one another."""

import pytest

from baraza.base.office.actions.locations import add_location
from baraza.base.office.models import Location, LocationKind
from baraza.base.office_register.models import Office
from baraza.base.places.models import Area, AreaShape
from baraza.insight.sites import compared


def square(west: float, south: float) -> dict[str, object]:
    east, north = west + 0.2, south + 0.2
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def two_areas(office: Office) -> None:
    """A constituency with a ward in the west and one in the east."""
    whole = Area.objects.create(name="Hills", folded="hills", kind="constituency", is_served=True)
    Area.objects.filter(pk=whole.pk).update(lineage=[whole.pk])
    for name, west in (("West", 37.0), ("East", 38.0)):
        ward = Area.objects.create(name=name, folded=name.lower(), kind="ward", parent=whole)
        Area.objects.filter(pk=ward.pk).update(lineage=[whole.pk, ward.pk])
        AreaShape.objects.create(
            area=ward,
            geometry=square(west, -3.1),
            west=west,
            south=-3.1,
            east=west + 0.2,
            north=-2.9,
        )


def test_the_site_in_the_middle_is_nearest(two_areas: None) -> None:
    add_location(name="Middle", latitude=-3.0, longitude=37.6)
    add_location(name="Edge", latitude=-3.0, longitude=36.6)
    found = compared(locations=list(Location.objects.all()))
    assert found is not None
    middle, edge = found.sites
    assert found.nearest == {middle.location.pk}
    assert middle.farthest_km == pytest.approx(55.5, abs=1.5)
    assert edge.farthest_km == pytest.approx(166.5, abs=2)


def test_what_nobody_has_looked_at_wins_nothing(office: Office) -> None:
    add_location(name="Known", travel_minutes=90, step_free=True)
    add_location(name="Unknown")
    found = compared(locations=list(Location.objects.all()))
    assert found is not None
    assert (found.quickest, found.nearest, found.cheapest) == (set(), set(), set())


def test_one_place_or_a_van_is_compared_with_nothing(office: Office) -> None:
    add_location(name="Only one")
    add_location(name="The van", kind=LocationKind.MOBILE)
    assert compared(locations=list(Location.objects.all())) is None
