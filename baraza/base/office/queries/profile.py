"""Who this office is, and the rules its staff keep when they write to the public."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection
from django.utils import timezone, translation

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.office.conduct_words import USUAL_WORDS
from baraza.base.office.models import ConductAcknowledgement, ConductRules, Holiday, Profile
from baraza.base.office.working_days import WorkingDays
from baraza.base.office_register.queries import current_office
from baraza.common.rows import by_key

# The first version came with Baraza, before anything was written here.
SHIPPED_AT = datetime(2026, 1, 1, tzinfo=UTC)


# Schema → the row as it was read, while something only reads.
_READ: ContextVar[dict[str, Profile] | None] = ContextVar("the office's row", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within this the office's row is asked for once: for what changes nothing, as a page that is
    only looked at."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def profile() -> Profile:
    """The office's own row, made with its registered name when it is first asked for."""
    known = _READ.get()
    if known is None:
        return _row()
    if connection.schema_name not in known:
        known[connection.schema_name] = _row()
    return copy(known[connection.schema_name])


def _row() -> Profile:
    found = by_key(Profile, 1)
    if found:
        return found
    office = current_office()
    name = office.name if office else connection.schema_name
    return Profile.objects.get_or_create(pk=1, defaults={"name": name, "languages": ["en"]})[0]


def zone(*, office: Profile | None = None) -> ZoneInfo:
    """Where the office's clocks stand; UTC where its name is not known on this machine."""
    try:
        return ZoneInfo((office or profile()).timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day_of(*, now: datetime) -> date:
    """The day it is then in the office's own time zone."""
    return timezone.localdate(now, timezone=zone())


def working_days(*, office: Profile | None = None) -> WorkingDays:
    """The days on which this office works, in its own time zone. One query, or two."""
    office = office or profile()
    return WorkingDays.of(
        timezone=office.timezone,
        weekdays=office.weekdays,
        holidays=Holiday.objects.values_list("date", flat=True),
    )


def current_rules() -> ConductRules:
    """The version in force; the first has the words that come with Baraza."""
    found = ConductRules.objects.first()
    if found:
        return found
    return ConductRules.objects.get_or_create(version=1, defaults={"written_at": SHIPPED_AT})[0]


def wording(*, rules: ConductRules, language: str = "") -> list[str]:
    """The rules as paragraphs, in that language or the reader's own."""
    language = language or translation.get_language() or "en"
    text = rules.texts.get(language, "")
    if text.strip():
        return [line.strip() for line in text.splitlines() if line.strip()]
    with translation.override(language):
        return [str(words) for words in USUAL_WORDS]


def not_yet_acknowledged(*, user: User) -> ConductRules | None:
    """The rules somebody must acknowledge before they write to the public; None when they have."""
    rules = current_rules()
    known = ConductAcknowledgement.objects.filter(user=user, rules=rules).exists()
    return None if known else rules


def acknowledged_by() -> dict[int, datetime]:
    """User id → when they acknowledged the version in force. Two queries."""
    rules = current_rules()
    return dict(rules.acknowledgements.values_list("user_id", "acknowledged_at"))


def needs_approval(*, user: User) -> bool:
    """Whether somebody else reads their answers before these leave: of whoever may only draft, and
    of the roles the office names; never of who may approve others'.
    """
    if may(user, Permission.APPROVE):
        return False
    if not may(user, Permission.ANSWER):
        return True
    return not {*user.roles}.isdisjoint(profile().approval_roles)
