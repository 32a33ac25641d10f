"""Read the trail, and prove that nobody changed it."""

from datetime import date, datetime
from typing import TypedDict

from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.audit.chain import GENESIS
from baraza.base.audit.models import AuditEntry

PAGE = 100


class Head(TypedDict):
    """The end of an office's trail: kept elsewhere, it proves that no row before it changed."""

    office: str
    number: int
    hash: str
    at: str


def verify() -> int | None:
    """The number of the first row that is not as it was written, or None when all are.

    A row that was changed, put in between or taken out breaks every seal from there on; rows taken
    from the end are missed only by comparing with a head kept elsewhere (`holds`).
    """
    previous, expected = GENESIS, 1
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected or entry.seal_on(previous) != bytes(entry.hash):
            return expected
        previous, expected = bytes(entry.hash), expected + 1
    return None


def head(*, now: datetime | None = None) -> Head:
    """What to keep elsewhere; number 0 and an empty hash where nothing was done yet."""
    last = AuditEntry.objects.order_by("-number").first()
    return Head(
        office=connection.schema_name,
        number=last.number if last else 0,
        hash=bytes(last.hash).hex() if last else "",
        at=(now or timezone.now()).isoformat(),
    )


def holds(*, kept: Head) -> bool:
    """Whether the trail still contains everything it did when this head was kept.

    True only together with `verify() is None`.
    """
    if not kept["number"]:
        return True
    row = AuditEntry.objects.filter(number=kept["number"]).first()
    return row is not None and bytes(row.hash).hex() == kept["hash"]


def entries_for(*, obj: models.Model, user: User, limit: int = PAGE) -> list[AuditEntry]:
    """Who read and changed one thing, newest first."""
    return list(AuditEntry.objects.visible_to(user).about(obj).order_by("-number")[:limit])


def entries(
    *,
    user: User,
    actor_id: int | None = None,
    act: str = "",
    object_kind: str = "",
    object_id: str = "",
    first_date: date | None = None,
    last_date: date | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[AuditEntry]:
    """Newest first; each condition given narrows the search, both dates included."""
    wanted = {
        "actor_id": actor_id,
        "act": act,
        "object_kind": object_kind,
        "object_id": object_id,
        "at__date__gte": first_date,
        "at__date__lte": last_date,
        "number__lt": before,
    }
    found: QuerySet[AuditEntry] = AuditEntry.objects.visible_to(user).filter(
        **{name: value for name, value in wanted.items() if value not in (None, "")}
    )
    return list(found.order_by("-number")[:limit])


def known_acts(*, user: User) -> list[str]:
    """Every act this person may see that was ever recorded here."""
    seen = AuditEntry.objects.visible_to(user).order_by("act")
    return list(seen.values_list("act", flat=True).distinct())


def known_kinds(*, user: User) -> list[str]:
    """Labels of every kind of thing something was done to."""
    seen = AuditEntry.objects.visible_to(user).exclude(object_kind="").order_by("object_kind")
    return list(seen.values_list("object_kind", flat=True).distinct())
