"""What a file of the media list would add and complete: decided in memory, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop as noop

from baraza.base.people.exchange.headed import Row, choice_called
from baraza.common.bringing import Plan, RowOutcome, Told
from baraza.common.folding import fold
from baraza.engagement.press.models import MediaContact, Outlet, OutletKind, Reach

NO_NAME = noop("It names no outlet.")
UNKNOWN_KIND = noop("This kind of outlet is not known: it was taken for a newspaper.")
UNKNOWN_REACH = noop("This reach is not known.")
NO_ADDRESS = noop("The e-mail address is none.")
NO_DAY = noop("A day must be written like 2026-05-31.")
ELSEWHERE = noop("Somebody at another outlet has this address.")
COMPLETED = ("name", "role", "phone", "confirmed_date")


def decide(rows: Sequence[Row], *, now: datetime) -> Plan:
    """What these rows would add and fill in; changes nothing, two queries."""
    return _Deciding(now).plan(rows)


class _Deciding:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.outlets = {fold(one.name): one for one in Outlet.objects.all()}
        contacts = MediaContact.objects.select_related("outlet")
        self.contacts = {one.email.lower(): one for one in contacts if one.email}
        self.unaddressed = {
            (fold(one.outlet.name), fold(one.name)) for one in contacts if not one.email
        }

    def plan(self, rows: Sequence[Row]) -> Plan:
        made = Plan()
        for row in rows:
            made.told.append(self._row(row, made))
        return made

    def _row(self, row: Row, made: Plan) -> Told:
        called = row.get("outlet", "").strip()[:200]
        told = Told(int(row["number"]), called, RowOutcome.UNUSABLE)
        if not called:
            told.remarks.append(NO_NAME)
            return told
        outlet = self.outlets.get(fold(called))
        is_new = outlet is None
        if outlet is None:
            outlet = self._outlet(called, row, told, made)
        kept = self._contact(outlet, row, told, made)
        told.outcome = RowOutcome.ADDED if is_new else kept
        return told

    def _outlet(self, name: str, row: Row, told: Told, made: Plan) -> Outlet:
        kind = choice_called(OutletKind, row["kind"]) if row.get("kind") else None
        if row.get("kind") and kind is None:
            told.remarks.append(UNKNOWN_KIND)
        reach = choice_called(Reach, row["reach"]) if row.get("reach") else None
        if row.get("reach") and reach is None:
            told.remarks.append(UNKNOWN_REACH)
        website = row.get("website", "")[:300]
        outlet = Outlet(
            name=name,
            kind=kind or OutletKind.PAPER,
            language=row.get("language", "")[:10],
            reach=reach or "",
            website=website if website.startswith(("https://", "http://")) else "",
            changed_at=self.now,
        )
        made.add(outlet)
        self.outlets[fold(name)] = outlet
        return outlet

    def _contact(self, outlet: Outlet, row: Row, told: Told, made: Plan) -> RowOutcome:
        email = self._address(row, told)
        values = {
            "name": row.get("name", "")[:200],
            "role": row.get("role", "")[:200],
            "phone": row.get("phone", "")[:50],
            "confirmed_date": self._day(row, told),
        }
        if not (email or values["name"] or values["phone"]):
            return RowOutcome.KNOWN
        known = self.contacts.get(email) if email else None
        if known is None:
            bare = (fold(outlet.name), fold(values["name"]))
            if not email and bare in self.unaddressed:
                return RowOutcome.KNOWN
            contact = MediaContact(outlet=outlet, email=email, changed_at=self.now, **values)
            made.add(contact)
            if email:
                self.contacts[email] = contact
            else:
                self.unaddressed.add(bare)
            return RowOutcome.ADDED
        if fold(known.outlet.name) != fold(outlet.name):
            told.remarks.append(ELSEWHERE)
            return RowOutcome.KNOWN
        # What the office said outlasts a list.
        missing = {
            name: values[name] for name in COMPLETED if values[name] and not getattr(known, name)
        }
        if known.pk is None:
            return RowOutcome.KNOWN
        return RowOutcome.COMPLETED if made.change(known, **missing) else RowOutcome.KNOWN

    @staticmethod
    def _address(row: Row, told: Told) -> str:
        email = row.get("email", "").strip().lower()
        try:
            if email:
                validate_email(email)
        except ValidationError:
            told.remarks.append(NO_ADDRESS)
            return ""
        return email

    @staticmethod
    def _day(row: Row, told: Told) -> date | None:
        words = row.get("confirmed_date", "")
        try:
            return date.fromisoformat(words[:10]) if words else None
        except ValueError:
            told.remarks.append(NO_DAY)
            return None
