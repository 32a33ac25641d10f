from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.agenda.models.offered import AgendaQuerySet
from baraza.base.agenda.models.priorities import Priority
from baraza.common.translated import Translated


class Topic(Translated, models.Model):
    """What a letter is about. Few, chosen by the office, never typed freely."""

    TRANSLATED = ("name",)

    name = models.CharField(_("name"), max_length=100, unique=True)
    translations = models.JSONField(default=dict, blank=True)
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
