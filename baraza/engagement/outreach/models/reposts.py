"""What others said well: passed on with their name, once somebody here has read it."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.engagement.outreach.feeds_read import EXCERPT, LINK, TITLE


class TrustedSource(models.Model):
    """Somebody whose news the office may pass on: the water company, the electoral commission."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    website = models.URLField(_("website"), blank=True)
    feed = models.URLField(
        _("feed"),
        blank=True,
        help_text=_("The address of an RSS or Atom feed. What is new there is offered to you."),
    )
    read_at = models.DateTimeField(null=True, blank=True)
    # What went wrong when its feed was last read, in words for staff.
    trouble = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RepostState(models.TextChoices):
    OFFERED = "offered", _("To decide")
    SHOWN = "shown", _("On the website")
    DECLINED = "declined", _("Not passed on")


class RepostQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """What somebody here decided to pass on."""
        return self.filter(state=RepostState.SHOWN)


class Repost(models.Model):
    """One piece of a source's news. Nothing of it is public before somebody says so."""

    source = models.ForeignKey(TrustedSource, on_delete=models.CASCADE, related_name="reposts")
    title = models.CharField(_("title"), max_length=TITLE)
    # A few lines only: the rest is read where it was written.
    excerpt = models.CharField(_("in short"), max_length=EXCERPT, blank=True)
    link = models.URLField(_("link"), max_length=LINK)
    language = models.CharField(max_length=10, blank=True)
    published_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=RepostState.choices, default=RepostState.OFFERED)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RepostQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "link"], name="outreach_repost_once"),
        ]
        indexes = [models.Index(fields=["state", "-found_at"], name="outreach_reposts_by_state")]
