"""Change what the office says of itself, and the rules its staff keep."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import (
    Alarm,
    AlarmKind,
    ConductAcknowledgement,
    ConductRules,
    Holiday,
    Profile,
)
from baraza.base.office.queries import current_rules, profile
from baraza.base.office.signals import languages_changed, working_days_changed

# What decides by when an answer is in time.
CALENDAR = {"weekdays", "timezone"}


@transaction.atomic
def update_profile(*, by: User | None = None, **fields: object) -> Profile:
    """Set the given fields of the office's profile. Raises ValidationError."""
    own = profile()
    changed = [name for name, value in fields.items() if getattr(own, name) != value]
    for name, value in fields.items():
        setattr(own, name, value)
    own.full_clean()
    own.save()
    if CALENDAR.intersection(changed):
        working_days_changed.send(sender=Profile)
    if "languages" in changed:
        languages_changed.send(sender=Profile, languages=own.languages)
    record(actor=by, act="changed", obj=own, detail=dict.fromkeys(changed, 1))
    return own


@transaction.atomic
def add_holidays(*, days: Mapping[date, str], by: User | None = None) -> list[Holiday]:
    """The office does not work on these days; known ones stay. Returns those that are new."""
    known = set(Holiday.objects.filter(date__in=days).values_list("date", flat=True))
    added = Holiday.objects.bulk_create(
        [Holiday(date=day, name=name) for day, name in sorted(days.items()) if day not in known],
        ignore_conflicts=True,
    )
    if added:
        working_days_changed.send(sender=Profile)
        record(actor=by, act="added", obj=Holiday, count=len(added))
    return added


@transaction.atomic
def remove_holidays(*, days: Collection[date], by: User | None = None) -> dict[date, str]:
    """The office works then after all; returns what was removed, for `add_holidays` to undo it."""
    rows = Holiday.objects.filter(date__in=days)
    removed = dict(rows.values_list("date", "name"))
    if removed:
        rows.delete()
        working_days_changed.send(sender=Profile)
        record(actor=by, act="removed", obj=Holiday, count=len(removed))
    return removed


@transaction.atomic
def set_alarms(*, found: Mapping[tuple[AlarmKind, str], datetime]) -> list[Alarm]:
    """What is wrong now, by kind and what it is about, with since when: others are over.

    Returns those that are over.
    """
    known = {(AlarmKind(row.kind), row.about): row for row in Alarm.objects.select_for_update()}
    over = [row for key, row in known.items() if key not in found]
    Alarm.objects.filter(pk__in=[row.pk for row in over]).delete()
    Alarm.objects.bulk_create(
        [
            Alarm(kind=kind, about=about, since=since)
            for (kind, about), since in found.items()
            if (kind, about) not in known
        ],
        ignore_conflicts=True,
    )
    return over


def alarms_mailed(*, ids: Collection[int], now: datetime) -> None:
    """They were told by mail."""
    Alarm.objects.filter(pk__in=ids).update(mailed_at=now)


def acknowledge(*, user: User, version: int, now: datetime) -> ConductAcknowledgement:
    """Somebody keeps to this version; once is enough. Raises ConductRules.DoesNotExist."""
    rules = ConductRules.objects.get(version=version)
    return ConductAcknowledgement.objects.get_or_create(
        user=user, rules=rules, defaults={"acknowledged_at": now}
    )[0]


def write_rules(*, texts: dict[str, str], by: User, now: datetime) -> ConductRules:
    """A new version, which everybody acknowledges anew; the same words make none."""
    texts = {language: text.strip() for language, text in texts.items() if text.strip()}
    while True:
        rules = current_rules()
        if rules.texts == texts:
            return rules
        try:
            with transaction.atomic():
                written = ConductRules.objects.create(
                    version=rules.version + 1, texts=texts, written_by=by, written_at=now
                )
                record(actor=by, act="changed", obj=written, now=now)
                return written
        except IntegrityError:  # a colleague wrote one at the same moment: ours comes after it
            continue
