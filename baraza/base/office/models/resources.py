"""What the office has to work with, and how the member's own time is meant to be spent."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.common.translated import Translated


class Source(models.TextChoices):
    """Where a resource comes from."""

    STAFF = "staff", _("Staff time")
    MONEY = "money", _("Money")
    PARLIAMENT = "parliament", _("Parliament")
    PARTY = "party", _("Party")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    VOLUNTEERS = "volunteers", _("Volunteers")


class Unit(models.TextChoices):
    """What an amount is counted in."""

    HOURS = "hours", _("hours a week")
    MONEY_MONTH = "money_month", _("money a month")
    MONEY_YEAR = "money_year", _("money a year")
    PEOPLE = "people", _("people")


class ResourceQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those the website shows."""
        return self.filter(is_public=True)


class Resource(Translated, models.Model):
    """Something the office can use, and what for."""

    TRANSLATED = ("name", "used_for")

    source = models.CharField(_("from"), max_length=14, choices=Source.choices)
    name = models.CharField(_("what"), max_length=120)
    amount = models.DecimalField(
        _("how much"), max_digits=12, decimal_places=1, null=True, blank=True
    )
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit.choices, blank=True)
    used_for = models.CharField(_("used for"), max_length=300, blank=True)
    is_public = models.BooleanField(_("shown on the website"), default=False)
    translations = models.JSONField(default=dict, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["source", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Where(models.TextChoices):
    CAPITAL = "capital", _("In the capital")
    CONSTITUENCY = "constituency", _("In the constituency")


class Called(models.TextChoices):
    """Who wanted it."""

    REQUESTED = "requested", _("because others ask")
    PROACTIVE = "proactive", _("of our own accord")


class TimeBudget(models.Model):
    """How many hours of a week the member means to give to something."""

    where = models.CharField(max_length=12, choices=Where.choices)
    called = models.CharField(max_length=9, choices=Called.choices)
    hours = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["where", "called"]
        constraints = [
            models.UniqueConstraint(fields=["where", "called"], name="office_one_budget_each"),
        ]


class ProtectedBlock(models.Model):
    """Time of the member's week that nobody books, for follow-up and reading."""

    weekday = models.PositiveSmallIntegerField(_("day"), choices=list(WEEKDAYS.items()))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    purpose = models.CharField(_("kept for"), max_length=120, blank=True)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6), name="office_block_on_a_day_of_the_week"
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="office_block_ends_after_it_begins",
            ),
        ]
