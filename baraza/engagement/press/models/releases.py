from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from baraza.base.agenda.models import Topic
from baraza.base.people.models import Organisation
from baraza.common.blocks import Body
from baraza.common.written import Written


class ReleaseQuerySet(models.QuerySet):
    def public(self, now: datetime) -> Self:
        """What everybody may read: published, and under embargo no longer."""
        free = models.Q(embargo_until__isnull=True) | models.Q(embargo_until__lte=now)
        return self.filter(free, live=True)


class Release(Written):
    """A press release in one language (requirement E1)."""

    WORDS = ("title", "summary", "body")

    title = models.CharField(_("headline"), max_length=200)
    slug = models.SlugField(
        _("last part of the address"),
        max_length=80,
        allow_unicode=True,
        help_text=_("Short words with strokes between them: last-bus-at-ten."),
    )
    # Where and when, as releases begin: "MBUNI, 4 May".
    place = models.CharField(_("place it is sent from"), max_length=100, blank=True)
    summary = models.TextField(
        _("first sentences"),
        max_length=500,
        help_text=_("Who, what, when, where and why: what an editor reads first."),
    )
    body = Body(verbose_name=_("text"), blank=True)
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Before then it stands nowhere on the website, whoever publishes it."),
    )
    # With whom it is made together.
    partners = ParentalManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("together with")
    )
    contact_name = models.CharField(_("for questions"), max_length=150, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=50, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta(Written.Meta):
        ordering = ["-first_published_at", "-pk"]
        verbose_name = _("press release")
        verbose_name_plural = _("press releases")
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="press_release_address"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def public_at(self) -> datetime | None:
        """Since when everybody may read it: when it was published, or its embargo ended."""
        if self.first_published_at is None or self.embargo_until is None:
            return self.first_published_at
        return max(self.first_published_at, self.embargo_until)
