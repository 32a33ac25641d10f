"""Look for records of one person, and keep what people decided about them.

Nothing is ever merged by itself, and what was rejected once is not suggested again.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.matching.blocking import candidate_pairs
from baraza.base.people.matching.compare import Population, compare
from baraza.base.people.matching.known import Known, known
from baraza.base.people.models import (
    ContactKind,
    ContactLink,
    DuplicatePair,
    DuplicateSearch,
    PairState,
    Person,
)

BATCH = 5_000
SEARCHED_AGAIN_AFTER = timedelta(hours=6)
_LOCK = 0x6475_706C


def suggest_duplicates(*, now: datetime) -> int:
    """Compare everybody; returns how many pairs were not known before.

    Open suggestions that no longer hold are forgotten; decided ones stay as they are.
    """
    people = list(_everybody())
    population = Population.of(people)
    found = {}
    for one, other in candidate_pairs(people):
        verdict = compare(one, other, population)
        if verdict is not None:
            found[one.id, other.id] = verdict
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_LOCK])
        stored = {
            (first, second): (pk, state)
            for pk, first, second, state in DuplicatePair.objects.values_list(
                "pk", "first", "second", "state"
            )
        }
        gone = [
            pk
            for pair, (pk, state) in stored.items()
            if state == PairState.OPEN and pair not in found
        ]
        DuplicatePair.objects.filter(pk__in=gone).delete()
        # Somebody may have been merged or erased while we compared.
        there = set(Person.objects.current().values_list("pk", flat=True)) if found else set()
        new = [
            DuplicatePair(
                first_id=first,
                second_id=second,
                score=verdict.score,
                reasons=[str(reason) for reason in verdict.reasons],
                suggested_at=now,
            )
            for (first, second), verdict in found.items()
            if (first, second) not in stored and first in there and second in there
        ]
        DuplicatePair.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        DuplicateSearch.objects.create(
            started_at=now,
            finished_at=max(now, timezone.now()),
            people=len(people),
            newest_person=max((person.id for person in people), default=0),
        )
    return len(new)


def suggest_when_due(*, now: datetime) -> bool:
    """Look again where people came since the last time, a few times a day at most."""
    last = DuplicateSearch.objects.first()
    if last is not None and last.started_at > now - SEARCHED_AGAIN_AFTER:
        return False
    newest = Person.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if newest <= (last.newest_person if last else 0):
        return False
    suggest_duplicates(now=now)
    return True


@transaction.atomic
def reject_pair(*, pair: DuplicatePair, by: User, now: datetime) -> None:
    """They are two people; for good."""
    _decide(pair, PairState.REJECTED, by, now)
    record(actor=by, act="not_the_same", obj=pair, now=now)


@transaction.atomic
def reopen_pair(*, pair: DuplicatePair, by: User, now: datetime) -> None:
    """Undo `reject_pair`: somebody should look again."""
    _decide(pair, PairState.OPEN, None, None)
    record(actor=by, act="pair_reopened", obj=pair, now=now)


def _decide(pair: DuplicatePair, state: PairState, by: User | None, now: datetime | None) -> None:
    pair.state, pair.decided_by, pair.decided_at = state, by, now
    pair.save(update_fields=["state", "decided_by", "decided_at"])


def _everybody() -> Iterator[Known]:
    contacts: dict[int, list[str]] = defaultdict(list)
    links = ContactLink.objects.filter(
        contact_point__kind__in=[ContactKind.EMAIL, ContactKind.PHONE]
    ).values_list("person_id", "contact_point__kind", "contact_point__value")
    for person_id, kind, value in links.iterator(chunk_size=BATCH):
        contacts[person_id].append(f"{kind}:{value}")
    rows = (
        Person.objects.current()
        .order_by("pk")
        .values_list("pk", "name", "other_names", "birth_year", "address")
    )
    for pk, name, other_names, birth_year, address in rows.iterator(chunk_size=BATCH):
        yield known(
            id=pk,
            names=[name, *other_names],
            birth_year=birth_year,
            contacts=contacts.get(pk, ()),
            address=address,
        )
