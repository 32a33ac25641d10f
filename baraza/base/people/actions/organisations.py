"""What is known of an organisation: its words, where it is reached, notes; two records made one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.core import serializers
from django.db import transaction

from baraza.base.accounts.models import Circle, User
from baraza.base.audit.actions import record
from baraza.base.people.actions.belonging import relate
from baraza.base.people.actions.care import NoWords
from baraza.base.people.actions.records import Details, NoName, add_person, normal_contact
from baraza.base.people.models import (
    ContactKind,
    ContactPoint,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    OrganisationMerge,
    OrganisationNote,
    Person,
    RelationKind,
)
from baraza.base.people.references import references_to_organisations
from baraza.common.folding import fold

# Taken from the merged record where the kept one says nothing.
FILLED = ("language", "address", "website", "do_not_contact")


class CannotMerge(ValueError):
    """One record with itself, or one that was merged already."""


class AlreadyUndone(ValueError):
    """This merge was undone before."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an organisation."""

    name: str
    kind: OrganisationKind
    other_names: tuple[str, ...] = ()
    language: str = ""
    address: str = ""
    website: str = ""
    do_not_contact: bool = False


@transaction.atomic
def change_organisation(*, organisation: Organisation, about: About, by: User | None) -> None:
    """Say anew what is known of it. Raises NoName."""
    if not about.name.strip():
        raise NoName
    for field in ("kind", "language", "address", "website", "do_not_contact"):
        setattr(organisation, field, getattr(about, field))
    organisation.other_names = [
        name.strip()[:200] for name in about.other_names if name.strip() != about.name.strip()
    ]
    organisation.other_names = list(dict.fromkeys(filter(None, organisation.other_names)))
    organisation.rename(about.name.strip())
    organisation.save()
    record(actor=by, act="changed", obj=organisation)


@transaction.atomic
def add_contact(
    *, organisation: Organisation, kind: ContactKind, value: str, by: User | None
) -> ContactPoint:
    """That it is reached there, perhaps with people. Raises NotAContactPoint."""
    point, _ = ContactPoint.objects.get_or_create(
        kind=kind, value=normal_contact(kind=kind, value=value)
    )
    OrganisationContact.objects.get_or_create(organisation=organisation, contact_point=point)
    record(actor=by, act="contact_added", obj=organisation, detail={"contact_point": point.pk})
    return point


@transaction.atomic
def remove_contact(
    *, organisation: Organisation, contact_point: ContactPoint, by: User | None
) -> None:
    """It is no longer reached there; people who are, still are."""
    links = OrganisationContact.objects.filter(
        organisation=organisation, contact_point=contact_point
    )
    if not links.delete()[0]:
        return
    ContactPoint.objects.filter(
        pk=contact_point.pk, contact_links__isnull=True, organisation_links__isnull=True
    ).delete()
    record(actor=by, act="contact_removed", obj=organisation)


@transaction.atomic
def write_note(
    *,
    organisation: Organisation,
    text: str,
    by: User,
    now: datetime,
    circle: Circle | None = None,
) -> OrganisationNote:
    """A few words for colleagues, or for a circle of them. Raises NoWords."""
    if not text.strip():
        raise NoWords
    note = OrganisationNote.objects.create(
        organisation=organisation, text=text.strip(), written_by=by, written_at=now, circle=circle
    )
    record(actor=by, act="note_written", obj=note, now=now)
    return note


@transaction.atomic
def remove_note(*, note: OrganisationNote, by: User) -> None:
    """Its words are gone; that there was a note stays in the trail."""
    record(actor=by, act="note_removed", obj=note)
    note.delete()


@transaction.atomic
def who_answers_there(
    *, organisation: Organisation, contact_point: ContactPoint, by: User, now: datetime
) -> Person:
    """The person who stands for the organisation where it is reached, so that what is said with it
    has somebody it was said with: whoever is known there, else a new record in its name.
    """
    person = contact_point.people.current().order_by("pk").first()
    if person is None:
        person = add_person(
            details=Details(name=organisation.name, language=organisation.language),
            contacts=[(ContactKind(contact_point.kind), contact_point.value)],
            by=by,
            now=now,
        )
    if not organisation.relations.filter(person=person).exists():
        relate(
            person=person,
            kind=RelationKind.SPEAKS_FOR,
            organisation=organisation,
            by=by,
            now=now,
        )
    return person


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, merged: Organisation, by: User | None, now: datetime
) -> OrganisationMerge:
    """Everything of `merged` becomes part of `kept`, which keeps its own name.

    Raises CannotMerge.
    """
    both = Organisation.objects.select_for_update().order_by("pk").in_bulk([kept.pk, merged.pk])
    if len(both) != 2 or any(one.merged_into_id for one in both.values()):
        raise CannotMerge
    kept, merged = both[kept.pk], both[merged.pk]
    merge = OrganisationMerge(kept=kept, merged=merged, merged_by=by, merged_at=now)
    for reference in references_to_organisations():
        merge.moved[reference.name] = reference.move(source=merged.pk, target=kept.pk)
        left = reference.model._base_manager.filter(**{reference.field: merged.pk})
        merge.set_aside += [serializers.serialize("json", [row]) for row in left]
        left.delete()
    merge.filled_in = _fill_in(kept, merged)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    merge.save()
    record(actor=by, act="merged", obj=kept, now=now, detail={"merged": merged.pk})
    return merge


@transaction.atomic
def undo_merge(*, merge: OrganisationMerge, by: User | None, now: datetime) -> Organisation:
    """Two organisations again, each with what was its own; what was changed since stays as it was
    changed. Returns the restored one. Raises AlreadyUndone.
    """
    merge = OrganisationMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise AlreadyUndone
    restored = Organisation.objects.select_for_update().get(pk=merge.merged_id)
    owner = current_organisation(organisation=merge.kept)
    restored.merged_into = None
    restored.save(update_fields=["merged_into"])
    for reference in references_to_organisations():
        reference.move_back(
            ids=merge.moved.get(reference.name, []),
            owners={merge.kept_id, owner.pk},
            target=restored.pk,
        )
    for row in chain.from_iterable(serializers.deserialize("json", one) for one in merge.set_aside):
        if all(
            field.related_model._base_manager.filter(pk=getattr(row.object, field.attname)).exists()
            for field in row.object._meta.concrete_fields
            if field.is_relation and getattr(row.object, field.attname) is not None
        ):
            row.save()
    for field, (before, after) in merge.filled_in.items():
        now_there = getattr(owner, field)
        if field == "other_names":
            owner.other_names = [one for one in now_there if one in before or one not in after]
        elif now_there == after:
            setattr(owner, field, before)
    owner.rename(owner.name)
    owner.save()
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    record(actor=by, act="merge_undone", obj=owner, now=now, detail={"restored": restored.pk})
    return restored


def current_organisation(*, organisation: Organisation) -> Organisation:
    """The record that this one is part of now; itself where it was never merged."""
    while organisation.merged_into_id is not None:
        organisation = Organisation.objects.get(pk=organisation.merged_into_id)
    return organisation


def _fill_in(kept: Organisation, merged: Organisation) -> dict[str, list]:
    filled = {}
    for field in FILLED:
        before, offered = getattr(kept, field), getattr(merged, field)
        if not before and offered:
            setattr(kept, field, offered)
            filled[field] = [before, offered]
    names = list(kept.other_names)
    known = {fold(name) for name in (kept.name, *names)}
    for name in _names(merged):
        if fold(name) not in known:
            known.add(fold(name))
            names.append(name)
    if names != kept.other_names:
        filled["other_names"] = [kept.other_names, names]
        kept.other_names = names
    kept.rename(kept.name)
    kept.save()
    return filled


def _names(organisation: Organisation) -> Sequence[str]:
    return [organisation.name, *organisation.other_names]


@transaction.atomic
def add_organisations(
    *, about: Sequence[About], by: User | None, now: datetime
) -> list[Organisation]:
    """Many at once, in their order; two queries. Names must not be empty."""
    made = []
    for one in about:
        organisation = Organisation(
            kind=one.kind,
            language=one.language,
            address=one.address,
            website=one.website,
            do_not_contact=one.do_not_contact,
            other_names=[name.strip()[:200] for name in one.other_names if name.strip()],
            added_at=now,
        )
        organisation.rename(one.name.strip())
        made.append(organisation)
    Organisation.objects.bulk_create(made)
    if made:
        ids = [organisation.pk for organisation in made]
        record(
            actor=by, act="added", obj=Organisation, now=now, count=len(made), detail={"ids": ids}
        )
    return made


@transaction.atomic
def remove_unused(*, organisations: Collection[int], by: User | None, now: datetime) -> set[int]:
    """Take away those of these (ids) that nothing refers to; returns the others."""
    used = set(
        Organisation.objects.filter(merged_into__in=list(organisations)).values_list(
            "merged_into", flat=True
        )
    )
    for reference in references_to_organisations():
        rows = reference.model._base_manager.filter(**{f"{reference.field}__in": organisations})
        used |= set(rows.values_list(f"{reference.field}_id", flat=True))
    merges = OrganisationMerge.objects.filter(kept__in=organisations)
    used |= set(merges.values_list("kept", flat=True))
    rows = Organisation.objects.filter(pk__in=set(organisations) - used, merged_into__isnull=True)
    gone = list(rows.values_list("pk", flat=True))
    rows.delete()
    if gone:
        detail = {"ids": gone}
        record(actor=by, act="removed", obj=Organisation, now=now, count=len(gone), detail=detail)
    return set(organisations) - set(gone)
