"""How long things are kept, what stops that, and what was erased."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User

# Where a day ends last (UTC-12).
WEST_OF_ALL = timedelta(hours=12)


class RetentionRule(models.Model):
    """How many days one kind of thing is kept in this office; `registry.kinds()` names them.

    A kind without a row has its usual number of days; a row with none keeps it for ever.
    """

    kind = models.CharField(max_length=40, unique=True)
    days = models.PositiveIntegerField(null=True, blank=True)


class RetentionApproval(models.Model):
    """The one row that switches the nightly erasure on: who saw which preview and agreed.

    `rules` are the days of each kind that were approved: others erase nothing.
    """

    approved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField()
    rules = models.JSONField()
    counts = models.JSONField()
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_counts = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="people_one_retention_approval"),
        ]


class HoldQuerySet(models.QuerySet):
    def in_force(self, now: datetime) -> Self:
        """Neither lifted nor past its end, wherever the office's clocks stand."""
        today = (now - WEST_OF_ALL).date()
        return self.filter(lifted_at__isnull=True).filter(
            models.Q(until_date__isnull=True) | models.Q(until_date__gte=today)
        )


class Hold(models.Model):
    """Why something must be kept whatever the rules say: a lawsuit, an inquiry."""

    reason = models.TextField(_("reason"))
    placed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    placed_at = models.DateTimeField()
    until_date = models.DateField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-placed_at"]


class LegalHold(Hold):
    """Nothing of this person is erased while it is in force."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="holds")


class Erasure(models.Model):
    """That a person was erased, by whom and how much it was; nothing of what it was."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    erased_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    erased_at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        ordering = ["-erased_at"]
