"""How parliament voted, and how the member did, with the reasons."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.common.shown import Shown
from baraza.common.translated import Translated
from baraza.engagement.consultations.models.bills import Bill


class Option(models.TextChoices):
    """As Popolo calls what somebody voted."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    ABSTAIN = "abstain", _("Abstained")
    ABSENT = "absent", _("Absent")
    PAIRED = "paired", _("Paired")
    NOT_VOTING = "not voting", _("Did not vote")


class Result(models.TextChoices):
    PASS = "pass", _("Agreed to")
    FAIL = "fail", _("Rejected")


class Vote(Translated, Shown):
    """One vote. Of the others only their number is kept, never who voted how."""

    TRANSLATED = ("title", "explanation")

    title = models.CharField(_("what was voted on"), max_length=500)
    held_date = models.DateField(_("on"))
    # The chamber or committee that voted.
    body = models.CharField(_("who voted"), max_length=200, blank=True)
    bill = models.ForeignKey(
        Bill,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="votes",
        verbose_name=_("bill"),
    )
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )
    result = models.CharField(_("result"), max_length=4, choices=Result.choices, blank=True)
    # Option → how many.
    counts = models.JSONField(default=dict, blank=True)
    option = models.CharField(
        _("how the member voted"), max_length=10, choices=Option.choices, blank=True
    )
    explanation = models.TextField(_("why"), blank=True)
    source = models.URLField(_("official record"), max_length=500, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-held_date", "-pk"]
        indexes = [
            models.Index(fields=["-held_date", "-id"], name="consultations_votes_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="consultations_vote_once",
            ),
        ]

    def __str__(self) -> str:
        return self.said("title")

    @property
    def tally(self) -> list[tuple[str, int]]:
        """(what, how many), in the order in which votes are read out."""
        return [
            (str(option.label), self.counts[option.value])
            for option in Option
            if option.value in self.counts
        ]
