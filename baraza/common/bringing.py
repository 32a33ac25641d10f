"""A file that is looked at first, brought in at once, and taken back whole.

What its rows mean is decided by the package whose rows they become: as a `Plan`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

# A file nobody brought in is let go with the next one after so long.
KEPT = timedelta(days=7)


class NotUndoable(ValueError):
    """Only a file that was brought in, and not taken back before, can be taken back."""


class RowOutcome(models.TextChoices):
    ADDED = "added", _("Added")
    COMPLETED = "completed", _("Already known, completed")
    KNOWN = "known", _("Already here")
    UNUSABLE = "unusable", _("Could not be used")


@dataclass(slots=True)
class Told:
    """What becomes of one row; `remarks` are msgids."""

    number: int
    name: str
    outcome: RowOutcome
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What rows would make and change. `new` is in the order in which it can be saved: what is
    pointed at comes first."""

    told: list[Told] = field(default_factory=list)
    new: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)
    # A row of ours, and field → what it was and what it becomes.
    changes: list[tuple[models.Model, dict[str, tuple[Any, Any]]]] = field(default_factory=list)

    def add(self, row: models.Model) -> None:
        """One more row to be made."""
        self.new.setdefault(type(row), []).append(row)

    def change(self, row: models.Model, **values: Any) -> bool:
        """Let a row become this, so that later rows of the file find it so; says whether that
        differs from what it was."""
        differing = {
            name: (before, value)
            for name, value in values.items()
            if (before := getattr(row, name)) != value
        }
        for name, (_before, value) in differing.items():
            setattr(row, name, value)
        # One that is still to be made has nothing to go back to.
        if differing and row.pk is not None:
            self.changes.append((row, differing))
        return bool(differing)


class BroughtFile(models.Model):
    """One file on its way in."""

    filename = models.CharField(max_length=200)
    # The rows as they were read, until it is over.
    rows = models.JSONField(default=list)
    # What became of each row: number, outcome, remarks; never its words.
    report = models.JSONField(default=list)
    # What it made and changed, so that it can be taken back.
    made = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]

    @classmethod
    def keep(
        cls, *, filename: str, rows: Sequence[Any], by: models.Model | None, now: datetime
    ) -> Self:
        """What was read of a file waits for somebody to look at it, for a week at most."""
        cls._default_manager.filter(done_at__isnull=True, uploaded_at__lt=now - KEPT).delete()
        return cls._default_manager.create(
            filename=filename[:200], rows=list(rows), by=by, uploaded_at=now
        )

    @classmethod
    def locked(cls, pk: int) -> Self:
        """The file, while no other one of its kind is brought in: two at once would not see what
        the other adds. To be asked for in a transaction."""
        rows = cls._default_manager.select_for_update(of=("self",)).order_by("pk")
        return {one.pk: one for one in rows}[pk]

    def told(self) -> list[Told]:
        """What became of each row; of its words nothing was kept."""
        return [
            Told(number=number, name="", outcome=RowOutcome(outcome), remarks=remarks)
            for number, outcome, remarks in self.report
        ]

    def bring_in(self, plan: Plan, *, by: models.Model | None, now: datetime) -> None:
        """Carry out the plan of its rows, and remember what that was."""
        made: dict[str, list[Any]] = {"new": [], "changed": []}
        for model, rows in plan.new.items():
            saved = model._default_manager.bulk_create(rows)
            made["new"].append([model._meta.label, [one.pk for one in saved]])
        for row, values in plan.changes:
            if hasattr(row, "changed_at"):
                row.changed_at = now
            row.save()
            before = {name: was for name, (was, _becomes) in values.items()}
            after = {name: becomes for name, (_was, becomes) in values.items()}
            made["changed"].append([row._meta.label, row.pk, before, after])
        self.made = made
        self.report = [[one.number, one.outcome.value, one.remarks] for one in plan.told]
        self.rows, self.done_at, self.by = [], now, by
        self.save()

    def take_back(self, *, now: datetime) -> int:
        """Undo all of it, but for what was changed since; returns how many rows stay for that.

        Raises NotUndoable.
        """
        if self.done_at is None or self.undone_at is not None:
            raise NotUndoable
        stay: dict[type[models.Model], set[int]] = {}
        for label, pk, before, after in reversed(self.made["changed"]):
            row = apps.get_model(label)._default_manager.filter(pk=pk)
            # Together or not at all: a sum without its currency is none.
            if not row.filter(**after).update(**before) and row.exists():
                stay.setdefault(row.model, set()).add(pk)
        for label, pks in self.made["new"]:
            model = apps.get_model(label)
            rows = model._default_manager.filter(pk__in=pks)
            if any(one.name == "changed_at" for one in model._meta.fields):
                changed = rows.exclude(changed_at=self.done_at)
                stay.setdefault(model, set()).update(changed.values_list("pk", flat=True))
                rows.exclude(pk__in=stay[model]).delete()
                continue
            # What hangs on a row that stays, stays with it.
            for one in model._meta.fields:
                if one.related_model in stay:
                    rows = rows.exclude(**{f"{one.name}__in": stay[one.related_model]})
            rows.delete()
        self.made, self.undone_at = {}, now
        self.save(update_fields=["made", "undone_at"])
        return sum(map(len, stay.values()))
