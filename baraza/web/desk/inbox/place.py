"""Where the reader is in the inbox: which letters, which words, from where on."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.common.numbers import is_number
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.conversations.queries import Before, Question

QUESTIONS: dict[str, str | Promise] = {
    "to_answer": _("What needs an answer?"),
    "answered": _("What have we answered?"),
    "closed": _("What is done?"),
    "all": _("What has come in?"),
    "ambiguous": _("Who wrote these?"),
    "junk": _("What is junk?"),
}
TABS: dict[str, str | Promise] = {
    "to_answer": _("To answer"),
    "answered": _("Answered"),
    "all": _("All"),
}
LONGEST_SEARCH = 200


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_language(value: str) -> bool:
    return value.isascii() and value.replace("-", "").isalnum() and len(value) <= 10


# What an address may say besides the list and the words searched; anything else is not heard.
FILTERS: Mapping[str, Callable[[str], bool]] = {
    "mine": "1".__eq__,
    "nobody": "1".__eq__,
    "to": is_number,
    "late": "1".__eq__,
    "due": lambda value: value == "today" or _is_day(value),
    "snoozed": lambda value: value in {"1", "back"},
    "channel": lambda value: value in Channel.values,
    "topic": is_number,
    "area": is_number,
    "person": is_number,
    "language": _is_language,
    "from": _is_day,
    "until": _is_day,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Read from an address; nonsense in it falls back to the start."""

    state: str = "to_answer"
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    before: Before | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        """The place a request names."""
        return cls.saying(request.GET)

    @classmethod
    def saying(cls, parts: QueryDict | Mapping[str, str]) -> Place:
        """The place that the parts of an address name."""
        state = parts.get("state", "to_answer")
        return cls(
            state=state if state in QUESTIONS else "to_answer",
            search=parts.get("search", "").replace("\0", "")[:LONGEST_SEARCH],
            filters={
                name: value
                for name, fits in FILTERS.items()
                if (value := parts.get(name, "")) and fits(value)
            },
            before=_read_cursor(parts.get("before", "")),
        )

    @property
    def question(self) -> str | Promise:
        """What this list answers, as a person would ask it."""
        if self.filters.get("snoozed") == "1" and self.state == "to_answer":
            return _("What comes back later?")
        return QUESTIONS[self.state]

    def asks(self, user: User) -> Question:
        """The same for the domain; `user` is who "mine" means."""
        said = self.filters
        today = timezone.localdate()
        due = said.get("due", "")
        return Question(
            state=self.state,
            search=self.search,
            assigned_to=user.pk if "mine" in said else _number(said.get("to")),
            is_unassigned="nobody" in said,
            is_late="late" in said,
            due_date=today if due == "today" else date.fromisoformat(due) if due else None,
            is_snoozed=said.get("snoozed") == "1",
            came_back=said.get("snoozed") == "back",
            channel=said.get("channel", ""),
            language=said.get("language", ""),
            topic_id=_number(said.get("topic")),
            area_id=_number(said.get("area")),
            person_id=_number(said.get("person")),
            first_date=date.fromisoformat(said["from"]) if "from" in said else None,
            last_date=date.fromisoformat(said["until"]) if "until" in said else None,
        )

    @property
    def parts(self) -> dict[str, str]:
        """What an address says of it, but for how far down the list."""
        parts = {"state": self.state} if self.state != "to_answer" else {}
        parts |= self.filters
        return parts | ({"search": self.search} if self.search else {})

    @property
    def here(self) -> str:
        """The part of an address that leads back to this list, or empty at the start."""
        return f"?{urlencode(self.parts)}" if self.parts else ""

    @property
    def list_url(self) -> str:
        """The list itself."""
        return reverse("desk:inbox") + self.here

    def but(self, **changed: str) -> Place:
        """The same list with some filters set, or (empty) taken away."""
        kept = {name: value for name, value in self.filters.items() if name not in changed}
        return replace(self, filters=kept | {n: v for n, v in changed.items() if v}, before=None)

    def older_than(self, last: Conversation) -> str:
        """The address of the rows after this one."""
        cursor = _write_cursor(last.last_message_at, last.pk)
        return f"{self.list_url}{'&' if self.here else '?'}before={cursor}"


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _write_cursor(moment: datetime, number: int) -> str:
    return urlsafe_b64encode(f"{moment.isoformat()}|{number}".encode()).decode().rstrip("=")


def _read_cursor(text: str) -> Before | None:
    try:
        moment, number = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        when = datetime.fromisoformat(moment)
        return (when, int(number)) if when.tzinfo else None
    except (ValueError, binascii.Error):
        return None
