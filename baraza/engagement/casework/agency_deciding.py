"""What a file of agencies would add to the directory: decided in memory, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from baraza.base.people.actions.organisations import About
from baraza.base.people.exchange.headed import Row
from baraza.base.people.models import Organisation
from baraza.base.places.naming import NamedAreas
from baraza.common.folding import fold
from baraza.engagement.casework.agency_files import level_called
from baraza.engagement.casework.models import (
    ORGANISATION_KIND,
    Agency,
    AgencyContact,
    CaseKind,
    Level,
    Responsibility,
)

NO_NAME = noop("It has no name.")
SEVERAL_NAMED = noop("Several organisations are called so: make them one first.")
UNKNOWN_LEVEL = noop("This level is not known.")
UNKNOWN_KIND = noop("There is no kind of case called so.")
UNKNOWN_AREA = noop("There is no area called so.")
SEVERAL_AREAS = noop("Several areas are called so: give its number, or “District > Village”.")
NO_ADDRESS = noop("This is no e-mail address.")
NO_WEBSITE = noop("This is no address of a website.")
NO_DAY = noop("The day of confirmation must be written like 2026-05-31.")

NOT_PUBLIC = frozenset({"no", "0", "false", "non", "nein", "hapana", "لا"})
# An organisation that is known by its id, one to be made by its name, folded.
Key = int | str


class RowOutcome(models.TextChoices):
    ADDED = "added", _("Added")
    COMPLETED = "completed", _("Already known, completed")
    KNOWN = "known", _("Already here")
    UNUSABLE = "unusable", _("Could not be used")


@dataclass(slots=True)
class Told:
    """What becomes of one row; `remarks` are msgids."""

    number: int
    name: str
    outcome: RowOutcome
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Rows to be made, and what rows of ours learn."""

    told: list[Told] = field(default_factory=list)
    organisations: dict[str, About] = field(default_factory=dict)
    agencies: dict[Key, dict[str, Any]] = field(default_factory=dict)
    responsibilities: list[tuple[Key, int, int | None, str]] = field(default_factory=list)
    contacts: list[tuple[Key, dict[str, Any]]] = field(default_factory=list)
    # Rows of ours that learn something: what they were and what they become.
    filled: dict[tuple[str, int], dict[str, tuple[Any, Any]]] = field(default_factory=dict)


def decide(rows: Sequence[Row]) -> Plan:
    """What these rows would add and fill in; changes nothing, seven queries."""
    return _Deciding().plan(rows)


class _Deciding:
    """What is known, and what a row adds to it; the rows before count as known."""

    def __init__(self) -> None:
        self.named: dict[str, set[Key]] = defaultdict(set)
        for pk, name, others in Organisation.objects.current().values_list(
            "pk", "name", "other_names"
        ):
            for one in (name, *others):
                self.named[fold(one)].add(pk)
        self.agencies = {agency.organisation_id: agency for agency in Agency.objects.all()}
        self.responsible: set[tuple[Key, int, int | None, str]] = {
            (organisation, kind, area, fold(what))
            for organisation, kind, area, what in Responsibility.objects.values_list(
                "agency__organisation", "kind", "area", "what"
            )
        }
        self.contacts: dict[tuple[Key, str], AgencyContact | dict[str, Any]] = {}
        for contact in AgencyContact.objects.select_related("agency"):
            words = {name: getattr(contact, name) for name in ("name", "email", "phone")}
            self.contacts[contact.agency.organisation_id, _mark(words)] = contact
        self.kinds = {
            fold(name): kind.pk
            for kind in CaseKind.objects.order_by("-retired_at", "-pk")
            for name in (kind.name, *(said.get("name", "") for said in kind.translations.values()))
            if name
        }
        self.areas = NamedAreas()

    def plan(self, rows: Sequence[Row]) -> Plan:
        made = Plan()
        for row in rows:
            made.told.append(self._row(row, made))
        return made

    def _row(self, row: Row, made: Plan) -> Told:
        told = Told(int(row["number"]), row.get("name", ""), RowOutcome.UNUSABLE)
        name = row.get("name", "").strip()[:200]
        if not name:
            told.remarks.append(NO_NAME)
            return told
        found = self.named.get(fold(name), set())
        if len(found) > 1:
            told.remarks.append(SEVERAL_NAMED)
            return told
        about = self._about(row, told)
        is_new = not found
        key = next(iter(found)) if found else self._organisation(name, row, about, made, told)
        added, completed = is_new, False
        if isinstance(key, int) and key in self.agencies:
            completed = self._complete(self.agencies[key], about, made)
        elif key in made.agencies:
            for name, value in about.items():
                made.agencies[key][name] = made.agencies[key].get(name) or value
        else:
            made.agencies[key] = {"level": Level.NATIONAL, **about}
            added = True
        added |= self._responsibility(key, row, made, told)
        new_contact, changed_contact = self._contact(key, row, made, told)
        if added or new_contact:
            told.outcome = RowOutcome.ADDED
        elif completed or changed_contact:
            told.outcome = RowOutcome.COMPLETED
        elif not told.remarks:
            told.outcome = RowOutcome.KNOWN
        return told

    def _about(self, row: Row, told: Told) -> dict[str, Any]:
        about: dict[str, Any] = {}
        if said := row.get("level"):
            if level := level_called(said):
                about["level"] = level
            else:
                told.remarks.append(UNKNOWN_LEVEL)
        for name, longest in (
            ("what_for", 10_000),
            ("phone", 50),
            ("hours", 200),
            ("how_it_really_goes", 10_000),
        ):
            if row.get(name):
                about[name] = row[name][:longest]
        if row.get("is_public"):
            about["is_public"] = fold(row["is_public"]) not in NOT_PUBLIC
        return about

    def _organisation(
        self, name: str, row: Row, about: dict[str, Any], made: Plan, told: Told
    ) -> str:
        key = fold(name)
        website = row.get("website", "")
        if website and not _is_website(website):
            told.remarks.append(NO_WEBSITE)
            website = ""
        made.organisations[key] = About(
            name=name,
            kind=ORGANISATION_KIND[about.get("level", Level.NATIONAL)],
            other_names=tuple(row.get("other_names", "").split(";")),
            address=row.get("address", ""),
            website=website,
        )
        self.named[key].add(key)
        return key

    def _complete(self, agency: Agency, about: dict[str, Any], made: Plan) -> bool:
        changes = made.filled.setdefault(("agency", agency.pk), {})
        before = len(changes)
        for name in ("what_for", "phone", "hours", "how_it_really_goes"):
            if about.get(name) and not getattr(agency, name) and name not in changes:
                changes[name] = ("", about[name])
        if not changes:
            del made.filled["agency", agency.pk]
        return len(changes) > before

    def _responsibility(self, key: Key, row: Row, made: Plan, told: Told) -> bool:
        if not row.get("kind"):
            return False
        kind = self.kinds.get(fold(row["kind"]))
        if kind is None:
            told.remarks.append(UNKNOWN_KIND)
            return False
        area = None
        if row.get("area"):
            areas = self.areas.called(row["area"])
            if len(areas) != 1:
                told.remarks.append(SEVERAL_AREAS if areas else UNKNOWN_AREA)
                return False
            [area] = areas
        what = row.get("what", "")[:200]
        mark = (key, kind, area, fold(what))
        if mark in self.responsible:
            return False
        self.responsible.add(mark)
        made.responsibilities.append((key, kind, area, what))
        return True

    def _contact(self, key: Key, row: Row, made: Plan, told: Told) -> tuple[bool, bool]:
        """Whether somebody new is there, and whether somebody known is known better."""
        words: dict[str, Any] = {
            name: row.get(f"contact_{name}", "")[:longest]
            for name, longest in (("name", 200), ("role", 200), ("email", 254), ("phone", 50))
        }
        if words["email"] and not _is_address(words["email"]):
            told.remarks.append(NO_ADDRESS)
            words["email"] = ""
        mark = _mark(words)
        if not mark:
            return False, False
        words["confirmed_date"] = _day(row.get("contact_confirmed", ""), told)
        known = self.contacts.get((key, mark))
        if known is None:
            made.contacts.append((key, words))
            self.contacts[key, mark] = words
            return True, False
        if isinstance(known, dict):
            for name, value in words.items():
                known[name] = known[name] or value
            return False, False
        changes = made.filled.setdefault(("contact", known.pk), {})
        before = len(changes)
        for name in ("name", "role", "email", "phone"):
            if words[name] and not getattr(known, name) and name not in changes:
                changes[name] = ("", words[name])
        ours, theirs = known.confirmed_date, words["confirmed_date"]
        if theirs and (ours is None or theirs > ours) and "confirmed_date" not in changes:
            changes["confirmed_date"] = (ours, theirs)
        if not changes:
            del made.filled["contact", known.pk]
        return False, len(changes) > before


def _mark(words: dict[str, Any]) -> str:
    """What somebody is known again by: their name with their address, else with their number.
    Several people may share either."""
    where = words["email"].casefold() or "".join(filter(str.isdecimal, words["phone"]))
    name = fold(words["name"])
    return f"{name} {where}".strip()


def _day(words: str, told: Told) -> date | None:
    if not words:
        return None
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        told.remarks.append(NO_DAY)
        return None


def _is_address(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True


def _is_website(words: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(words)
    except ValidationError:
        return False
    return True
