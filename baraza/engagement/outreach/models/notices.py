"""What people must know now, where they live."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.places.models import Area
from baraza.common.translated import Translated


class Level(models.TextChoices):
    """How much it matters, the most first where several are shown."""

    DANGER = "danger", _("Danger")
    URGENT = "urgent", _("Urgent")
    GOOD_TO_KNOW = "info", _("Good to know")


class NoticeQuerySet(models.QuerySet):
    def in_force(self, now: datetime) -> Self:
        """Those that have begun and are not over."""
        return self.filter(
            models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now), begins_at__lte=now
        )

    def concerning(self, areas: Collection[int]) -> Self:
        """Those for everybody, and those for one of these areas (give each with what it lies in
        and what lies in it)."""
        return self.filter(models.Q(areas__isnull=True) | models.Q(areas__in=areas)).distinct()


class Notice(Translated, models.Model):
    """A water cut, a road closed, a deadline tomorrow (requirement B2)."""

    TRANSLATED = ("title", "text")

    title = models.CharField(_("what happens"), max_length=120)
    text = models.TextField(_("what to know and do"), blank=True)
    translations = models.JSONField(default=dict, blank=True)
    level = models.CharField(
        _("how much it matters"), max_length=8, choices=Level.choices, default=Level.URGENT
    )
    link = models.URLField(_("more at"), blank=True)
    # None: it concerns everybody.
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("where"))
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("begins_at")),
                name="outreach_notice_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.said("title")
