"""Where a demonstration office is, who attends which way in, and what it works with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from baraza.base.accounts.models import User
from baraza.base.office.actions.attendance import attend, set_entrance
from baraza.base.office.actions.locations import (
    add_location,
    add_stops,
    change_location,
    repeated,
    set_week,
)
from baraza.base.office.actions.resources import protect, save_resource, set_time_budget
from baraza.base.office.models import Called, Location, Resource, Way, Where
from baraza.base.office.queries import zone
from baraza.base.office.typed_hours import read_hours
from baraza.flows.demo.content import OfficeContent
from baraza.flows.portal import reckon

_DATA = files(__package__) / "data"
FACTS = (
    "kind",
    "address",
    "latitude",
    "longitude",
    "step_free",
    "accessible_toilet",
    "hearing_loop",
    "by_appointment",
    "travel_minutes",
    "longest_travel_minutes",
    "monthly_cost",
)
STOPS_AHEAD = 6


def fill_offices(content: OfficeContent, now: datetime) -> None:
    """Offices with their hours, attendance, resources and the member's week."""
    path = _DATA / content.slug / "offices.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    first = content.languages[0]
    for one in told["offices"]:
        _office(one, first, now)
    people = User.objects.in_bulk([one.email for one in content.staff], field_name="email")
    by_key = {one.key: people[one.email] for one in content.staff}
    for one in told.get("ways", []):
        way = Way(one["way"])
        set_entrance(way=way, hours_needed=one.get("hours_needed"), limit=one.get("limit"))
        for each in one.get("attend", []):
            spans = read_hours(each["hours"])
            attend(user=by_key[each["who"]], way=way, weekdays=each["days"], spans=spans)
    for one in told.get("resources", []):
        _resource(one, first)
    if "budget" in told:
        set_time_budget(
            hours={
                (where, called): told["budget"].get(f"{where}_{called}", 0)
                for where in Where
                for called in Called
            }
        )
    for one in told.get("protected", []):
        [(opens, closes)] = read_hours(one["hours"])
        protect(weekday=one["weekday"], opens=opens, closes=closes, purpose=one["purpose"])
    reckon(now=now)


def _office(one: Mapping[str, Any], first: str, now: datetime) -> None:
    words = {
        field: one.get(field, {}) for field in ("name", "directions", "access_note", "neutral_note")
    }
    location = add_location(
        **{field: said.get(first, "") for field, said in words.items()},
        **{field: one[field] for field in FACTS if field in one},
        is_neutral=one.get("neutral", False),
        is_considered=one.get("considered", False),
    )
    change_location(location=location, words=_others(words, first))
    week = {int(day): read_hours(hours) for day, hours in one.get("week", {}).items()}
    set_week(location=location, week=week)
    for stop in one.get("stops", []):
        _stops(location, stop, now)


def _stops(location: Location, stop: Mapping[str, Any], now: datetime) -> None:
    today = now.astimezone(zone()).date()
    first = today + timedelta(days=(stop["weekday"] - today.weekday()) % 7 or 7)
    [(opens, closes)] = read_hours(stop["hours"])
    add_stops(
        location=location,
        dates=repeated(first=first, every_weeks=stop["every_weeks"], times=STOPS_AHEAD),
        opens=opens,
        closes=closes,
        place=stop["place"],
        partners=stop.get("partners", ""),
    )


def _resource(one: Mapping[str, Any], first: str) -> None:
    words = {field: one.get(field, {}) for field in ("name", "used_for")}
    save_resource(
        resource=Resource(
            source=one["source"],
            amount=one.get("amount"),
            unit=one.get("unit", ""),
            is_public=one.get("public", False),
            **{field: said.get(first, "") for field, said in words.items()},
        ),
        words=_others(words, first),
    )


def _others(words: Mapping[str, Mapping[str, str]], first: str) -> dict[str, dict[str, str]]:
    """Language → field → words, of all but the first."""
    languages = {language for said in words.values() for language in said} - {first}
    return {
        language: {field: said[language] for field, said in words.items() if language in said}
        for language in sorted(languages)
    }
