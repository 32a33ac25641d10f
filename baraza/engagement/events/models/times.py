"""What people can come for, and when somebody has time for them."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.models import Topic
from baraza.base.office.models import Location, monday_to_friday
from baraza.common.translated import Translated


class Way(models.TextChoices):
    """How one meets."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By telephone")
    VIDEO = "video", _("By video")


def in_person() -> list[str]:
    """How most people meet."""
    return [Way.IN_PERSON.value]


class PurposeQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those that can still be booked."""
        return self.filter(retired_at__isnull=True)


class Purpose(Translated, models.Model):
    """Something one can make an appointment for, and how long it takes."""

    TRANSLATED = ("name", "bring")

    name = models.CharField(_("what one can come for"), max_length=100)
    bring = models.TextField(_("what to bring"), max_length=1000, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    gap_minutes = models.PositiveSmallIntegerField(
        _("minutes between two meetings"),
        default=10,
        help_text=_("For notes, and for whoever comes next."),
    )
    ways = ArrayField(
        models.CharField(max_length=10, choices=Way.choices),
        default=in_person,
        verbose_name=_("how one meets"),
    )
    hosts = models.ManyToManyField(
        User, related_name="+", blank=True, verbose_name=_("who meets people for it")
    )
    is_public = models.BooleanField(
        _("can be booked on the website"),
        default=True,
        help_text=_("Else only staff book it for somebody."),
    )
    # What is booked is seen by this circle only: the others see that the time is taken.
    for_circle = models.ForeignKey(
        Circle,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("confidential: only for"),
    )
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__range=(5, 480), gap_minutes__lte=240),
                name="events_purpose_takes_a_while",
            ),
        ]

    def __str__(self) -> str:
        return self.said("name")


class Availability(models.Model):
    """Hours in which somebody meets people, each week or between two dates, in the time of the
    place or else of the office."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(
        Location,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("where"),
    )
    # Monday is 0, as Python counts. None: every day between the two dates.
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        default=monday_to_friday,
        blank=True,
        verbose_name=_("days"),
    )
    first_date = models.DateField(_("from day"), null=True, blank=True)
    last_date = models.DateField(_("until day"), null=True, blank=True)
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    ways = ArrayField(
        models.CharField(max_length=10, choices=Way.choices),
        default=in_person,
        verbose_name=_("how one meets"),
    )
    # None: whatever they meet people for.
    purposes = models.ManyToManyField(
        Purpose, related_name="+", blank=True, verbose_name=_("only for")
    )
    notice_hours = models.PositiveSmallIntegerField(_("hours of notice"), default=24)
    ahead_days = models.PositiveSmallIntegerField(_("days ahead"), default=42)
    video_link = models.URLField(_("address of the video room"), max_length=500, blank=True)

    class Meta:
        ordering = ["begins", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("begins")),
                name="events_hours_end_after_they_begin",
            ),
            models.CheckConstraint(
                condition=~models.Q(weekdays=[])
                | models.Q(first_date__isnull=False, last_date__isnull=False),
                name="events_hours_are_on_some_day",
            ),
        ]
        indexes = [models.Index(fields=["user"], name="events_hours_of_user")]


class ConstituencyDay(models.Model):
    """A day on which members all over the country meet people; the row says that we take part."""

    date = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)

    class Meta:
        ordering = ["date"]
