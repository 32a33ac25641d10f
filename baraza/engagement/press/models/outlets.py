"""Who writes and broadcasts, and whom to write to there."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.common.bringing import BroughtFile


class OutletKind(models.TextChoices):
    PAPER = "paper", _("Newspaper")
    RADIO = "radio", _("Radio")
    TELEVISION = "tv", _("Television")
    ONLINE = "online", _("Online")
    AGENCY = "agency", _("News agency")
    MAGAZINE = "magazine", _("Magazine")
    FREELANCE = "freelance", _("Freelance")


class Reach(models.TextChoices):
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
    NATIONAL = "national", _("National")
    INTERNATIONAL = "world", _("International")


class Outlet(models.Model):
    """A newspaper, a station, somebody who writes for several."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=9, choices=OutletKind.choices)
    language = models.CharField(_("language"), max_length=10, blank=True)
    reach = models.CharField(_("reach"), max_length=8, choices=Reach.choices, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = [Lower("name"), "pk"]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet):
    def writable(self) -> Self:
        """Those a release may be sent to."""
        return self.filter(outlet__retired_at=None, no_more_at=None).exclude(email="")


class MediaContact(models.Model):
    """Somebody or some desk there."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = models.CharField(_("for what"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    confirmed_date = models.DateField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # They asked for no more releases.
    no_more_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["outlet__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="press_contact_address_once",
                violation_error_message=_("Somebody on the list has this address already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.role or self.email


class MediaFile(BroughtFile):
    """A file of the media list."""
