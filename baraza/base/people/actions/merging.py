"""Make two records of one person one, and undo it wholly.

Nothing is deleted: rows that pointed at the merged person point at the one kept, and the merge
remembers which; what cannot move (both are in one group) is set aside, as it was.
"""

from datetime import datetime
from itertools import chain

from django.core import serializers
from django.db import transaction
from django.db.models import ForeignKey, Model, Q, QuerySet

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.actions.consent_of_two import put_back_consents, settle_consents
from baraza.base.people.actions.pairs_of_two import carry_pairs, put_back_pairs
from baraza.base.people.models import (
    LONGEST_NAME,
    ContactLink,
    GroupMember,
    Merge,
    Person,
    Relation,
)
from baraza.base.people.queries import current_record
from baraza.base.people.references import references
from baraza.base.people.signals import merge_undone, person_merged
from baraza.common.folding import fold

# Taken from the merged record where the kept one says nothing.
FILLED = (
    "given_name",
    "family_name",
    "language",
    "preferred_channel",
    "access_needs",
    "birth_year",
    "address",
    "area_id",
    "area_source",
    "household_id",
    "do_not_contact",
    "is_deceased",
)
LISTS = ("other_names", "languages")
ASIDE = "people"


class CannotMerge(ValueError):
    """One record with itself, or one that was erased or merged already."""


class AlreadyUndone(ValueError):
    """This merge was undone before."""


@transaction.atomic
def merge_people(*, kept: Person, merged: Person, by: User | None, now: datetime) -> Merge:
    """Everything of `merged` becomes part of `kept`, which keeps its own name and words.

    Raises CannotMerge.
    """
    both = Person.objects.select_for_update().order_by("pk").in_bulk([kept.pk, merged.pk])
    if len(both) != 2 or any(one.merged_into_id or one.erased_at for one in both.values()):
        raise CannotMerge
    kept, merged = both[kept.pk], both[merged.pk]
    merge = Merge(kept=kept, merged=merged, merged_by=by, merged_at=now)
    between = Relation.objects.filter(
        Q(person=kept, other_person=merged) | Q(person=merged, other_person=kept)
    )
    aside = _set_aside(between)
    merge.kept_aside["consents"] = settle_consents(kept=kept, merged=merged)
    merge.kept_aside["both"] = {
        reference.name: reference.naming_both(kept.pk, merged.pk) for reference in references()
    }
    merge.moved = {
        reference.name: reference.move(source=merged.pk, target=kept.pk)
        for reference in references()
    }
    merge.kept_aside["pairs"] = carry_pairs(kept=kept, merged=merged, by=by, now=now)
    for rows in (
        ContactLink.objects.filter(person=merged),
        GroupMember.objects.filter(person=merged),
        Relation.objects.filter(Q(person=merged) | Q(other_person=merged)),
    ):
        aside += _set_aside(rows)
    merge.kept_aside[ASIDE] = aside
    merge.filled_in = _fill_in(kept, merged)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    person_merged.send(sender=Merge, kept=kept, merged=merged, merge=merge)
    merge.save()
    record(actor=by, act="merged", obj=kept, now=now, detail={"merged": merged.pk})
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: User | None, now: datetime) -> Person:
    """Two people again, each with what was theirs; what came since stays with the kept one, but
    for what clearly belongs to the other. Returns the restored person. Raises AlreadyUndone.

    What was changed since stays as it was changed; rows that were deleted or given to somebody
    else since are left alone.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise AlreadyUndone
    restored = Person.objects.select_for_update().get(pk=merge.merged_id)
    # The kept record may have become part of another one since.
    owner = current_record(person=merge.kept)
    owners = {merge.kept_id, owner.pk}
    restored.merged_into = None
    restored.save(update_fields=["merged_into"])
    for reference in references():
        reference.move_back(
            ids=merge.moved.get(reference.name, []),
            both=merge.kept_aside.get("both", {}).get(reference.name, []),
            owners=owners,
            target=restored.pk,
        )
    _bring_back(merge.kept_aside.get(ASIDE, []))
    put_back_consents(merge.kept_aside.get("consents", {}))
    put_back_pairs(merge.kept_aside.get("pairs", {}), restored=restored, owners=owners)
    _take_out(owner, merge.filled_in)
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    merge_undone.send(sender=Merge, owner=owner, restored=restored, merge=merge)
    record(actor=by, act="merge_undone", obj=owner, now=now, detail={"restored": restored.pk})
    return restored


def _fill_in(kept: Person, merged: Person) -> dict[str, list]:
    filled = {}
    for field in FILLED:
        before, offered = getattr(kept, field), getattr(merged, field)
        if not before and offered:
            setattr(kept, field, offered)
            filled[field] = [before, offered]
    before = {field: list(getattr(kept, field)) for field in LISTS}
    former_name = kept.name
    # Known by an address only, until now.
    if merged.name and (not kept.name or "@" in kept.name) and "@" not in merged.name:
        kept.name = merged.name
        filled["name"] = [former_name, kept.name]
    known = {fold(name) for name in (kept.name, *kept.other_names)}
    for name in (merged.name, *merged.other_names):
        if name and "@" not in name and fold(name) not in known:
            known.add(fold(name))
            kept.other_names = [*kept.other_names, name[:LONGEST_NAME]]
    kept.languages = list(
        dict.fromkeys(
            one
            for one in chain(kept.languages, [merged.language], merged.languages)
            if one and one != kept.language
        )
    )
    for field in LISTS:
        if getattr(kept, field) != before[field]:
            filled[field] = [before[field], getattr(kept, field)]
    kept.rename(kept.name)
    kept.save()
    return filled


def _take_out(owner: Person, filled: dict[str, list]) -> None:
    for field, (before, after) in filled.items():
        now = getattr(owner, field)
        if field in LISTS:
            added = set(after) - set(before)
            setattr(owner, field, [one for one in now if one not in added])
        elif now == after:
            setattr(owner, field, before)
    owner.rename(owner.name)
    owner.save()


def _set_aside(rows: QuerySet) -> list[str]:
    kept = [serializers.serialize("json", [row]) for row in rows]
    rows.delete()
    return kept


def _bring_back(aside: list[str]) -> None:
    for row in chain.from_iterable(serializers.deserialize("json", one) for one in aside):
        if _still_has_its_ends(row.object):
            row.save()


def _still_has_its_ends(row: Model) -> bool:
    return all(
        getattr(row, field.attname) is None
        or field.related_model._base_manager.filter(pk=getattr(row, field.attname)).exists()
        for field in row._meta.concrete_fields
        if isinstance(field, ForeignKey)
    )
