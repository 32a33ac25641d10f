"""What the member holds on a topic, and why (requirement B1)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models.topics import Topic
from baraza.common.blocks import Body
from baraza.common.written import Written


class PositionQuerySet(models.QuerySet):
    def public(self) -> Self:
        """What everybody may read now."""
        return self.filter(live=True)


class Position(Written):
    """Where the member stands on a topic, in one language. Its versions are dated and kept: what
    was held before can be read again."""

    WORDS = ("title", "summary", "body", "other_views")

    title = models.CharField(
        _("the question"), max_length=200, help_text=_("As people ask it: “More wells or pipes?”")
    )
    slug = models.SlugField(
        _("last part of the address"),
        max_length=80,
        allow_unicode=True,
        help_text=_("Short words with strokes between them: wells-or-pipes."),
    )
    summary = models.TextField(
        _("what we hold"), max_length=300, help_text=_("In one or two sentences, without reasons.")
    )
    body = Body(verbose_name=_("why"), blank=True)
    other_views = models.TextField(
        _("those who see it differently"),
        blank=True,
        help_text=_("Their best reason, fairly said. Whoever disagrees should find themselves."),
    )
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )

    objects = PositionQuerySet.as_manager()

    class Meta(Written.Meta):
        ordering = ["-first_published_at", "-pk"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="agenda_position_address"),
        ]

    def __str__(self) -> str:
        return self.title
