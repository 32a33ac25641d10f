"""Entries as they are typed, and sheets as they are printed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.dialogue.conversations.actions.entering import Entry
from baraza.dialogue.logbook.actions.sheets import print_sheets
from baraza.dialogue.logbook.models import Sheet, SheetKind

CALLED = datetime(2026, 5, 4, 8, 41, tzinfo=UTC)


def an_entry(**more: Any) -> Entry:
    """A call from Wanjiru Kamau."""
    usual = {
        "channel": Channel.PHONE,
        "text": "The bus no longer stops at the clinic.",
        "happened_at": CALLED,
        "name": "Wanjiru Kamau",
        "phone": "+254712345678",
    }
    return Entry(**usual | more)


@pytest.fixture
def printed(staff: User, now: datetime) -> Callable[..., Sheet]:
    """Prints one page."""

    def make(kind: SheetKind = SheetKind.LOGBOOK, **more: Any) -> Sheet:
        given = {"count": 1, "language": "en", "by": staff, "now": now} | more
        return print_sheets(kind=kind, **given)[0]

    return make
