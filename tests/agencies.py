"""Agencies and support for tests."""

from datetime import datetime
from typing import Any

from baraza.base.places.actions.by_hand import add_area
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area
from baraza.engagement.casework.actions.agencies import AboutAgency, add_agency
from baraza.engagement.casework.actions.programmes import AboutProgramme, save_programme
from baraza.engagement.casework.models import Agency, Level, Programme


def an_agency(name: str, *, now: datetime, level: Level = Level.NATIONAL, **about: Any) -> Agency:
    """A new organisation that is in the directory."""
    return add_agency(name=name, about=AboutAgency(level=level, **about), by=None, now=now)


def support(name: str, *, now: datetime, **about: Any) -> Programme:
    """Something one can apply for."""
    words = {"what": f"{name}: 40 a month", "who": "Whoever is over 60", **about}
    return save_programme(about=AboutProgramme(name=name, **words), by=None, now=now)


def an_area(name: str, *, now: datetime, parent: Area | None = None, kind: str = "ward") -> Area:
    """A new area, in another one where that is given."""
    area = add_area(name=name, kind=AreaKind(kind), parent=parent, by=None, now=now)
    area.refresh_from_db()
    return area
