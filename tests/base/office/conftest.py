"""An office with places and people who attend it."""

from collections.abc import Callable
from datetime import date, time

import pytest

from baraza.base.accounts.models import Role, User
from baraza.base.office.actions.attendance import attend
from baraza.base.office.actions.locations import add_location, set_week
from baraza.base.office.models import Location, Way
from baraza.base.office_register.models import Office
from tests.staff import member_of_staff

MONDAY = date(2026, 5, 4)


@pytest.fixture
def place(office: Office) -> Location:
    """Open from Monday to Friday, nine to five."""
    added = add_location(name="Hill Road")
    set_week(location=added, week={day: [(time(9), time(17))] for day in range(5)})
    return added


@pytest.fixture
def colleague(office: Office) -> User:
    return member_of_staff(
        email="omar@highlands.example", name="Omar Said", roles=[Role.CASEWORKER]
    )


@pytest.fixture
def attends(staff: User) -> Callable[..., None]:
    """Lets somebody attend a way in on Mondays from nine to twelve, or as said."""

    def begin(way: Way, user: User | None = None, weekdays: tuple[int, ...] = (0,)) -> None:
        attend(user=user or staff, way=way, weekdays=weekdays, spans=[(time(9), time(12))])

    return begin
