"""What support fits, and what everybody may know of agencies and support."""

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.places.models import AreaShape
from baraza.engagement.casework.actions.agencies import add_responsibility, save_contact
from baraza.engagement.casework.actions.programmes import collect_documents, retire_programme
from baraza.engagement.casework.models import CaseKind, CaseStep
from baraza.engagement.casework.queries import programmes as queries
from baraza.engagement.casework.queries.programmes import fitting, offered_in
from baraza.engagement.casework.queries.public_agencies import (
    public_agencies,
    public_kinds,
    public_programmes,
    public_responsibilities,
    responsibility_shapes,
)
from tests.agencies import an_agency, an_area, support
from tests.cases import a_case, kind_of

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def test_support_fits_by_kind_place_and_day_the_nearest_deadline_first(
    office: Office, now: datetime
) -> None:
    pension, today = kind_of("Pension"), now.date()
    district = an_area("Nyando", now=now, kind="district")
    ward = an_area("Ahero", now=now, parent=district)
    support("For all", now=now)
    support("Soon", now=now, kinds=[pension], area=district, deadline_date=today)
    support("Over", now=now, deadline_date=today - A_DAY)
    support("Other kind", now=now, kinds=[kind_of("Land")])
    support("Elsewhere", now=now, area=an_area("Kano", now=now, parent=district))
    retire_programme(programme=support("Retired", now=now), by=None, now=now)

    def names(kind: CaseKind, area: object, day: object) -> list[str]:
        return [one.name for one in fitting(kind=kind, area=area, day=day)]

    assert names(pension, ward, today) == ["Soon", "For all"]
    assert names(pension, ward, today + A_DAY) == ["For all"]
    assert names(pension, None, today) == ["Soon", "Elsewhere", "For all"]
    assert [one.name for one in queries.near_deadlines(day=today)] == ["Soon"]
    assert [one.name for one in queries.over(day=today)] == ["Over"]
    assert [one.name for one in queries.retired()] == ["Retired"]


def test_what_fits_a_case_takes_as_many_queries_for_three_as_for_one(
    staff: User, now: datetime
) -> None:
    case = a_case(now=now)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            for one in offered_in(case=case, day=now.date()):
                assert list(one.programme.kinds.all()) == [case.kind]
        return len(captured)

    support("One", now=now, kinds=[case.kind])
    first = count()
    support("Two", now=now, kinds=[case.kind])
    support("Three", now=now, kinds=[case.kind])
    assert count() == first


def test_what_was_begun_stays_beside_its_case_when_the_support_is_over(
    staff: User, now: datetime
) -> None:
    case = a_case(now=now)
    grant = support("Grant", now=now, documents=["Birth certificate", "Photo"])
    collect_documents(case=case, programme=grant, by=staff, now=now)
    CaseStep.objects.filter(words="Photo").update(done_at=now)
    retire_programme(programme=grant, by=staff, now=now)
    [one] = offered_in(case=case, day=now.date())
    assert (one.programme, one.missing) == (grant, 1)


def test_support_is_found_by_words_in_any_language(office: Office, now: datetime) -> None:
    grant = support("Fuel grant", now=now, translations={"fr": {"name": "Aide au chauffage"}})
    for words in ("fuel", "chauffage", "over 60"):
        assert queries.programmes_called(words=words, limit=5) == [grant]
    assert queries.programmes_called(words="zebra", limit=5) == []


INTERNAL = "INTERNAL"


def test_nothing_internal_is_in_what_everybody_may_know(office: Office, now: datetime) -> None:
    water = kind_of("Water", is_public=True, script=INTERNAL)
    ward = an_area("Ahero", now=now)
    agency = an_agency(
        "Board",
        now=now,
        what_for="Wells",
        phone="020 7946 0000",
        how_it_really_goes=INTERNAL,
        translations={"fr": {"what_for": "Puits", "hours": "8–12"}},
    )
    save_contact(
        agency=agency,
        name=INTERNAL,
        role=INTERNAL,
        email="internal@board.example",
        by=None,
        now=now,
    )
    add_responsibility(agency=agency, kind=water, area=ward, by=None, now=now)
    hidden = an_agency(f"{INTERNAL} agency", now=now, is_public=False)
    add_responsibility(agency=hidden, kind=water, area=None, by=None, now=now)
    secret = kind_of(f"{INTERNAL} kind", is_public=False)
    add_responsibility(agency=agency, kind=secret, area=None, by=None, now=now)
    support("Grant", now=now, kinds=[water, secret], organisation=agency.organisation)
    support(f"{INTERNAL} support", now=now, is_public=False)
    support(f"{INTERNAL} late", now=now, deadline_date=now.date() - A_DAY)
    support(f"{INTERNAL} for a secret kind", now=now, kinds=[secret], is_public=False)

    day = now.date()
    told = [
        *public_agencies(language="fr"),
        *public_responsibilities(language="fr", day=day),
        *public_programmes(language="fr", day=day),
    ]
    words = repr([asdict(one) for one in told]) + repr(public_kinds(language="fr"))
    assert INTERNAL.lower() not in words.lower()
    assert [one.what_for for one in public_agencies(language="fr")] == ["Puits"]
    [row] = public_responsibilities(language="en", day=day)
    assert (row.kind, row.area, row.agency.phone) == ("Water", "Ahero", "020 7946 0000")
    assert [one.name for one in public_programmes(language="en", day=day)] == ["Grant"]


def test_for_a_place_the_most_exact_comes_first_within_a_kind_with_shapes_for_a_map(
    office: Office, now: datetime
) -> None:
    water, roads, day = kind_of("Water", is_public=True), kind_of("Roads", position=9), now.date()
    district = an_area("Nyando", now=now, kind="district")
    ward = an_area("Ahero", now=now, parent=district)
    shape = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    AreaShape.objects.create(area=ward, geometry=shape, west=0, south=0, east=1, north=1)
    for name, kind, area in (
        ("Ministry", water, None),
        ("Ward office", water, ward),
        ("District board", water, district),
        ("Elsewhere", water, an_area("Kano", now=now, parent=district)),
        ("Road agency", roads, None),
    ):
        add_responsibility(agency=an_agency(name, now=now), kind=kind, area=area, by=None, now=now)

    rows = public_responsibilities(language="en", day=day, area_id=ward.pk)
    assert [one.agency.name for one in rows] == [
        "Ward office",
        "District board",
        "Ministry",
        "Road agency",
    ]
    assert list(rows[0].area_path) == ["Nyando", "Ahero"]
    assert responsibility_shapes(rows=rows) == {ward.pk: shape}
    only = public_responsibilities(language="en", day=day, kind_id=roads.pk)
    assert [one.agency.name for one in only] == ["Road agency"]

    ward.valid_to = day
    ward.save()
    rows = public_responsibilities(language="en", day=day, kind_id=water.pk)
    assert "Ward office" not in [one.agency.name for one in rows]
