from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from baraza.base.accounts.models import Circled, CircledQuerySet
from baraza.base.audit.chain import sealed

if TYPE_CHECKING:
    from typing import Self


class AuditQuerySet(CircledQuerySet):
    def about(self, obj: models.Model) -> Self:
        """What was done to one thing, alone or among many."""
        kind = models.Q(object_kind=obj._meta.label_lower)
        among_many = models.Q(object_id="", detail__ids__contains=[obj.pk])
        return self.filter(kind, models.Q(object_id=str(obj.pk)) | among_many)


class AuditEntry(Circled):
    """One act, by somebody, on something. Ids and numbers only: never what was written."""

    # Without gaps from 1 on, so that a row taken out is missed.
    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    # No foreign key: the trail outlives whoever left it. None: a machine, or the command line.
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=150, blank=True)
    act = models.CharField(max_length=40)
    # A model's label ("conversations.conversation") and its primary key; empty where many.
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    # How many things one act touched.
    count = models.PositiveIntegerField(default=1)
    detail = models.JSONField(default=dict, blank=True)
    hash = models.BinaryField(max_length=32)

    objects = AuditQuerySet.as_manager()

    # The application's database role can add rows and read them, no more.
    append_only = True

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-number"], name="audit_of_object"),
            models.Index(fields=["actor_id", "-number"], name="audit_of_actor"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]

    def seal_on(self, previous: bytes) -> bytes:
        """The hash this row must have when it follows the row with hash `previous`."""
        return sealed(
            previous=previous,
            number=self.number,
            at=self.at,
            actor_id=self.actor_id,
            actor_name=self.actor_name,
            act=self.act,
            object_kind=self.object_kind,
            object_id=self.object_id,
            count=self.count,
            detail=self.detail,
            circle_id=self.circle_id,
        )
