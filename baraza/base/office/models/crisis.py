"""When ordinary work stops: one switch, said at the top of every public page."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.common.translated import Translated


class CrisisQuerySet(models.QuerySet):
    def at(self, now: datetime) -> Self:
        """Those that last at that moment."""
        return self.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now), begins_at__lte=now, ends_at__gt=now
        )


class Crisis(Translated, models.Model):
    """A time in which the office works otherwise; it ends by itself."""

    TRANSLATED = ("heading", "text", "services", "virtual_hours", "corrections")

    heading = models.CharField(_("what has happened, in a line"), max_length=160)
    text = models.TextField(_("what people should know first"), blank=True)
    # What the office does meanwhile, and what not.
    services = models.TextField(_("what we do meanwhile, and what waits"), blank=True)
    virtual_hours = models.TextField(_("when and how to speak with us"), blank=True)
    # What is told and is not true, each with what is.
    corrections = models.TextField(_("what is told and is not true"), blank=True)
    # Of authorities, the most important first: {"label", "url"}.
    guidance = models.JSONField(_("official guidance"), default=list, blank=True)
    survey_url = models.URLField(_("where people say what they need"), blank=True)
    translations = models.JSONField(default=dict, blank=True)
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    started_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CrisisQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("begins_at")),
                name="office_crisis_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.heading
