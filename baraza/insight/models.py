from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User


class WeeklyReader(models.Model):
    """A member of staff to whom the page of the week is mailed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    # Monday is 0, as Python counts; the hour is the office's.
    weekday = models.PositiveSmallIntegerField(_("day"), default=0)
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    # The office's own address as the reader knows it ("https://…"), for the way back to the desk.
    site = models.URLField()
    # The Monday of the last week that was mailed.
    sent_for_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__lt=7, hour__lt=24), name="insight_time_of_week"
            ),
        ]
