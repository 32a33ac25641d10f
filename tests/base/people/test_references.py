"""Every row that points at a person goes with them when two records become one."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from baraza.base.people.actions.merging import merge_people, undo_merge
from baraza.base.people.models import Organisation, Person
from baraza.base.people.references import Reference, references
from tests.base.people.conftest import NewPerson

# What must not move, and why not.
STAYS = {
    "people.person.merged_into": "a record merged before stays part of the one it became",
    "people.merge.kept": "the memory of the merge itself",
    "people.merge.merged": "the memory of the merge itself",
    "people.erasure.person": "an erased person is never merged",
    "people.duplicatepair.first": "carried by actions.pairs_of_two, which keeps the two in order",
    "people.duplicatepair.second": "carried by actions.pairs_of_two, which keeps the two in order",
}
# Arrays of numbers that are no people.
OTHER_ARRAYS = {
    "places.area.lineage",
    "office.profile.weekdays",
    "conversations.bulkact.conversations",
    "logbook.sheet.topics",
    "casework.patternsuggestion.case_ids",
    "events.availability.weekdays",
}


def _all_places() -> set[str]:
    found = set()
    for model in apps.get_models():
        if not model.__module__.startswith("baraza."):
            continue
        for field in model._meta.get_fields():
            own = getattr(field, "concrete", False) and not field.auto_created
            through = field.remote_field.through if field.many_to_many and own else None
            stored = own and (through is None or through._meta.auto_created)
            if stored and field.is_relation and field.related_model is Person:
                found.add(f"{model._meta.label}.{field.name}".lower())
            if isinstance(field, ArrayField) and isinstance(field.base_field, models.IntegerField):
                found.add(f"{model._meta.label}.{field.name}".lower())
    return found


def test_every_place_that_points_at_a_person_is_declared() -> None:
    declared = {reference.name for reference in references()}

    assert _all_places() - OTHER_ARRAYS == declared | STAYS.keys()
    assert declared.isdisjoint(STAYS)


@pytest.mark.parametrize("reference", references(), ids=lambda one: one.name)
def test_its_rows_move_with_a_merge_and_back_with_its_undoing(
    reference: Reference, new_person: NewPerson, now: datetime
) -> None:
    kept, merged = new_person("Amina Otieno"), new_person("Amina A. Otieno")
    is_array = isinstance(reference.model._meta.get_field(reference.field), ArrayField)
    other = {"relation": {"organisation": _organisation(now)}}.get(reference.model._meta.model_name)
    if reference.field == "other_person":
        other = {"person": new_person("Ruth Achieng")}
    row = _make(
        reference.model,
        now,
        **{**(other or {}), reference.field: [merged.pk, 0] if is_array else merged},
    )

    def people() -> list[int]:
        value = reference.model._base_manager.values_list(reference.field, flat=True).get(pk=row.pk)
        return value if is_array else [value]

    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    assert kept.pk in people()
    assert merged.pk not in people()

    undo_merge(merge=merge, by=None, now=now)
    assert merged.pk in people()
    assert kept.pk not in people()


def _organisation(now: datetime) -> Organisation:
    organisation = Organisation(kind="cso", added_at=now)
    organisation.rename("Lake Women's Union")
    organisation.save()
    return organisation


def _make(model: type[models.Model], now: datetime, **given: object) -> models.Model:
    """A row of any model with something in each field that needs it."""
    values = dict(given)
    for field in model._meta.concrete_fields:
        if field.name in values or field.has_default() or field.null or field.primary_key:
            continue
        values[field.name] = _some(field, now)
    return model._base_manager.create(**values)


def _some(field: models.Field, now: datetime) -> object:
    if isinstance(field, models.ForeignKey):
        return _make(field.related_model, now)
    if field.choices:
        return field.choices[0][0]
    kinds = [
        (models.DateTimeField, now),
        (models.DateField, date(2026, 5, 4)),
        (models.BooleanField, False),
        (models.IntegerField, 7),
        (models.BinaryField, b"some"),
        (models.JSONField, {}),
        (ArrayField, []),
        (models.UUIDField, uuid4()),
        (models.TextField, "some words"),
        (models.CharField, "some"),
    ]
    return next(value for kind, value in kinds if isinstance(field, kind))
