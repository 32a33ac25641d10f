"""How fast mail to many leaves: within what our server allows, what a domain takes from us, and
what a sender who is new to the world may send. Letters from a person to a person count and never
wait. Everything runs in the transaction that claims letters.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from baraza.base.channels.email.transport import Limits
from baraza.base.channels.models import OutgoingItem, Pace, PaceScope

MINUTE = timedelta(minutes=1)
# Whoever asks us to go slower is left alone for so long.
REST = timedelta(minutes=15)
UNLIMITED = 10**9
# After so many days of sending nobody is new any more.
WARM = timedelta(days=14)
KEPT = timedelta(days=7)

Key = tuple[str, str]
COUNT = """
INSERT INTO channels_pace AS pace (scope, key, began_on, minute, in_minute, day, in_day)
SELECT each.scope, each.key, %(day)s, %(minute)s, each.count, %(day)s, each.count
FROM unnest(%(scopes)s::text[], %(keys)s::text[], %(counts)s::int[]) AS each (scope, key, count)
ORDER BY 1, 2
ON CONFLICT (scope, key) DO UPDATE SET
    in_minute = excluded.in_minute
        + CASE WHEN pace.minute = excluded.minute THEN pace.in_minute ELSE 0 END,
    in_day = excluded.in_day + CASE WHEN pace.day = excluded.day THEN pace.in_day ELSE 0 END,
    minute = excluded.minute,
    day = excluded.day
"""
# Those that come after one another stand behind one another, so that each is moved once.
PUT_OFF = """
UPDATE channels_outgoingitem AS item
SET due_at = %(until)s + ((queue.place - 1) / %(a_minute)s) * interval '1 minute'
FROM (
    SELECT id, row_number() OVER (ORDER BY due_at, id) AS place
    FROM channels_outgoingitem
    WHERE state = 'waiting' AND kind = 'bulk' AND due_at < %(until)s
        AND lower(substring(recipient from '[^@]*$')) = %(domain)s
) AS queue
WHERE item.id = queue.id AND item.state = 'waiting'
"""


def domain_of(address: str) -> str:
    """Whoever takes mail for an address, as a pace counts them."""
    return address.rpartition("@")[2].lower()


class Pacer:
    """What one claim may take; asks for the accounts once."""

    def __init__(self, items: Sequence[OutgoingItem], *, now: datetime) -> None:
        self._now = now
        self._paces = _accounts(items)
        self._left: dict[Key, int] = {}
        self.exhausted: dict[Key, datetime] = {}

    def may_leave(self, item: OutgoingItem, limits: Limits) -> bool:
        """Whether this one may still leave; counted at once."""
        sender = (PaceScope.SENDER.value, item.from_address.lower())
        domain = (PaceScope.DOMAIN.value, domain_of(item.recipient))
        if not (self._room(sender, limits) and self._room(domain, limits)):
            return False
        self._left[sender] -= 1
        self._left[domain] -= 1
        return True

    def _room(self, key: Key, limits: Limits) -> bool:
        if key not in self._left:
            self._left[key] = self._allowance(key, limits)
        if self._left[key] > 0:
            return True
        self.exhausted.setdefault(key, self._now.replace(second=0, microsecond=0) + MINUTE)
        return False

    def _allowance(self, key: Key, limits: Limits) -> int:
        pace = self._paces.get(key)
        if pace is not None and pace.rests_until and pace.rests_until > self._now:
            self.exhausted[key] = pace.rests_until
            return 0
        if key[0] == PaceScope.DOMAIN:
            a_minute, a_day = limits.to_a_domain, None
        else:
            a_minute, a_day = limits.a_minute, _day_limit(limits, pace, self._now.date())
        used = _used(pace, self._now)
        left = [
            limit - spent for limit, spent in zip((a_minute, a_day), used, strict=True) if limit
        ]
        return min(left, default=UNLIMITED)


def count_leaving(items: Sequence[OutgoingItem], *, now: datetime) -> None:
    """These are about to leave, whatever becomes of them: a server counts attempts."""
    counts: Counter[Key] = Counter()
    for item in items:
        counts[PaceScope.SENDER.value, item.from_address.lower()] += 1
        counts[PaceScope.DOMAIN.value, domain_of(item.recipient)] += 1
    if not counts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {
                "scopes": [scope for scope, _ in counts],
                "keys": [key for _, key in counts],
                "counts": list(counts.values()),
                "minute": now.replace(second=0, microsecond=0),
                "day": now.date(),
            },
        )


def put_off(*, domain: str, until: datetime, limits: Limits) -> None:
    """What waits for this domain leaves later, and no faster than it is taken there."""
    with connection.cursor() as cursor:
        cursor.execute(
            PUT_OFF, {"domain": domain, "until": until, "a_minute": limits.to_a_domain or UNLIMITED}
        )


def rest(*, scope: PaceScope, key: str, now: datetime) -> datetime:
    """They asked us to go slower; returns until when they are left alone."""
    until = now + REST
    Pace.objects.filter(scope=scope, key=key.lower()).update(rests_until=until)
    return until


def forget_old(*, now: datetime) -> None:
    """Which domains were written to is of no use after some days."""
    Pace.objects.filter(scope=PaceScope.DOMAIN, day__lt=now.date() - KEPT).delete()


def _accounts(items: Sequence[OutgoingItem]) -> Mapping[Key, Pace]:
    senders = {item.from_address.lower() for item in items}
    domains = {domain_of(item.recipient) for item in items}
    found = Pace.objects.filter(scope=PaceScope.SENDER, key__in=senders) | Pace.objects.filter(
        scope=PaceScope.DOMAIN, key__in=domains
    )
    return {(pace.scope, pace.key): pace for pace in found}


def _used(pace: Pace | None, now: datetime) -> tuple[int, int]:
    if pace is None:
        return 0, 0
    is_this_minute = pace.minute == now.replace(second=0, microsecond=0)
    return pace.in_minute if is_this_minute else 0, pace.in_day if pace.day == now.date() else 0


def _day_limit(limits: Limits, pace: Pace | None, today: date) -> int | None:
    if limits.first_day is None:
        return limits.a_day
    days = 0 if pace is None else (today - pace.began_on).days
    if days >= WARM.days:
        return limits.a_day
    return min(limits.first_day * 2**days, limits.a_day or UNLIMITED)
