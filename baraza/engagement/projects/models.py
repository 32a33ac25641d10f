from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.common.bringing import BroughtFile
from baraza.common.shown import Shown
from baraza.common.translated import Translated


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    UNDER_WAY = "under_way", _("Under way")
    STALLED = "stalled", _("At a standstill")
    DONE = "done", _("Finished")
    CANCELLED = "cancelled", _("Given up")


class Source(models.TextChoices):
    """Whose money it is."""

    MEMBERS_FUND = "fund", _("The member’s fund")
    NATIONAL = "national", _("A ministry or national agency")
    LOCAL = "local", _("A local authority")
    DONOR = "donor", _("A donor")
    COMMUNITY = "community", _("The community itself")
    OTHER = "other", _("Another source")


class Project(Translated, Shown):
    """Something that is built, bought or done for people somewhere."""

    TRANSLATED = ("name", "what")

    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    what = models.TextField(_("what is done, and for whom"), blank=True)
    area = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("where"),
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    amount = models.DecimalField(
        _("money"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    # ISO 4217; what was spent is in the same.
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    source = models.CharField(_("paid by"), max_length=9, choices=Source.choices, blank=True)
    # Which ministry, fund or donor.
    source_name = models.CharField(_("its name"), max_length=200, blank=True)
    body = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("responsible body"),
    )
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.PROPOSED
    )
    status_date = models.DateField(_("since"), null=True, blank=True)
    began_date = models.DateField(_("begun"), null=True, blank=True)
    due_date = models.DateField(_("to be finished by"), null=True, blank=True)
    external_id = models.CharField(_("number"), max_length=100, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="projects_project_once",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="projects_point_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | ~models.Q(currency=""),
                name="projects_money_has_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.said("name")


class ProjectStep(Translated, models.Model):
    """That a project came to a status, or what else became of it."""

    TRANSLATED = ("note",)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    happened_date = models.DateField(_("on"))
    note = models.CharField(_("what happened"), max_length=500, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["happened_date", "pk"]


class Payment(Translated, models.Model):
    """Money that was spent on a project, for everybody to see (requirement N4)."""

    TRANSLATED = ("what_for",)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="payments")
    paid_date = models.DateField(_("on"))
    amount = models.DecimalField(
        _("amount"),
        max_digits=16,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    # A firm or an office; never somebody's name who is not paid as one.
    payee = models.CharField(_("to"), max_length=200, blank=True)
    what_for = models.CharField(_("for"), max_length=300)
    paper = models.URLField(_("proof"), max_length=500, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["paid_date", "pk"]


class ProjectFile(BroughtFile):
    """A file of projects."""
