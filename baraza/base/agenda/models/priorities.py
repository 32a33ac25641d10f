"""The term's few priorities: what was promised, where each stands, and what changed (A1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.agenda.models.offered import AgendaQuerySet
from baraza.common.translated import Translated


class Stage(models.TextChoices):
    """Where a priority stands in the cycle (requirement A1)."""

    AGENDA = "agenda", _("On the agenda")
    GAPS = "gaps", _("Finding the gaps")
    DRAFTING = "drafting", _("Drafting")
    OVERSIGHT = "oversight", _("Overseeing")


class Priority(Translated, models.Model):
    """One of the term's few priorities."""

    TRANSLATED = ("name", "why")

    name = models.CharField(_("name"), max_length=100, unique=True)
    why = models.TextField(_("why it matters, and what is to be reached"), blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.AGENDA)
    # One of the office's own until somebody says that everybody may read it.
    is_public = models.BooleanField(_("shown on the website"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    translations = models.JSONField(default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")

    def __str__(self) -> str:
        return self.name


class Pledge(Translated, models.Model):
    """What was promised in the campaign, and stands behind a priority."""

    TRANSLATED = ("words",)

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="pledges")
    words = models.CharField(_("what was promised"), max_length=500)
    said_where = models.CharField(_("where"), max_length=200, blank=True)
    made_date = models.DateField(_("when"), null=True, blank=True)
    source = models.URLField(_("where it can be read"), max_length=500, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = [models.F("made_date").asc(nulls_last=True), "pk"]


class PriorityChange(Translated, models.Model):
    """That a priority was changed, why, and what brought it about."""

    TRANSLATED = ("words",)

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="changes")
    words = models.TextField(_("what changed, and what brought it about"), blank=True)
    # Empty where it stayed at its stage.
    stage = models.CharField(_("came to"), max_length=10, choices=Stage.choices, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
