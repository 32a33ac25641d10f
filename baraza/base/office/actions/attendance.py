"""Who attends which way in, and what opens and closes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import Attendance, Entrance, Forced, Location, Way
from baraza.base.office.typed_hours import Span


@transaction.atomic
def set_entrance(
    *,
    way: Way,
    by: User | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    **fields: object,
) -> Entrance:
    """How a way in is kept. Raises ValidationError."""
    kept = _entrance(way)
    for name, value in fields.items():
        setattr(kept, name, value)
    for language, said in (words or {}).items():
        kept.translate(language, said)
    if kept.limit is None:
        kept.behind_since = None
    kept.full_clean(exclude=["way"])
    kept.save()
    record(actor=by, act="changed", obj=kept)
    return kept


@transaction.atomic
def force_way(*, way: Way, to: Forced, until: datetime, by: User) -> Entrance:
    """Open or closed by hand, whatever else holds, until that moment."""
    kept = _entrance(way)
    kept.forced, kept.forced_until, kept.forced_by = to, until, by
    kept.save(update_fields=["forced", "forced_until", "forced_by"])
    record(actor=by, act="way_forced", obj=kept, detail={"to": Forced(to)})
    return kept


@transaction.atomic
def let_way_be(*, way: Way, by: User) -> Entrance:
    """It opens and closes by itself again."""
    kept = _entrance(way)
    kept.forced, kept.forced_until, kept.forced_by = "", None, None
    kept.save(update_fields=["forced", "forced_until", "forced_by"])
    record(actor=by, act="way_let_be", obj=kept)
    return kept


@transaction.atomic
def set_behind(*, way: Way, is_behind: bool, waiting: int, now: datetime) -> bool:
    """Too many wait, or no longer; returns whether that is news."""
    kept = _entrance(way)
    if bool(kept.behind_since) == is_behind:
        return False
    kept.behind_since = now if is_behind else None
    kept.save(update_fields=["behind_since"])
    act = "way_closed_itself" if is_behind else "way_opened_itself"
    record(actor=None, act=act, obj=kept, now=now, detail={"waiting": waiting})
    return True


def set_usual_times(*, days: Mapping[Way, tuple[int | None, int | None]], now: datetime) -> None:
    """Way → (half were answered within, three in four within), in working days."""
    for way, (usual, slow) in days.items():
        Entrance.objects.update_or_create(
            way=way, defaults={"usual_days": usual, "slow_days": slow, "reckoned_at": now}
        )


@transaction.atomic
def attend(
    *,
    user: User,
    way: Way,
    weekdays: Collection[int],
    spans: Collection[Span],
    location: Location | None = None,
    by: User | None = None,
) -> list[Attendance]:
    """Somebody attends a way in at these hours on each of these days; what they had there on those
    days before is replaced. Returns the rows that are new."""
    Attendance.objects.filter(user=user, way=way, weekday__in=weekdays).delete()
    added = Attendance.objects.bulk_create(
        [
            Attendance(
                user=user,
                way=way,
                weekday=weekday,
                opens=opens,
                closes=closes,
                location=location,
            )
            for weekday in sorted(weekdays)
            for opens, closes in spans
        ]
    )
    record(actor=by, act="attendance_set", obj=user, detail={"way": Way(way)})
    return added


@transaction.atomic
def attend_no_more(
    *, user: User, way: Way, by: User | None = None
) -> list[tuple[int, Span, int | None]]:
    """They no longer attend it; returns what was there: (weekday, span, location id)."""
    rows = Attendance.objects.filter(user=user, way=way)
    before = [(row.weekday, (row.opens, row.closes), row.location_id) for row in rows]
    rows.delete()
    record(actor=by, act="attendance_ended", obj=user, detail={"way": Way(way)})
    return before


def _entrance(way: Way) -> Entrance:
    Entrance.objects.get_or_create(way=way)
    return Entrance.objects.select_for_update().get(way=way)
