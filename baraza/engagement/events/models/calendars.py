"""What staff do besides: blocked by hand, or busy in their own calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.common.encrypted_fields import EncryptedTextField


class StaffCalendar(models.Model):
    """How one member of staff's calendar and ours know of each other."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    # Of the secret address at which their meetings can be followed; empty while there is none.
    feed_digest = models.CharField(max_length=64, blank=True, db_index=True)
    # Where their own calendar can be read: whoever knows the address knows their days.
    address = EncryptedTextField(_("address of your calendar"), blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)


class BusySource(models.TextChoices):
    HAND = "hand", _("Blocked here")
    FILE = "file", _("From a file")
    CALENDAR = "calendar", _("From their calendar")


class BusyTime(models.Model):
    """When somebody has no time for a meeting; of a calendar only that, never what for."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=BusySource.choices, default=BusySource.HAND)
    words = models.CharField(_("what for"), max_length=100, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="events_busy_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="events_busy_of_user")]
