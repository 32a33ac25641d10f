"""Where the reader is among the cases: which ones, and from where on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.engagement.casework.queries.board import Question

QUESTIONS: dict[str, str | Promise] = {
    "open": _("Whose trouble needs us?"),
    "closed": _("What have we closed?"),
    "all": _("Which cases are there?"),
}
TABS: dict[str, str | Promise] = {"open": _("Open"), "closed": _("Closed"), "all": _("All")}


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 18


FILTERS: Mapping[str, Callable[[str], bool]] = {
    "mine": "1".__eq__,
    "nobody": "1".__eq__,
    "kind": _is_number,
    "person": _is_number,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Read from an address; nonsense in it falls back to the start."""

    state: str = "open"
    filters: Mapping[str, str] = field(default_factory=dict)

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
            filters={
                name: value
                for name, fits in FILTERS.items()
                if (value := parts.get(name, "")) and fits(value)
            },
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
            assigned_to=user.pk if "mine" in said else None,
            is_unassigned="nobody" in said,
            kind_id=_number(said.get("kind")),
            person_id=_number(said.get("person")),
        )

    @property
    def parts(self) -> dict[str, str]:
        """What an address says of it, but for how far down the list."""
        return ({"state": self.state} if self.state != "open" else {}) | dict(self.filters)

    @property
    def here(self) -> str:
        """The part of an address that leads back to this list, or empty at the start."""
        return f"?{urlencode(self.parts)}" if self.parts else ""

    @property
    def list_url(self) -> str:
        """The list itself."""
        return reverse("desk:cases") + self.here


def _number(text: str | None) -> int | None:
    return int(text) if text else None
