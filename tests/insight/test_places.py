"""Letters by where people live, with small groups withheld."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.base.places.actions.importing import take_areas
from baraza.base.places.models import Area
from baraza.common.charts import WITHHELD
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.models import Input
from baraza.insight.places import draw, letters_by_area
from tests.base.places.actions.test_importing import features, square

AREAS = features(
    ({"name": "Ka", "kind": "district", "code": "K"}, square(0, 0, 4)),
    (
        {"name": "Mbuni", "kind": "ward", "code": "M", "parent": "K", "population": 2000},
        square(0, 0),
    ),
    ({"name": "Tosa", "kind": "ward", "code": "T", "parent": "K"}, square(1, 0)),
    ({"name": "Lulu", "kind": "ward", "code": "L", "parent": "K"}, square(2, 0)),
    ({"name": "Ziwa", "kind": "ward", "code": "Z", "parent": "K"}, square(3, 0)),
    ({"name": "Pond", "kind": "village", "code": "P", "parent": "M"}, None),
)


def letters(now: datetime, area: str | None, *, people: int, each: int = 1, days: int = 1) -> None:
    lives_in = Area.objects.filter(code=area, valid_to__isnull=True).first() if area else None
    said = []
    for _one in range(people):
        person = Person.objects.create(name="Amani", added_at=now, area=lives_in)
        said += [
            Said(
                received_at=now - timedelta(days=days),
                channel=Channel.EMAIL,
                text="Please",
                person_id=person.pk,
            )
        ] * each
    record_inputs(said=said)


def counted(user: User, now: datetime, kind: str = "ward") -> dict[str, tuple[int, int, bool]]:
    found = letters_by_area(user=user, kind=kind, now=now, days=30)
    return {row.area.name: (row.letters, row.people, row.is_withheld) for row in found.rows}


@pytest.fixture
def areas(office: Office, now: datetime) -> None:
    take_areas(content=AREAS, by=None, now=now)


@pytest.mark.usefixtures("areas")
def test_every_letter_is_in_one_area_elsewhere_or_unknown(staff: User, now: datetime) -> None:
    letters(now, "M", people=6, each=2)
    letters(now, "P", people=5)
    letters(now, "T", people=7, days=40)
    letters(now, "K", people=2)
    letters(now, None, people=3)
    found = letters_by_area(user=staff, kind="ward", now=now, days=30)
    assert counted(staff, now)["Mbuni"] == (17, 11, False)
    assert counted(staff, now)["Tosa"] == (0, 0, False)
    assert (found.elsewhere, found.unknown, found.total) == (2, 3, 22)
    assert found.rows[0].per_thousand == 8.5
    assert counted(staff, now, "district") == {"Ka": (19, 13, False)}


@pytest.mark.usefixtures("areas")
def test_small_groups_are_withheld_and_cannot_be_worked_out(staff: User, now: datetime) -> None:
    letters(now, "M", people=9)
    letters(now, "T", people=6)
    letters(now, "L", people=1, each=30)
    found = counted(staff, now)
    assert found["Lulu"][2]
    assert found["Tosa"][2], "one alone would follow from the total"
    assert not found["Mbuni"][2]
    assert not found["Ziwa"][2], "that nobody wrote points at nobody"


@pytest.mark.usefixtures("areas")
def test_a_redrawn_ward_counts_as_what_it_became(staff: User, now: datetime) -> None:
    letters(now, "M", people=6)
    properties = {"name": "Mbuni", "kind": "ward", "code": "M", "valid_from": "2026-01-01"}
    take_areas(content=features((properties, square(0, 0, 0.5))), by=None, now=now)
    letters(now, "M", people=5)
    assert counted(staff, now)["Mbuni"] == (11, 11, False)


@pytest.mark.usefixtures("areas")
def test_a_confidential_letter_is_not_counted_for_others(staff: User, now: datetime) -> None:
    letters(now, "M", people=6)
    Input.objects.update(circle=Circle.objects.create(name="Case 4"))
    assert counted(staff, now)["Mbuni"] == (0, 0, False)


@pytest.mark.usefixtures("areas")
def test_the_map_shows_few_steps_and_hides_what_is_withheld(staff: User, now: datetime) -> None:
    letters(now, "M", people=40)
    letters(now, "T", people=6)
    letters(now, "L", people=2)
    letters(now, "Z", people=3)
    found = letters_by_area(user=staff, kind="ward", now=now, days=30)
    drawn = draw(rows=found.rows, values={row.area.pk: row.letters for row in found.rows})
    assert [end for _colour, _start, end in drawn.steps] == [6, 40]
    assert drawn.has_withheld
    assert drawn.svg.count(f'fill="{WITHHELD}"') == 2
    assert "Mbuni" in drawn.svg


def test_an_office_without_areas_has_no_map(office: Office, staff: User, now: datetime) -> None:
    found = letters_by_area(user=staff, kind="", now=now, days=30)
    assert (found.rows, draw(rows=found.rows, values={}).svg) == ([], "")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("areas")
def test_many_letters_take_no_more_queries_than_one(
    staff: User, now: datetime, count: int, django_assert_num_queries
) -> None:
    letters(now, "M", people=count)
    with django_assert_num_queries(4):
        counted(staff, now)
