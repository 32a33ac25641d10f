"""Places of the office, their hours, and the days that differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.text import slugify

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import ExceptionalDay, Hours, Location, MobileStop
from baraza.base.office.typed_hours import Span

Week = Mapping[int, Sequence[Span]]
MOST_STOPS_AT_ONCE = 60


class TooManyStops(ValueError):
    """Nobody plans so many stops at once."""


@transaction.atomic
def add_location(*, name: str, by: User | None = None, **fields: object) -> Location:
    """A new place, after the others; its address on the website is made of its name. Raises
    ValidationError."""
    taken = set(Location.objects.values_list("slug", flat=True))
    added = Location(name=name, slug=_free_slug(name, taken), position=len(taken), **fields)
    added.full_clean()
    added.save()
    record(actor=by, act="added", obj=added)
    return added


@transaction.atomic
def change_location(
    *,
    location: Location,
    by: User | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    **fields: object,
) -> Location:
    """Set the given fields, and the words of other languages. Its address on the website stays.
    Raises ValidationError."""
    kept = Location.objects.select_for_update().get(pk=location.pk)
    for name, value in fields.items():
        setattr(kept, name, value)
    for language, said in (words or {}).items():
        kept.translate(language, said)
    kept.full_clean()
    kept.save()
    record(actor=by, act="changed", obj=kept)
    return kept


@transaction.atomic
def set_week(*, location: Location, week: Week, by: User | None = None) -> dict[int, list[Span]]:
    """The hours of an ordinary week, in place of those before, which are returned."""
    kept = Location.objects.select_for_update().get(pk=location.pk)
    before: dict[int, list[Span]] = {}
    for row in kept.hours.all():
        before.setdefault(row.weekday, []).append((row.opens, row.closes))
    kept.hours.all().delete()
    Hours.objects.bulk_create(
        [
            Hours(location=kept, weekday=weekday, opens=opens, closes=closes)
            for weekday, spans in week.items()
            for opens, closes in spans
        ]
    )
    kept.save(update_fields=["changed_at"])
    record(actor=by, act="hours_set", obj=kept)
    return before


@transaction.atomic
def retire_location(*, location: Location, now: datetime, by: User | None = None) -> None:
    """It is given up: shown nowhere, and can be brought back."""
    Location.objects.filter(pk=location.pk).update(retired_at=now)
    record(actor=by, act="retired", obj=location, now=now)


@transaction.atomic
def restore_location(*, location: Location, by: User | None = None) -> None:
    """It is used again."""
    Location.objects.filter(pk=location.pk).update(retired_at=None)
    record(actor=by, act="restored", obj=location)


@transaction.atomic
def add_exception(
    *,
    location: Location | None,
    first_date: date,
    last_date: date,
    spans: Sequence[Sequence[time]] = (),
    reason: str = "",
    by: User | None = None,
) -> ExceptionalDay:
    """Days with hours of their own, or none, at a place or (None) everywhere. Raises
    ValidationError."""
    added = ExceptionalDay(
        location=location,
        first_date=first_date,
        last_date=last_date,
        spans=[list(span) for span in spans],
        reason=reason,
    )
    added.full_clean()
    added.save()
    record(actor=by, act="added", obj=added)
    return added


@transaction.atomic
def remove_exception(*, exception: ExceptionalDay, by: User | None = None) -> None:
    """Those days are as others."""
    record(actor=by, act="removed", obj=exception)
    exception.delete()


@transaction.atomic
def add_stops(
    *,
    location: Location,
    dates: Collection[date],
    opens: time,
    closes: time,
    place: str,
    partners: str = "",
    by: User | None = None,
) -> list[MobileStop]:
    """A mobile office stands there on these days. Raises TooManyStops."""
    if len(dates) > MOST_STOPS_AT_ONCE:
        raise TooManyStops
    added = MobileStop.objects.bulk_create(
        [
            MobileStop(
                location=location,
                date=day,
                opens=opens,
                closes=closes,
                place=place,
                partners=partners,
            )
            for day in sorted(dates)
        ]
    )
    record(actor=by, act="added", obj=MobileStop, count=len(added))
    return added


@transaction.atomic
def remove_stops(*, stops: Collection[MobileStop], by: User | None = None) -> None:
    """As if they had never been entered."""
    MobileStop.objects.filter(pk__in=[stop.pk for stop in stops]).delete()
    record(actor=by, act="removed", obj=MobileStop, count=len(stops))


@transaction.atomic
def cancel_stop(*, stop: MobileStop, now: datetime, by: User | None = None) -> None:
    """It does not take place: people read so, and their calendars learn it."""
    stop.cancelled_at = now
    stop.save(update_fields=["cancelled_at", "changed_at"])
    record(actor=by, act="stop_cancelled", obj=stop, now=now)


@transaction.atomic
def hold_stop(*, stop: MobileStop, by: User | None = None) -> None:
    """It takes place after all."""
    stop.cancelled_at = None
    stop.save(update_fields=["cancelled_at", "changed_at"])
    record(actor=by, act="stop_held", obj=stop)


def repeated(*, first: date, every_weeks: int, times: int) -> list[date]:
    """The same day of the week so many times; once where it is not repeated."""
    if not every_weeks:
        return [first]
    return [first + timedelta(weeks=every_weeks * number) for number in range(times)]


def _free_slug(name: str, taken: set[str]) -> str:
    # A name in another script leaves nothing of itself.
    wanted = slugify(name)[:50] or "office"
    if wanted not in taken:
        return wanted
    return next(one for n in range(2, len(taken) + 3) if (one := f"{wanted}-{n}") not in taken)
