from django.db import models

from baraza.base.office.models import Location


class Queue(models.Model):
    """How many wait at an open door, as staff tap it."""

    location = models.OneToOneField(Location, on_delete=models.CASCADE, related_name="+")
    waiting = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
