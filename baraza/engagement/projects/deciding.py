"""What a file of projects would add and complete: decided in memory, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_noop as noop

from baraza.base.agenda.models import Topic
from baraza.base.people.exchange.headed import Row, choice_called
from baraza.base.people.models import Organisation
from baraza.base.places.naming import NamedAreas
from baraza.common.bringing import Plan, RowOutcome, Told
from baraza.common.folding import fold
from baraza.common.shown import address_part
from baraza.engagement.projects.models import Project, ProjectStep, Source, Status

NO_NAME = noop("It has no name.")
UNKNOWN_AREA = noop("There is no area called so.")
SEVERAL_AREAS = noop("Several areas are called so: give its number, or “District > Village”.")
UNKNOWN_TOPIC = noop("There is no topic called so.")
UNKNOWN_BODY = noop("There is no organisation called so: add it first.")
SEVERAL_BODIES = noop("Several organisations are called so: make them one first.")
UNKNOWN_STATUS = noop("This status is not known.")
UNKNOWN_SOURCE = noop("This source of money is not known.")
NO_DAY = noop("A day must be written like 2026-05-31.")
NO_MONEY = noop("The money must be a number, like 125000 or 125000.50.")
NO_CURRENCY = noop("Money needs a currency of three letters, like KES.")
NO_POINT = noop("A place on the map needs a latitude and a longitude in degrees.")

NOT_PUBLIC = frozenset({"no", "0", "false", "non", "hapana", "لا"})
MOST_MONEY = Decimal(10) ** 14
# What a list may fill in where the office has said nothing, or nothing else.
COMPLETED = (
    "what", "area_id", "latitude", "longitude", "amount", "currency", "source", "source_name",
    "body_id", "topic_id", "began_date", "due_date", "external_id",
)  # fmt: skip


def decide(rows: Sequence[Row], *, now: datetime) -> Plan:
    """What these rows would add and fill in; changes nothing, five queries."""
    return _Deciding(now).plan(rows)


class _Deciding:
    def __init__(self, now: datetime) -> None:
        self.now = now
        known = list(Project.objects.all())
        self.slugs = {one.slug for one in known}
        self.by_number = {one.external_id: one for one in known if one.external_id}
        self.by_name: dict[tuple[str, int | None], Project] = {}
        for one in known:
            self.by_name.setdefault((fold(one.name), one.area_id), one)
        self.areas = NamedAreas()
        self.topics = {fold(one.name): one.pk for one in Topic.objects.in_use()}
        self.bodies: dict[str, set[int]] = defaultdict(set)
        for pk, name, others in Organisation.objects.current().values_list(
            "pk", "name", "other_names"
        ):
            for called in (name, *others):
                self.bodies[fold(called)].add(pk)

    def plan(self, rows: Sequence[Row]) -> Plan:
        made = Plan()
        for row in rows:
            made.told.append(self._row(row, made))
        return made

    def _row(self, row: Row, made: Plan) -> Told:
        name = row.get("name", "").strip()[:200]
        told = Told(int(row["number"]), name, RowOutcome.UNUSABLE)
        if not name:
            told.remarks.append(NO_NAME)
            return told
        values = self._values(row, told)
        status, since = self._status(row, told)
        project = self._known(name, values)
        if project is None:
            self._add(name, values, row, status, since, made)
            told.outcome = RowOutcome.ADDED
        elif project.pk is None:
            told.outcome = RowOutcome.KNOWN
        else:
            completed = self._complete(project, values, made)
            self.by_number[project.external_id] = project
            moved = self._move(project, status, since, made)
            told.outcome = RowOutcome.COMPLETED if completed or moved else RowOutcome.KNOWN
        return told

    def _known(self, name: str, values: dict[str, Any]) -> Project | None:
        number = values["external_id"]
        found = self.by_name.get((fold(name), values["area_id"]))
        if number:
            # Two of one name in one place, each with a number of its own, are two.
            other = found is not None and found.external_id not in ("", number)
            found = self.by_number.get(number) or (None if other else found)
        return found

    def _add(
        self,
        name: str,
        values: dict[str, Any],
        row: Row,
        status: Status | None,
        since: date | None,
        made: Plan,
    ) -> None:
        project = Project(
            name=name,
            slug=address_part(name, taken=self.slugs, otherwise="project"),
            status=status or Status.PROPOSED,
            status_date=since,
            is_public=fold(row.get("is_public", "")) not in NOT_PUBLIC,
            changed_at=self.now,
            **values,
        )
        made.add(project)
        if status and since:
            made.add(ProjectStep(project=project, status=status, happened_date=since))
        self.slugs.add(project.slug)
        self.by_name[fold(name), project.area_id] = project
        if project.external_id:
            self.by_number[project.external_id] = project

    def _complete(self, project: Project, values: dict[str, Any], made: Plan) -> bool:
        """What the office said outlasts a list."""
        missing = {
            name: values[name]
            for name in COMPLETED
            if values[name] not in ("", None) and getattr(project, name) in ("", None)
        }
        if "amount" in missing and project.currency not in ("", values["currency"]):
            del missing["amount"]
        if project.latitude is not None:
            missing.pop("longitude", None)
        if values["external_id"] in self.by_number:
            missing.pop("external_id", None)
        return made.change(project, **missing)

    def _move(
        self, project: Project, status: Status | None, since: date | None, made: Plan
    ) -> bool:
        """A newer status than ours is news."""
        if not status or not since or status == project.status:
            return False
        if project.status_date is not None and since <= project.status_date:
            return False
        made.change(project, status=status.value, status_date=since)
        made.add(ProjectStep(project=project, status=status, happened_date=since))
        return True

    def _values(self, row: Row, told: Told) -> dict[str, Any]:
        amount, currency = self._money(row, told)
        latitude, longitude = self._point(row, told)
        source = choice_called(Source, row.get("source", "")) if row.get("source") else ""
        if source is None:
            told.remarks.append(UNKNOWN_SOURCE)
        return {
            "what": row.get("what", ""),
            "area_id": self._one(
                self.areas.called(row["area"]) if row.get("area") else None,
                told, UNKNOWN_AREA, SEVERAL_AREAS,
            ),
            "body_id": self._one(
                self.bodies.get(fold(row["body"]), set()) if row.get("body") else None,
                told, UNKNOWN_BODY, SEVERAL_BODIES,
            ),
            "topic_id": self._topic(row, told),
            "latitude": latitude,
            "longitude": longitude,
            "amount": amount,
            "currency": currency,
            "source": source.value if source else "",
            "source_name": row.get("source_name", "")[:200],
            "began_date": _day(row.get("began_date", ""), told),
            "due_date": _day(row.get("due_date", ""), told),
            "external_id": row.get("external_id", "")[:100],
        }  # fmt: skip

    def _one(self, found: Any, told: Told, unknown: str, several: str) -> int | None:
        if found is None:
            return None
        if len(found) != 1:
            told.remarks.append(several if found else unknown)
            return None
        return next(iter(found))

    def _topic(self, row: Row, told: Told) -> int | None:
        if not row.get("topic"):
            return None
        topic = self.topics.get(fold(row["topic"]))
        if topic is None:
            told.remarks.append(UNKNOWN_TOPIC)
        return topic

    def _status(self, row: Row, told: Told) -> tuple[Status | None, date | None]:
        since = _day(row.get("status_date", ""), told)
        if not row.get("status"):
            return None, None
        status = choice_called(Status, row["status"])
        if status is None:
            told.remarks.append(UNKNOWN_STATUS)
        return status, since

    def _money(self, row: Row, told: Told) -> tuple[Decimal | None, str]:
        currency = row.get("currency", "").strip().upper()
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            told.remarks.append(NO_CURRENCY)
            currency = ""
        if not row.get("amount"):
            return None, currency
        try:
            amount = Decimal(row["amount"].replace(" ", "").replace("\u00a0", ""))
        except InvalidOperation:
            amount = None
        if amount is None or not amount.is_finite() or not 0 <= amount < MOST_MONEY:
            told.remarks.append(NO_MONEY)
            return None, currency
        if not currency:
            told.remarks.append(NO_CURRENCY)
            return None, ""
        return amount.quantize(Decimal("0.01")), currency

    def _point(self, row: Row, told: Told) -> tuple[float | None, float | None]:
        given = [row.get("latitude", ""), row.get("longitude", "")]
        if not any(given):
            return None, None
        try:
            latitude, longitude = map(float, given)
        except ValueError:
            latitude = longitude = 999.0
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            told.remarks.append(NO_POINT)
            return None, None
        return latitude, longitude


def _day(words: str, told: Told) -> date | None:
    if not words:
        return None
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        told.remarks.append(NO_DAY)
        return None
