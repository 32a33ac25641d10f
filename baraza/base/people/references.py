"""Every place where a row points at a person, declared by the package that keeps it.

A merge moves all of them and an undo moves them back, without knowing the packages above. A test
walks every model and fails for a place that nobody declared.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key to a person, or an array of ids: "conversations.Conversation", "person"."""

    model_label: str
    field: str

    @property
    def name(self) -> str:
        """How a merge record calls it."""
        return f"{self.model_label}.{self.field}".lower()

    @property
    def model(self) -> type[Model]:
        """The model that keeps it."""
        return apps.get_model(self.model_label)

    def move(self, *, source: int, target: int) -> list[int]:
        """Point rows at another person; returns the ids of those that changed.

        A row that would then say what another row says already stays where it is.
        """
        rows = self.model._base_manager.select_for_update()
        if self.is_array:
            return self._replace(
                rows.filter(**{f"{self.field}__contains": [source]}), source, target
            )
        return self._repoint(rows.filter(**{self.field: source}), target)

    def naming_both(self, one: int, other: int) -> list[int]:
        """Ids of the rows whose array names both people, who will be one in it."""
        if not self.is_array:
            return []
        rows = self.model._base_manager.filter(**{f"{self.field}__contains": [one, other]})
        return list(rows.values_list("pk", flat=True))

    def move_back(
        self,
        *,
        ids: Collection[int],
        owners: Collection[int],
        target: int,
        both: Collection[int] = (),
    ) -> None:
        """Give rows back to `target` that are still one of the owners'; others were moved since.

        `both` are the rows in which the owner stays beside `target`.
        """
        rows = self.model._base_manager.select_for_update().filter(pk__in=ids)
        if self.is_array:
            for owner in owners:
                theirs = rows.filter(**{f"{self.field}__contains": [owner]})
                self._replace(theirs.exclude(pk__in=both), owner, target)
                for row in theirs.filter(pk__in=both):
                    getattr(row, self.field).append(target)
                    row.save(update_fields=[self.field])
        else:
            self._repoint(rows.filter(**{f"{self.field}__in": owners}), target)

    @property
    def is_array(self) -> bool:
        """Whether the field holds several ids."""
        return isinstance(self.model._meta.get_field(self.field), ArrayField)

    @property
    def _may_conflict(self) -> bool:
        meta = self.model._meta
        field = meta.get_field(self.field)
        return (
            field.unique
            or any(self.field in constraint.fields for constraint in meta.total_unique_constraints)
            or any(self.field in getattr(rule, "fields", ()) for rule in meta.constraints)
        )

    def _repoint(self, rows: QuerySet, target: int) -> list[int]:
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        plain = self.model._base_manager
        if not self._may_conflict:
            plain.filter(pk__in=ids).update(**{self.field: target})
            return ids
        return [pk for pk in ids if _moved(plain.filter(pk=pk), {self.field: target})]

    def _replace(self, rows: QuerySet, source: int, target: int) -> list[int]:
        changed = []
        for row in rows:
            people = getattr(row, self.field)
            replaced = [target if one == source else one for one in people]
            setattr(row, self.field, list(dict.fromkeys(replaced)))
            row.save(update_fields=[self.field])
            changed.append(row.pk)
        return changed


def _moved(row: QuerySet, values: dict[str, int]) -> bool:
    try:
        with transaction.atomic():
            return bool(row.update(**values))
    except IntegrityError:
        return False


_references: list[Reference] = []
_to_organisations: list[Reference] = []


def declare(*references: Reference) -> None:
    """Let merges move these."""
    _references.extend(references)


def references() -> list[Reference]:
    """Everything declared, in the order of the packages."""
    return list(_references)


def declare_to_organisations(*references: Reference) -> None:
    """Let merges of organisations move these."""
    _to_organisations.extend(references)


def references_to_organisations() -> list[Reference]:
    """Every place where a row points at an organisation."""
    return list(_to_organisations)


declare(
    Reference("people.ContactLink", "person"),
    Reference("people.GroupMember", "person"),
    Reference("people.Relation", "person"),
    Reference("people.Relation", "other_person"),
    Reference("people.PersonNote", "person"),
    Reference("people.StaffWarning", "person"),
    Reference("people.Consent", "person"),
    Reference("people.LegalHold", "person"),
    Reference("people.ImportedRow", "person"),
)
declare_to_organisations(
    Reference("people.Relation", "organisation"),
    Reference("people.OrganisationContact", "organisation"),
    Reference("people.OrganisationNote", "organisation"),
)
