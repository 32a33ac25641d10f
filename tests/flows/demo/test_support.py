"""The invented agencies and support are whole, in every language of their office."""

from datetime import datetime
from typing import Any

import pytest

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.models import Purpose
from baraza.base.people.queries import current_wording
from baraza.base.places.actions.importing import take_areas
from baraza.engagement.casework.models import Agency, Programme
from baraza.engagement.casework.queries.agencies import responsible
from baraza.flows.demo.case_content import kind_of, load_cases
from baraza.flows.demo.content import OfficeContent, load_office, office_slugs
from baraza.flows.demo.support import WORDS, give_support, load_support


@pytest.fixture(params=office_slugs())
def content(request: pytest.FixtureRequest) -> OfficeContent:
    return load_office(request.param)


@pytest.fixture
def told(content: OfficeContent) -> dict[str, Any]:
    return load_support(content.slug)


def test_everything_is_said_in_every_language(content: OfficeContent, told: dict[str, Any]) -> None:
    spoken = set(content.languages)
    assert set(told["wording"]) == spoken
    for agency in told["agencies"]:
        assert set(agency["what_for"]) == spoken, agency["name"]
    for programme in told["programmes"]:
        for field in WORDS:
            assert set(programme[field]) == spoken, (programme["name"], field)
        lengths = {len(words) for words in programme["documents"].values()}
        assert len(lengths) == 1, programme["name"]


def test_names_lead_to_agencies_that_are_there(
    content: OfficeContent, told: dict[str, Any]
) -> None:
    of_cases = {one.name for one in load_cases(content.slug).agencies}
    assert {one["name"] for one in told.get("known", [])} <= of_cases
    names = of_cases | {one["name"] for one in told["agencies"]}
    assert {one["given_by"] for one in told["programmes"]} <= names


def test_it_fills_a_directory_in_which_the_nearest_comes_first(
    content: OfficeContent, told: dict[str, Any], office: Office, now: datetime
) -> None:
    update_profile(languages=content.languages)
    take_areas(content=content.areas, by=None, now=now)
    give_support(content, now)
    assert Agency.objects.count() == len(told["agencies"])
    assert Programme.objects.count() == len(told["programmes"])
    assert set(current_wording(purpose=Purpose.SUPPORT)) == set(content.languages)
    placed = [
        row
        for agency in Agency.objects.all()
        for row in agency.responsibilities.select_related("kind", "area")
        if row.area
    ]
    assert placed
    for row in placed:
        [first, *_others] = responsible(kind=row.kind, area=row.area, now=now)
        assert first.responsibility.area == row.area
    assert kind_of("roads")
