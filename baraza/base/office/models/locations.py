"""Where the office can be found, and when."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.common.translated import Translated


class LocationKind(models.TextChoices):
    MAIN = "main", _("Main office")
    BRANCH = "branch", _("Branch office")
    MOBILE = "mobile", _("Mobile office")
    CAPITAL = "capital", _("Office in the capital")


class LocationQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those that were not given up."""
        return self.filter(retired_at__isnull=True)

    def published(self) -> Self:
        """Those people can come to: not the sites that are only being compared."""
        return self.in_use().filter(is_considered=False)


class Location(Translated, models.Model):
    """A place where people find the office."""

    TRANSLATED = ("name", "directions", "access_note", "neutral_note")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(
        _("kind"), max_length=8, choices=LocationKind.choices, default=LocationKind.MAIN
    )
    address = models.TextField(_("address"), blank=True)
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    directions = models.TextField(_("how to get there"), blank=True)
    # None: nobody has looked yet, and the site says nothing of it.
    step_free = models.BooleanField(_("without steps"), null=True, blank=True)
    accessible_toilet = models.BooleanField(_("accessible toilet"), null=True, blank=True)
    hearing_loop = models.BooleanField(_("hearing loop"), null=True, blank=True)
    access_note = models.TextField(_("more on access"), blank=True)
    # In a town hall or a library, not under a party's sign.
    is_neutral = models.BooleanField(_("a neutral place"), default=False)
    neutral_note = models.CharField(_("whose building it is"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, blank=True)
    by_appointment = models.BooleanField(_("visits by appointment only"), default=False)
    # A site the office thinks about: compared with others, shown nowhere.
    is_considered = models.BooleanField(_("only being considered"), default=False)
    travel_minutes = models.PositiveSmallIntegerField(
        _("usual journey, in minutes"), null=True, blank=True
    )
    longest_travel_minutes = models.PositiveSmallIntegerField(
        _("longest journey, in minutes"), null=True, blank=True
    )
    monthly_cost = models.PositiveIntegerField(_("cost a month"), null=True, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="office_location_both_coordinates",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hours(models.Model):
    """A span of an ordinary week. What closes no later than it opens closes the day after."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="hours")
    # Monday is 0, as Python counts.
    weekday = models.PositiveSmallIntegerField(choices=list(WEEKDAYS.items()))
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "weekday", "opens"], name="office_hours_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6), name="office_hours_on_a_day_of_the_week"
            ),
        ]


class ExceptionalDay(models.Model):
    """Days with hours of their own, or none; both dates included."""

    # None: every office.
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions"
    )
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day"))
    # Pairs of opening and closing; empty: closed.
    spans: list[list[time]] = ArrayField(
        ArrayField(models.TimeField(), size=2), default=list, blank=True
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["first_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_date__gte=models.F("first_date")),
                name="office_exception_ends_after_it_begins",
            ),
        ]


class MobileStop(models.Model):
    """A day on which a mobile office stands somewhere."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="stops")
    date = models.DateField(_("day"))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    place = models.CharField(_("place"), max_length=150)
    # Who helps to make it known, or gives the room.
    partners = models.CharField(_("together with"), max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["date", "opens"]
        indexes = [models.Index(fields=["date"], name="office_stops_by_day")]
