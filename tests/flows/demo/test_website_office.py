"""Demonstration offices say where they are and who attends what."""

import pytest

from baraza.base.accounts.actions import add_staff
from baraza.base.office.actions import update_profile
from baraza.base.office.models import Attendance, Entrance, Location, Resource, Way
from baraza.base.office.queries.hours import open_places
from baraza.base.office_register.models import Office
from baraza.flows.demo.content import load_office, office_slugs
from baraza.flows.demo.website_office import fill_offices
from tests.conftest import NOW


@pytest.mark.parametrize("slug", office_slugs())
def test_every_office_is_filled(office: Office, slug: str) -> None:
    content = load_office(slug)
    update_profile(languages=content.languages, timezone=content.timezone)
    for one in content.staff:
        add_staff(email=one.email, name=one.name, roles=[one.role], languages=one.languages)
    fill_offices(content, NOW)
    places = open_places(now=NOW)
    assert all(place.next or place.now for place in places)
    assert {stop.date > NOW.date() for place in places for stop in place.stops} == {True}
    assert Attendance.objects.filter(way=Way.PHONE).exists()
    assert Entrance.objects.get(way=Way.FORM).limit
    assert Resource.objects.public().exists()
    for location in Location.objects.published():
        for language in ("en", "fr", "ar", "sw"):
            assert location.said("name", language)
