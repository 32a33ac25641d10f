"""How long things are kept, and what must not be erased."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.people.models import LegalHold, Person, RetentionApproval, RetentionRule
from baraza.base.people.registry import kinds

SHORTEST_DAYS = 1


class UnknownKind(LookupError):
    """No package keeps anything of that kind."""


@transaction.atomic
def set_retention(*, days: Mapping[str, int | None]) -> None:
    """Kind → how many days it is kept, None for ever. Raises UnknownKind, ValueError.

    Nothing more is erased until somebody has seen and approved what the new days would do.
    """
    known = {kind.name for kind in kinds()}
    for kind, number in days.items():
        if kind not in known:
            raise UnknownKind(kind)
        if number is not None and number < SHORTEST_DAYS:
            raise ValueError(number)
        RetentionRule.objects.update_or_create(kind=kind, defaults={"days": number})


def approve_retention(
    *, by: User, rules: Mapping[str, int | None], counts: Mapping[str, int], now: datetime
) -> None:
    """`by` saw what `rules` would erase (`counts`) and lets it be done every night from now on."""
    RetentionApproval.objects.update_or_create(
        pk=1,
        defaults={
            "approved_by": by,
            "approved_at": now,
            "rules": dict(rules),
            "counts": dict(counts),
        },
    )


def stop_retention() -> None:
    """Erase nothing more by rule until it is approved again."""
    RetentionApproval.objects.all().delete()


def note_retention_run(*, counts: Mapping[str, int], now: datetime) -> None:
    """What the night's run took away."""
    RetentionApproval.objects.update(last_run_at=now, last_counts=dict(counts))


def hold_person(
    *, person: Person, reason: str, by: User, now: datetime, until_date: date | None = None
) -> LegalHold:
    """Nothing of theirs is erased until the hold is lifted or its last day is over."""
    return LegalHold.objects.create(
        person=person, reason=reason, placed_by=by, placed_at=now, until_date=until_date
    )


def lift_hold(*, hold: LegalHold, now: datetime) -> None:
    """Rules and requests apply again."""
    hold.lifted_at = now
    hold.save(update_fields=["lifted_at"])
