"""Where the reader is in the inbox: which letters, which words, from where on."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.conversations.queries import Before

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


@dataclass(frozen=True, slots=True)
class Place:
    """Read from an address; nonsense in it falls back to the start."""

    state: str = "to_answer"
    search: str = ""
    before: Before | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        """The place a request names."""
        state = request.GET.get("state", "to_answer")
        return cls(
            state=state if state in QUESTIONS else "to_answer",
            search=request.GET.get("search", "").replace("\0", "")[:LONGEST_SEARCH],
            before=_read_cursor(request.GET.get("before", "")),
        )

    @property
    def question(self) -> str | Promise:
        """What this list answers, as a person would ask it."""
        return QUESTIONS[self.state]

    @property
    def here(self) -> str:
        """The part of an address that leads back to this list, or empty at the start."""
        parts = {"state": self.state} if self.state != "to_answer" else {}
        if self.search:
            parts["search"] = self.search
        return f"?{urlencode(parts)}" if parts else ""

    @property
    def list_url(self) -> str:
        """The list itself."""
        return reverse("desk:inbox") + self.here

    def older_than(self, last: Conversation) -> str:
        """The address of the rows after this one."""
        cursor = _write_cursor(last.last_message_at, last.pk)
        return f"{self.list_url}{'&' if self.here else '?'}before={cursor}"


def _write_cursor(moment: datetime, number: int) -> str:
    return urlsafe_b64encode(f"{moment.isoformat()}|{number}".encode()).decode().rstrip("=")


def _read_cursor(text: str) -> Before | None:
    try:
        moment, number = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        when = datetime.fromisoformat(moment)
        return (when, int(number)) if when.tzinfo else None
    except (ValueError, binascii.Error):
        return None
