from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User


class AgendaQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those that can still be chosen."""
        return self.filter(retired_at__isnull=True)


class Stage(models.TextChoices):
    """Where a priority stands in the cycle (requirement A1)."""

    AGENDA = "agenda", _("On the agenda")
    GAPS = "gaps", _("Finding the gaps")
    DRAFTING = "drafting", _("Drafting")
    OVERSIGHT = "oversight", _("Overseeing")


class Priority(models.Model):
    """One of the term's few priorities."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.AGENDA)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a letter is about. Few, chosen by the office, never typed freely."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    priority = models.ForeignKey(
        Priority,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="topics",
        verbose_name=_("priority"),
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Specialism(models.Model):
    """A topic somebody knows best; letters on it go to them first (requirement A4)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="specialists")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="agenda_specialism_once"),
        ]
