"""Who looks after what in a demonstration office, and what support there is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from baraza.base.people.actions.consent import give_consent, set_wording
from baraza.base.people.models import HowGiven, Organisation, Person, Purpose
from baraza.base.places.models import Area
from baraza.engagement.casework.actions.agencies import (
    AboutAgency,
    add_agency,
    add_responsibility,
    ask_whether_it_helped,
    save_contact,
)
from baraza.engagement.casework.actions.programmes import AboutProgramme, save_programme
from baraza.engagement.casework.models import Agency, Case, Decision, Level, WayForward
from baraza.flows.demo.case_content import kind_of
from baraza.flows.demo.content import OfficeContent, seeded

_DATA = files(__package__) / "data"
AGREE_SHARE = 0.5
WORDS = ("name", "what", "who", "documents", "how")


def give_support(content: OfficeContent, now: datetime) -> None:
    """After the cases: the rest of the directory, the guide, and who wants to hear of support."""
    told = load_support(content.slug)
    areas = {area.code: area for area in Area.objects.exclude(code="")}
    first = content.languages[0]
    for one in told.get("known", []):
        Agency.objects.filter(organisation__name=one["name"]).update(
            translations=_turned({name: one.get(name, {}) for name in ("what_for", "hours")}, first)
        )
    for one in told["agencies"]:
        _agency(one, first, areas, now)
    for one in told["programmes"]:
        _programme(one, first, areas, now)
    set_wording(purpose=Purpose.SUPPORT, texts=told["wording"], now=now)
    for person in Person.objects.filter(pk__in=Case.objects.values("person")).order_by("pk"):
        if seeded("support", person.name).random() < AGREE_SHARE:
            give_consent(person=person, purpose=Purpose.SUPPORT, how_given=HowGiven.PAPER, now=now)
    for decision in Decision.objects.filter(way=WayForward.REFER):
        ask_whether_it_helped(decision=decision, now=decision.made_at)


def load_support(slug: str) -> dict[str, Any]:
    """What stands in ``data/<slug>/support.toml``."""
    return tomllib.loads((_DATA / slug / "support.toml").read_text(encoding="utf-8"))


def _agency(one: dict[str, Any], first: str, areas: Mapping[str, Area], now: datetime) -> None:
    agency = add_agency(
        name=one["name"],
        about=AboutAgency(
            level=Level(one["level"]),
            what_for=one["what_for"][first],
            phone=one["phone"],
            hours=one["hours"][first],
            how_it_really_goes=one["how_it_really_goes"],
            translations=_turned({name: one[name] for name in ("what_for", "hours")}, first),
        ),
        by=None,
        now=now,
    )
    for duty in one["looks_after"]:
        add_responsibility(
            agency=agency,
            kind=kind_of(duty["kind"]),
            area=areas[duty["area"]] if "area" in duty else None,
            what=duty.get("what", ""),
            by=None,
            now=now,
        )
    confirmed = (now - timedelta(days=one["confirmed_days"])).date()
    save_contact(agency=agency, confirmed_date=confirmed, by=None, now=now, **one["contact"])


def _programme(one: dict[str, Any], first: str, areas: Mapping[str, Area], now: datetime) -> None:
    days = one.get("deadline_days")
    save_programme(
        about=AboutProgramme(
            **{name: one[name][first] for name in WORDS},
            website=one["website"],
            deadline_date=(now + timedelta(days=days)).date() if days else None,
            organisation=Organisation.objects.filter(name=one["given_by"]).first(),
            area=areas[one["area"]] if "area" in one else None,
            kinds=[kind_of(key) for key in one["kinds"]],
            translations=_turned({name: one[name] for name in WORDS}, first),
        ),
        by=None,
        now=now,
    )


def _turned(words: Mapping[str, Mapping[str, Any]], first: str) -> dict[str, dict[str, Any]]:
    """Field → language → words, as language → field → words; the first language left out."""
    turned: dict[str, dict[str, Any]] = {}
    for name, said in words.items():
        for code, text in said.items():
            if code != first:
                turned.setdefault(code, {})[name] = text
    return turned
