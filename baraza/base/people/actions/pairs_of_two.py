"""When two records become one, what was said of either and a third is said of the one."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.base.people.models import DuplicatePair, PairState, Person


def carry_pairs(
    *, kept: Person, merged: Person, by: User | None, now: datetime
) -> dict[str, list[int]]:
    """Suggestions about the merged person become suggestions about the kept one; "not the same"
    stays said. Returns what an undo must know.
    """
    merged_pairs = DuplicatePair.objects.select_for_update().filter(
        Q(first=merged) | Q(second=merged)
    )
    moved, left, rejected = [], [], []
    for pair in merged_pairs:
        other = pair.first_id if pair.second_id == merged.pk else pair.second_id
        if other == kept.pk:
            pair.state, pair.decided_by, pair.decided_at = PairState.MERGED, by, now
            pair.save(update_fields=["state", "decided_by", "decided_at"])
            continue
        first, second = sorted((kept.pk, other))
        known = DuplicatePair.objects.filter(first=first, second=second).first()
        if known is None:
            pair.first_id, pair.second_id = first, second
            pair.save(update_fields=["first", "second"])
            moved.append(pair.pk)
            continue
        left.append(pair.pk)
        if pair.state == PairState.REJECTED and known.state == PairState.OPEN:
            known.state, known.decided_by, known.decided_at = pair.state, by, now
            known.save(update_fields=["state", "decided_by", "decided_at"])
            rejected.append(known.pk)
    # Open suggestions about a record that is no more would be dead ends.
    waiting = DuplicatePair.objects.filter(pk__in=left, state=PairState.OPEN)
    closed = list(waiting.values_list("pk", flat=True))
    waiting.update(state=PairState.MERGED)
    return {"moved": moved, "rejected": rejected, "closed": closed}


def put_back_pairs(
    kept_aside: dict[str, list[int]], *, restored: Person, owners: Collection[int]
) -> None:
    """Each suggestion is about its own two people again; the undone pair waits for a decision."""
    for pair in DuplicatePair.objects.filter(pk__in=kept_aside.get("moved", [])):
        others = {pair.first_id, pair.second_id} - set(owners)
        if len(others) == 1:
            pair.first_id, pair.second_id = sorted((restored.pk, others.pop()))
            pair.save(update_fields=["first", "second"])
    again = [*kept_aside.get("rejected", []), *kept_aside.get("closed", [])]
    between = Q(first=restored, second__in=owners) | Q(second=restored, first__in=owners)
    DuplicatePair.objects.filter(Q(pk__in=again) | between).update(
        state=PairState.OPEN, decided_by=None, decided_at=None
    )
