"""Add to the trail.

A row is written in the transaction of the act it tells of, as the last thing in it: from then to
the commit nobody else in the office can write one, and whoever locked nothing afterwards cannot
lock anybody out. An act on many things is one row with their number.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from django.db import connection, models, transaction
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.audit.chain import GENESIS
from baraza.base.audit.models import AuditEntry

ONE_READING = timedelta(hours=1)
MOST_IDS = 10_000
_LOCK = 0x6261_7261
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

Detail = int | Enum | None | list[int]


class ContentInTrail(TypeError):
    """Something that may be words was about to be written into the trail."""


def record(
    *,
    actor: User | None,
    act: str,
    obj: models.Model | type[models.Model] | None = None,
    now: datetime | None = None,
    count: int = 1,
    circle_id: int | None = None,
    detail: Mapping[str, Detail] | None = None,
) -> AuditEntry:
    """Say who did what to what; `actor` None is a machine, or the command line.

    `act` is a short verb such as "answered". `obj` is the thing, or its model where many were
    touched: `count` says how many and `detail["ids"]` which, at most 10,000 of them. `detail` holds
    numbers, ids and words of an Enum, nothing anybody wrote.
    The circle is the thing's own unless given; `now` is the present unless given.

    Raises ContentInTrail.
    """
    if not _NAME.fullmatch(act):
        raise ContentInTrail(f"an act is named by one short word, not {act!r}")
    if circle_id is None and isinstance(obj, models.Model):
        circle_id = getattr(obj, "circle_id", None)
    entry = AuditEntry(
        at=now or timezone.now(),
        actor_id=actor.pk if actor else None,
        actor_name=actor.name[:150] if actor else "",
        act=act,
        object_kind=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if isinstance(obj, models.Model) else "",
        count=count,
        detail=_numbers_only(detail or {}),
        circle_id=circle_id,
    )
    with transaction.atomic():
        last = _lock_chain()
        entry.number = last.number + 1 if last else 1
        entry.hash = entry.seal_on(bytes(last.hash) if last else GENESIS)
        entry.save(force_insert=True)
    return entry


def record_reading(
    *,
    actor: User,
    obj: models.Model,
    now: datetime | None = None,
    act: str = "opened",
    circle_id: int | None = None,
    detail: Mapping[str, Detail] | None = None,
) -> AuditEntry | None:
    """Say that somebody read something; one row an hour is enough. None where there is one."""
    now = now or timezone.now()
    known = AuditEntry.objects.about(obj).filter(
        actor_id=actor.pk, act=act, at__gt=now - ONE_READING, detail=_numbers_only(detail or {})
    )
    if known.exists():
        return None
    return record(actor=actor, act=act, obj=obj, now=now, circle_id=circle_id, detail=detail)


def _lock_chain() -> AuditEntry | None:
    """The office's last row; until the transaction ends nobody else can add one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_LOCK])
    return AuditEntry.objects.only("number", "hash").order_by("-number").first()


def _numbers_only(detail: Mapping[str, Detail]) -> dict[str, object]:
    kept: dict[str, object] = {}
    for name, value in detail.items():
        if not _NAME.fullmatch(name):
            raise ContentInTrail(f"{name!r} is not the name of a detail")
        if isinstance(value, Enum):
            value = value.value
        elif isinstance(value, list) and all(isinstance(one, int) for one in value):
            value = sorted(value)[:MOST_IDS]
        elif value is not None and not isinstance(value, int):
            raise ContentInTrail(f"{name} must be a number, an id or a word of an Enum")
        kept[name] = value
    return kept
