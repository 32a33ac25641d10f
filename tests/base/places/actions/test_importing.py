"""Areas come from files, are looked at first, and keep their history."""

import json
from datetime import UTC, date, datetime

import pytest

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.places.actions.importing import look_at_areas, take_areas
from baraza.base.places.models import Area, AreaShape, PostcodePrefix
from baraza.base.places.planning import Act, Plan
from baraza.base.places.queries import areas_within

TREE = b"""name,kind,code,parent,population,remote,constituency,postcodes
Kaskazini,district,K,,81000,,yes,
Mbuni,ward,K1,K,9000,yes,,1140;1141
Tosa,ward,K2,Kaskazini,"12,500",no,,1150
Kusini,district,S,,40000,,,
"""


def square(west: float, south: float, size: float = 1.0) -> list[list[list[float]]]:
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def features(*areas: tuple[dict[str, object], object]) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": shape
                    if shape is None or isinstance(shape, dict)
                    else {"type": "Polygon", "coordinates": shape},
                }
                for properties, shape in areas
            ],
        }
    ).encode()


def take(content: bytes, now: datetime) -> Plan:
    return take_areas(content=content, by=None, now=now)


def refusals(plan: Plan) -> dict[str, str]:
    return {line.name: str(line.remarks[0]) for line in plan.lines() if line.act == Act.REFUSED}


def test_a_table_becomes_a_tree(office: Office, now: datetime) -> None:
    take(TREE, now)
    mbuni = Area.objects.get(name="Mbuni")
    district = Area.objects.get(code="K")
    assert mbuni.parent == district
    assert mbuni.lineage == [district.pk, mbuni.pk]
    assert (mbuni.population, mbuni.is_remote, district.is_served) == (9000, True, True)
    assert Area.objects.get(code="K2").population == 12500
    assert set(mbuni.postcodes.values_list("prefix", flat=True)) == {"1140", "1141"}


def test_looking_changes_nothing_and_tells_what_would_happen(office: Office, now: datetime) -> None:
    assert look_at_areas(content=TREE).counts() == {Act.NEW: 4}
    assert not Area.objects.exists()


def test_the_same_file_twice_changes_nothing(office: Office, now: datetime) -> None:
    content = features(({"name": "Mbuni", "kind": "ward", "code": "K1"}, square(0, 0)))
    take(TREE, now)
    take(content, now)
    before = list(Area.objects.values()), list(AreaShape.objects.values())
    assert take(TREE, now).counts() == {Act.SAME: 4}
    assert take(content, now).counts() == {Act.SAME: 1}
    assert (list(Area.objects.values()), list(AreaShape.objects.values())) == before


def test_what_a_file_does_not_say_stays(office: Office, now: datetime) -> None:
    take(TREE, now)
    plan = take(b"name;kind;population\nMbuni;ward;9100\n", now)
    mbuni = Area.objects.get(name="Mbuni")
    assert plan.counts() == {Act.CHANGED: 1}
    assert (mbuni.population, mbuni.is_remote, mbuni.parent.name) == (9100, True, "Kaskazini")


def test_a_child_may_stand_before_the_area_it_lies_in(office: Office, now: datetime) -> None:
    take(b"name,kind,parent\nMbuni,ward,Kaskazini\nKaskazini,district,\n", now)
    assert Area.objects.get(name="Mbuni").parent.name == "Kaskazini"


def test_rows_that_cannot_be_taken_say_why_and_hold_up_no_other(
    office: Office, now: datetime
) -> None:
    plan = take(
        b"name,kind,parent,population,valid from\n"
        b"Kaskazini,district,,81000,\n"
        b"Kaskazini,district,,81000,\n"
        b",ward,Kaskazini,,\n"
        b"Mbuni,hamlet-ish,Kaskazini,,\n"
        b"Tosa,ward,Nowhere,,\n"
        b"Lulu,village,Tosa,,\n"
        b"Pembe,ward,Kaskazini,many,\n"
        b"Ziwa,ward,Kaskazini,,31.5.2026\n",
        now,
    )
    assert [area.name for area in Area.objects.all()] == ["Kaskazini"]
    said = refusals(plan)
    assert said["Kaskazini"] == "The same area stands in row 2 already."
    assert said[""] == "It has no name."
    assert "hamlet-ish" in said["Mbuni"]
    assert said["Tosa"] == "There is no area “Nowhere” for it to lie in."
    assert said["Lulu"] == "The area it lies in, “Tosa”, was refused."
    assert "many" in said["Pembe"]
    assert "2026-05-31" in said["Ziwa"]


def test_areas_that_lie_within_each_other_are_refused(office: Office, now: datetime) -> None:
    plan = take(
        b"name,kind,parent\nA,ward,B\nB,ward,C\nC,ward,A\nD,village,A\nE,ward,E\nF,ward,\n", now
    )
    assert [area.name for area in Area.objects.all()] == ["F"]
    said = refusals(plan)
    assert {said[name] for name in "ABC"} == {"It would lie within itself."}
    assert set(said) == set("ABCDE")


def test_a_known_area_cannot_be_put_into_what_lies_in_it(office: Office, now: datetime) -> None:
    take(TREE, now)
    plan = take(b"name,kind,code,parent\nKaskazini,district,K,K1\n", now)
    assert refusals(plan) == {"Kaskazini": "It would lie within itself."}


def test_two_villages_of_one_name_in_two_districts_are_two(office: Office, now: datetime) -> None:
    content = b"name,kind,parent\nKa,district,\nKu,district,\nMto,village,Ka\nMto,village,Ku\n"
    take(content, now)
    assert Area.objects.filter(name="Mto").count() == 2
    assert take(content, now).counts() == {Act.SAME: 4}
    plan = take(b"name,kind,parent\nMto,village,\nNew,neighbourhood,Mto\n", now)
    assert set(refusals(plan)) == {"Mto", "New"}


def test_a_postcode_two_areas_claim_leads_to_neither(office: Office, now: datetime) -> None:
    plan = take(b"name,kind,postcodes\nA,ward,114;115\nB,ward,115;116\n", now)
    assert set(PostcodePrefix.objects.values_list("prefix", flat=True)) == {"114", "116"}
    assert all("115" in str(line.remarks[0]) for line in plan.lines())


def test_a_shape_that_crosses_itself_is_mended_and_said(office: Office, now: datetime) -> None:
    bow = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
    plan = take(features(({"name": "Mbuni", "kind": "ward"}, bow)), now)
    assert "mended" in str(plan.lines()[0].remarks[0])
    assert AreaShape.objects.get().geometry["type"] == "MultiPolygon"


def test_coordinates_that_are_no_degrees_are_refused_with_the_way_out(
    office: Office, now: datetime
) -> None:
    plan = take(
        features(
            ({"name": "Metres", "kind": "ward"}, square(500_000, 4_649_776)),
            ({"name": "Point", "kind": "ward"}, {"type": "Point", "coordinates": [0, 0]}),
            ({"name": "Line", "kind": "ward"}, [[[0, 0], [1, 1], [0, 0]]]),
            ({"name": "Broken", "kind": "ward"}, [[[0, 0], ["x"]]]),
        ),
        now,
    )
    said = refusals(plan)
    assert "EPSG:4326" in said["Metres"]
    assert {said[name] for name in ("Point", "Line", "Broken")} == {
        "Its geometry is not an area (Polygon or MultiPolygon)."
    }


def test_a_redrawn_boundary_keeps_the_old_one(office: Office, now: datetime) -> None:
    take(features(({"name": "Mbuni", "kind": "ward", "code": "M"}, square(0, 0))), now)
    old = Area.objects.get()
    take(b"name,kind,parent\nLulu,village,M\n", now)
    properties = {"name": "Mbuni", "kind": "ward", "code": "M", "valid_from": "2026-01-01"}
    plan = take(features((properties, square(0, 0, 2))), now)
    assert plan.counts() == {Act.REDRAWN: 1}
    old.refresh_from_db()
    new = old.successors.get()
    assert (old.valid_to, new.valid_from) == (date(2026, 1, 1), date(2026, 1, 1))
    assert Area.objects.in_force(date(2025, 6, 1)).filter(code="M").get() == old
    assert Area.objects.in_force(date(2026, 6, 1)).filter(code="M").get() == new
    village = Area.objects.get(name="Lulu")
    assert village.lineage == [new.pk, village.pk]
    assert AreaShape.objects.get(area=old).geometry != AreaShape.objects.get(area=new).geometry
    assert old in areas_within(areas=[new.pk])


def test_a_ward_that_was_split_belongs_to_no_half_but_to_both_together(
    office: Office, now: datetime
) -> None:
    take(TREE, now)
    take(
        b"name,kind,parent,replaces,valid from\n"
        b"Mbuni East,ward,K,K1,2026-03-01\nMbuni West,ward,K,K1,2026-03-01\n",
        now,
    )
    old = Area.objects.get(code="K1")
    east, west = Area.objects.filter(name__startswith="Mbuni ")
    assert set(old.successors.all()) == {east, west}
    assert old.valid_to == date(2026, 3, 1)
    assert old not in areas_within(areas=[east.pk])
    assert old in areas_within(areas=[east.pk, west.pk])


def test_areas_of_one_office_are_not_seen_by_another(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[0]):
        take(TREE, now)
    with within(two_offices[1]):
        assert not Area.objects.exists()
        assert take(TREE, now).counts() == {Act.NEW: 4}


def test_a_file_of_many_rows_takes_few_queries(
    office: Office, django_assert_max_num_queries: object
) -> None:
    rows = "".join(f"V{n},village,C{n},{'K' if n % 2 else ''}\n" for n in range(300))
    content = ("name,kind,code,parent\nK,district,K,\n" + rows).encode()
    with django_assert_max_num_queries(40):
        plan = take_areas(content=content, by=None, now=datetime(2026, 5, 4, tzinfo=UTC))
    assert plan.counts() == {Act.NEW: 301}


@pytest.mark.parametrize("position", [0, 1])
def test_a_cancelled_row_leaves_no_trace(office: Office, now: datetime, position: int) -> None:
    lines = [b"Good,ward,", b"Bad,nonsense,"]
    lines = lines if position else lines[::-1]
    take(b"name,kind,parent\n" + b"\n".join(lines), now)
    assert [area.name for area in Area.objects.all()] == ["Good"]
