"""Areas changed by hand keep their history, and each change is undone."""

from datetime import date, datetime

import pytest

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.people.actions.placing import set_area
from baraza.base.places.actions import by_hand
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area, AreaChange
from baraza.base.places.queries import areas_within, gazetteer
from tests.base.places.actions.test_importing import TREE, take
from tests.people import somebody

DAY = date(2026, 5, 4)


@pytest.fixture
def tree(office: Office, now: datetime) -> dict[str, Area]:
    take(TREE, now)
    return {area.name: area for area in Area.objects.all()}


def test_an_area_added_by_hand_is_found_by_its_name(
    tree: dict[str, Area], staff: User, now: datetime
) -> None:
    area = by_hand.add_area(
        name="Ziwani", kind=AreaKind.VILLAGE, parent=tree["Mbuni"], by=staff, now=now
    )
    assert area.lineage == [tree["Kaskazini"].pk, tree["Mbuni"].pk, area.pk]
    assert gazetteer(day=DAY).find("Ziwani").area_id == area.pk
    with pytest.raises(by_hand.NameTaken):
        by_hand.add_area(
            name="ZIWANI", kind=AreaKind.VILLAGE, parent=tree["Mbuni"], by=staff, now=now
        )

    assert by_hand.undo_change(change=AreaChange.objects.get(), by=staff, now=now) is None
    assert not Area.objects.filter(name="Ziwani").exists()


def test_an_area_somebody_lives_in_is_not_taken_away(
    tree: dict[str, Area], staff: User, now: datetime
) -> None:
    area = by_hand.add_area(name="Ziwani", kind=AreaKind.VILLAGE, parent=None, by=staff, now=now)
    set_area(person=somebody("Amani"), area=area, by=staff)

    with pytest.raises(by_hand.CannotUndo):
        by_hand.undo_change(change=AreaChange.objects.get(), by=staff, now=now)
    assert Area.objects.filter(pk=area.pk).exists()


def test_a_new_name_leads_to_it_and_the_old_one_still_does(
    tree: dict[str, Area], staff: User, now: datetime
) -> None:
    mbuni = tree["Mbuni"]
    change = by_hand.change_place(
        area=mbuni, name="Mbuni Mpya", kind=AreaKind.WARD, parent=mbuni.parent, by=staff, now=now
    )
    for address in ("Mbuni", "Mbuni Mpya"):
        assert gazetteer(day=DAY).find(address).area_id == mbuni.pk

    by_hand.undo_change(change=change, by=staff, now=now)

    mbuni.refresh_from_db()
    assert (mbuni.name, mbuni.other_names) == ("Mbuni", [])


def test_what_lies_in_an_area_moves_with_it_and_back(
    tree: dict[str, Area], staff: User, now: datetime
) -> None:
    mbuni, kusini = tree["Mbuni"], tree["Kusini"]
    village = by_hand.add_area(
        name="Ziwani", kind=AreaKind.VILLAGE, parent=mbuni, by=staff, now=now
    )
    change = by_hand.change_place(
        area=mbuni, name="Mbuni", kind=AreaKind.WARD, parent=kusini, by=staff, now=now
    )
    assert village in areas_within(areas=[kusini.pk])

    by_hand.undo_change(change=change, by=staff, now=now)

    assert village not in areas_within(areas=[kusini.pk])
    assert village in areas_within(areas=[tree["Kaskazini"].pk])


def test_an_area_cannot_lie_in_what_lies_in_it(
    tree: dict[str, Area], staff: User, now: datetime
) -> None:
    with pytest.raises(by_hand.WithinItself):
        by_hand.change_place(
            area=tree["Kaskazini"], name="Kaskazini", kind=AreaKind.DISTRICT,
            parent=tree["Mbuni"], by=staff, now=now,
        )  # fmt: skip
    same = tree["Mbuni"]
    nothing = by_hand.change_place(
        area=same, name=same.name, kind=AreaKind.WARD, parent=same.parent, by=staff, now=now
    )
    assert nothing is None
    assert not AreaChange.objects.exists()


def test_an_ended_area_keeps_its_people_and_hands_on_what_lay_in_it(
    tree: dict[str, Area], staff: User, now: datetime
) -> None:
    mbuni, tosa = tree["Mbuni"], tree["Tosa"]
    village = by_hand.add_area(
        name="Ziwani", kind=AreaKind.VILLAGE, parent=mbuni, by=staff, now=now
    )
    person = somebody("Amani")
    set_area(person=person, area=mbuni, by=staff)

    change = by_hand.end_area(area=mbuni, day=DAY, successors=[tosa], by=staff, now=now)

    person.refresh_from_db()
    village.refresh_from_db()
    assert person.area == mbuni
    assert village.parent == tosa
    assert mbuni not in Area.objects.in_force(DAY)
    # Whoever lived in the old one counts as living in what came after it.
    assert mbuni in areas_within(areas=[tosa.pk])

    by_hand.undo_change(change=change, by=staff, now=now)

    village.refresh_from_db()
    assert village.parent == mbuni
    assert mbuni in Area.objects.in_force(DAY)
    assert mbuni not in areas_within(areas=[tosa.pk])


def test_only_the_last_change_is_undone(tree: dict[str, Area], staff: User, now: datetime) -> None:
    mbuni = tree["Mbuni"]
    first, _last = (
        by_hand.change_place(
            area=mbuni, name=name, kind=AreaKind.WARD, parent=mbuni.parent, by=staff, now=now
        )
        for name in ("One", "Two")
    )
    with pytest.raises(by_hand.CannotUndo):
        by_hand.undo_change(change=first, by=staff, now=now)
    mbuni.refresh_from_db()
    assert mbuni.name == "Two"
