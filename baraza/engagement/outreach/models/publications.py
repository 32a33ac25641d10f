"""What the office tells everybody: news, and statements on what matters."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.common.blocks import Body
from baraza.common.written import Written


class PublicationKind(models.TextChoices):
    NEWS = "news", _("News")
    STATEMENT = "statement", _("Statement")


class PublicationQuerySet(models.QuerySet):
    def public(self) -> Self:
        """What everybody may read now."""
        return self.filter(live=True)


class Publication(Written):
    """One piece of news, or a statement, in one language."""

    WORDS = ("title", "summary", "body", "picture_description")

    kind = models.CharField(
        _("kind"), max_length=10, choices=PublicationKind.choices, default=PublicationKind.NEWS
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("last part of the address"),
        max_length=80,
        allow_unicode=True,
        help_text=_("Short words with strokes between them: last-bus-at-ten."),
    )
    summary = models.TextField(
        _("in short"),
        max_length=300,
        help_text=_("One or two sentences, for lists, search and whoever shares it."),
    )
    body = Body(verbose_name=_("text"), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_description = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )

    objects = PublicationQuerySet.as_manager()

    class Meta(Written.Meta):
        ordering = ["-first_published_at", "-pk"]
        verbose_name = _("news or statement")
        verbose_name_plural = _("news and statements")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug", "locale"], name="outreach_publication_address"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-first_published_at"], name="outreach_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A picture says what it shows."""
        super().clean()
        if self.picture_id and not self.picture_description:
            missing = _("Please say what the picture shows, for those who cannot see it.")
            raise ValidationError({"picture_description": missing})
