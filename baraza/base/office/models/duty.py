"""The ways in to the office: which are open, and who attends them when."""

from __future__ import annotations

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.office.models.locations import Location
from baraza.common.translated import Translated


class Way(models.TextChoices):
    """A way in to the office. Those in `ALWAYS_OPEN` cannot be closed, only attended or not."""

    FORM = "form", _("Letter form on the website")
    HELP = "help", _("Help form on the website")
    PHONE = "phone", _("Telephone")
    VISIT = "visit", _("Visits")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Post")


ALWAYS_OPEN = frozenset({Way.EMAIL, Way.POST})
# Ways that wait until they are read; the others need somebody there and then.
WRITTEN = frozenset({Way.FORM, Way.HELP, *ALWAYS_OPEN})
# Those on the website, which a backlog closes.
FORMS = frozenset({Way.FORM, Way.HELP})


class Forced(models.TextChoices):
    """What somebody decided by hand, until a moment they named."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Entrance(Translated, models.Model):
    """How the office keeps one way in. A way without a row is offered, and closes for nothing."""

    TRANSLATED = ("closed_words",)

    way = models.CharField(max_length=8, choices=Way.choices, primary_key=True)
    is_offered = models.BooleanField(_("offered"), default=True)
    hours_needed = models.DecimalField(
        _("hours a week it takes"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    limit = models.PositiveIntegerField(
        _("closes itself when more than so many wait"), null=True, blank=True
    )
    # Since when too many wait; None while the office keeps up.
    behind_since = models.DateTimeField(null=True, blank=True)
    forced = models.CharField(max_length=6, choices=Forced.choices, blank=True)
    forced_until = models.DateTimeField(null=True, blank=True)
    forced_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_words = models.TextField(_("what people read while it is closed"), blank=True)
    translations = models.JSONField(default=dict, blank=True)
    # What really happened in the last weeks, in working days; None where it was too little.
    usual_days = models.PositiveSmallIntegerField(null=True, blank=True)
    slow_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reckoned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(forced="") | models.Q(forced_until__isnull=False),
                name="office_entrance_forced_until",
            ),
        ]


class Attendance(models.Model):
    """Somebody attends a way in at these times of each week; their absences count."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(_("way in"), max_length=8, choices=Way.choices)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=list(WEEKDAYS.items()))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["way", "weekday", "opens", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "way", "weekday", "opens"], name="office_attends_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6), name="office_attends_on_a_day_of_the_week"
            ),
        ]
