from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.common.shown import Shown
from baraza.common.translated import Translated


class Chambers(models.IntegerChoices):
    ONE = 1, _("One chamber")
    TWO = 2, _("Two chambers")


class Parliament(Translated, models.Model):
    """What is so in this country, of which every page that explains parliament tells: one row."""

    TRANSLATED = ("name", "chamber", "election", "visiting")

    name = models.CharField(_("what parliament is called"), max_length=120, blank=True)
    chambers = models.PositiveSmallIntegerField(
        _("how it is built"), choices=Chambers.choices, null=True, blank=True
    )
    # Where there are two.
    chamber = models.CharField(_("our member’s chamber"), max_length=120, blank=True)
    seats = models.PositiveIntegerField(
        _("members"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    term_years = models.PositiveSmallIntegerField(
        _("years between elections"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(15)],
    )
    election = models.CharField(_("how members are elected"), max_length=300, blank=True)
    visiting = models.TextField(_("how to visit parliament"), blank=True)
    website = models.URLField(_("website of parliament"), max_length=500, blank=True)
    changed_at = models.DateTimeField()
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="civics_one_parliament"),
        ]


class Reader(models.TextChoices):
    """For whom a question is."""

    ADULTS = "adults", _("Adults and students")
    CHILDREN = "children", _("Children")


class QuizQuestion(Translated, Shown):
    """A question of the quiz, with one answer that is right and why it is."""

    TRANSLATED = ("question", "right", "wrong", "also_wrong", "because")

    reader = models.CharField(_("for"), max_length=8, choices=Reader.choices, default=Reader.ADULTS)
    question = models.CharField(_("question"), max_length=300)
    right = models.CharField(_("right answer"), max_length=200)
    wrong = models.CharField(_("wrong answer"), max_length=200)
    also_wrong = models.CharField(_("another wrong answer"), max_length=200, blank=True)
    because = models.TextField(_("why, in one or two sentences"), max_length=600)
    # Which of those that come with the product it is; none of the office's own.
    key = models.SlugField(max_length=60, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("question of the quiz")
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(key=""), name="civics_question_comes_once"
            ),
        ]

    def __str__(self) -> str:
        return self.said("question")


class CamePage(models.Model):
    """That a page of the product was brought in a language. Whoever deletes the page does not get
    it again."""

    key = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # As it was brought; any other is the office's own.
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Staff said that it fits.
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("page that came with the product")
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="civics_page_comes_once"),
        ]
