"""Addresses lead to an area, or honestly nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.places.lookup import NAME, POINT, POSTCODE, Found, Gazetteer, Place, Shapes

NORTH, MBUNI, SOKO, SOUTH, MBUNI_SOUTH, SHORE = range(1, 7)


def place(pk: int, *names: str, within: tuple[int, ...] = ()) -> Place:
    return Place(area_id=pk, lineage=(*within, pk), names=names)


def square(west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


GAZETTEER = Gazetteer(
    places={
        one.area_id: one
        for one in [
            place(NORTH, "kaskazini", "شمال"),
            place(MBUNI, "mbuni", within=(NORTH,)),
            place(SOKO, "soko la juu", within=(NORTH,)),
            place(SOUTH, "kusini"),
            place(MBUNI_SOUTH, "mbuni", within=(SOUTH,)),
            place(SHORE, "port-aux-herons", within=(SOUTH,)),
        ]
    },
    prefixes={"SW1A": MBUNI, "114": SOKO, "11499": SHORE, "20": SOUTH},
    shapes=Shapes.of([(NORTH, square(36, -2, 1)), (MBUNI, square(36, -2, 0.5))]),
)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("Soko la Juu", Found(SOKO, NAME)),
        ("12, quai des Artisans\nPORT-AUX-HÉRONS", Found(SHORE, NAME)),
        ("شمال", Found(NORTH, NAME)),
        ("House 7, Mbuni, Kaskazini", Found(MBUNI, NAME)),
        ("House 7, Mbuni, Kusini", Found(MBUNI_SOUTH, NAME)),
        ("Flat 3\nSW1A 1AA", Found(MBUNI, POSTCODE)),
        ("Flat 3\nsw1a1aa Mbuni", Found(MBUNI, POSTCODE)),
        ("7 Lake Lane\n114 55 Anytown", Found(SOKO, POSTCODE)),
        ("7 Lake Lane\n11499 Anytown", Found(SHORE, POSTCODE)),
        ("2051 Anytown, Port-aux-Hérons", Found(SHORE, NAME)),
        ("near the well: -1.7512, 36.2219", Found(MBUNI, POINT)),
        ("-1.2512, 36.8219", Found(NORTH, POINT)),
    ],
)
def test_an_address_leads_to_the_narrowest_area_it_names(address: str, found: Found) -> None:
    assert GAZETTEER.find(address) == found


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Behind the big tree",
        "Mbuni",
        "Soko la Juu or Kusini",
        "1145 Lake Lane",
        "7 Mbuni Road, Anytown",
        "3 rue de Kusini, Anytown",
        "SW1A 1AA, Kusini",
    ],
    ids=[
        "empty",
        "no place",
        "two of that name",
        "two places",
        "a house number is no postcode",
        "a street called after a place",
        "a street called after a place, in French",
        "postcode and place contradict each other",
    ],
)
def test_what_two_areas_could_claim_or_none_stays_unknown(address: str) -> None:
    assert GAZETTEER.find(address) is None


def test_coordinates_outside_every_shape_lead_to_what_else_is_said() -> None:
    assert GAZETTEER.find("Soko la Juu, 48.1234, 11.5678") == Found(SOKO, NAME)


@given(st.text(max_size=300))
def test_whatever_is_written_it_answers(address: str) -> None:
    found = GAZETTEER.find(address)
    assert found is None or found.area_id in GAZETTEER.places


@given(st.sampled_from(["Soko la Juu", "Kaskazini"]), st.text(alphabet=" ,.\n-", max_size=5))
def test_signs_around_a_name_change_nothing(name: str, signs: str) -> None:
    assert GAZETTEER.find(f"{signs}{name.upper()}{signs}") == GAZETTEER.find(name)
