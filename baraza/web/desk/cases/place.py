"""Where the reader is among the cases: which ones, and from where on."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.common.numbers import is_number
from baraza.engagement.casework.models import Case, Urgency
from baraza.engagement.casework.queries.board import After, Question, after_of
from baraza.engagement.casework.queries.next_steps import NextStep

QUESTIONS: dict[str, str | Promise] = {
    "open": _("Whose trouble needs us?"),
    "new": _("What is to be decided?"),
    "working": _("What are we working on?"),
    "closed": _("What have we closed?"),
    "all": _("Which cases are there?"),
    "archive": _("What was closed a year ago or before?"),
}
TABS: dict[str, str | Promise] = {
    "open": _("Open"),
    "closed": _("Closed"),
    "all": _("All"),
    "archive": _("Archive"),
}
LONGEST_SEARCH = 200


# What an address may say besides the state and the words searched; anything else is not heard.
FILTERS: Mapping[str, Callable[[str], bool]] = {
    "mine": "1".__eq__,
    "nobody": "1".__eq__,
    "to": is_number,
    "kind": is_number,
    "urgency": lambda value: is_number(value) and int(value) in Urgency.values,
    "agency": is_number,
    "area": is_number,
    "person": is_number,
    "pattern": is_number,
    "late": {"them", "agency", "any"}.__contains__,
    "stuck": "1".__eq__,
    "reopened": "1".__eq__,
    "step": lambda value: value in NextStep.values,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Read from an address; nonsense in it falls back to the start."""

    state: str = "open"
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    after: After | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        """The place a request names."""
        return cls.saying(request.GET)

    @classmethod
    def saying(cls, parts: QueryDict | Mapping[str, str]) -> Place:
        """The place that the parts of an address name."""
        state = parts.get("state", "open")
        return cls(
            state=state if state in QUESTIONS else "open",
            search=parts.get("search", "").replace("\0", "")[:LONGEST_SEARCH],
            filters={
                name: value
                for name, fits in FILTERS.items()
                if (value := parts.get(name, "")) and fits(value)
            },
            after=_read_cursor(parts.get("after", "")),
        )

    @property
    def question(self) -> str | Promise:
        """What this list answers, as a person would ask it."""
        return QUESTIONS[self.state]

    def asks(self, user: User) -> Question:
        """The same for the domain; `user` is who "mine" means."""
        said = self.filters
        return Question(
            state=self.state,
            search=self.search,
            assigned_to=user.pk if "mine" in said else _number(said.get("to")),
            is_unassigned="nobody" in said,
            kind_id=_number(said.get("kind")),
            urgency=_number(said.get("urgency")),
            organisation_id=_number(said.get("agency")),
            area_id=_number(said.get("area")),
            person_id=_number(said.get("person")),
            pattern_id=_number(said.get("pattern")),
            late=said.get("late", ""),
            is_stuck="stuck" in said,
            is_reopened="reopened" in said,
            step=said.get("step", ""),
        )

    @property
    def parts(self) -> dict[str, str]:
        """What an address says of it, but for how far down the list."""
        parts = ({"state": self.state} if self.state != "open" else {}) | dict(self.filters)
        return parts | ({"search": self.search} if self.search else {})

    @property
    def here(self) -> str:
        """The part of an address that leads back to this list, or empty at the start."""
        return f"?{urlencode(self.parts)}" if self.parts else ""

    @property
    def list_url(self) -> str:
        """The list itself."""
        return reverse("desk:cases") + self.here

    def but(self, **changed: str) -> Place:
        """The same list with some filters set, or (empty) taken away."""
        kept = {name: value for name, value in self.filters.items() if name not in changed}
        return replace(self, filters=kept | {n: v for n, v in changed.items() if v}, after=None)

    def further_than(self, last: Case, question: Question) -> str:
        """The address of the rows after this one."""
        cursor = _write_cursor(after_of(last, question))
        return f"{self.list_url}{'&' if self.here else '?'}after={cursor}"


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _write_cursor(after: After) -> str:
    text = f"{after.urgency}|{after.moment.isoformat()}|{after.number}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> After | None:
    try:
        parts = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        urgency, moment, number = parts
        when = datetime.fromisoformat(moment)
        return After(int(urgency), when, int(number)) if when.tzinfo else None
    except (ValueError, binascii.Error):
        return None
