"""Releases as they were sent to the media list."""

from __future__ import annotations

from django.db import models

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem
from baraza.engagement.press.models.outlets import MediaContact
from baraza.engagement.press.models.releases import Release


class Sending(models.Model):
    """One release to part of the list, in one go."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="sendings")
    # It left before its embargo ended, and said so on top.
    is_early = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]


class SentTo(models.Model):
    """Somebody it was sent to; the same text, in whichever language, reaches nobody twice."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="recipients")
    contact = models.ForeignKey(MediaContact, on_delete=models.CASCADE, related_name="+")
    # Shared by the release in all its languages.
    text_key = models.UUIDField()
    outgoing = models.ForeignKey(
        OutgoingItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text_key", "contact"], name="press_sent_once"),
        ]
