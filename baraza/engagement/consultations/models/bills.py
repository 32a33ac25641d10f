"""Bills, where they stand, and what the member does about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.common.shown import Shown
from baraza.common.translated import Translated


class BillStage(models.TextChoices):
    """From the first word to the law; parliaments skip those they do not have."""

    PROPOSED = "proposed", _("Proposed")
    FIRST_READING = "first", _("First reading")
    COMMITTEE = "committee", _("In committee")
    SECOND_READING = "second", _("Second reading")
    THIRD_READING = "third", _("Third reading")
    OTHER_HOUSE = "other_house", _("In the other house")
    PASSED = "passed", _("Passed")
    LAW = "law", _("Law")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Nothing more comes after these.
ENDED = frozenset({BillStage.LAW, BillStage.REJECTED, BillStage.WITHDRAWN})


class MemberPart(models.TextChoices):
    BROUGHT = "brought", _("Brought it in")
    SIGNED = "signed", _("Signed it with others")
    SUPPORTS = "supports", _("Supports it")
    OPPOSES = "opposes", _("Opposes it")
    UNDECIDED = "undecided", _("Has not decided yet")


class Bill(Translated, Shown):
    """A bill before parliament."""

    TRANSLATED = ("title", "summary", "view")

    slug = models.CharField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    # As parliament numbers it ("HB 12/2026").
    number = models.CharField(_("number"), max_length=60, blank=True)
    summary = models.TextField(_("in plain words"), blank=True)
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
    )
    # As its last step says.
    stage = models.CharField(_("stage"), max_length=11, choices=BillStage.choices)
    stage_date = models.DateField(_("since"), null=True, blank=True)
    text_address = models.URLField(_("its text"), max_length=500, blank=True)
    part = models.CharField(
        _("the member’s part"), max_length=9, choices=MemberPart.choices, blank=True
    )
    view = models.TextField(_("what the member says of it"), blank=True)
    # What the files it came from know it by.
    external_id = models.CharField(max_length=200, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = [models.F("stage_date").desc(nulls_last=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="consultations_bill_once",
            ),
        ]

    def __str__(self) -> str:
        return self.said("title")

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.stage in ENDED


class BillStep(Translated, models.Model):
    """That a bill came to a stage."""

    TRANSLATED = ("note",)

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(_("stage"), max_length=11, choices=BillStage.choices)
    # Unknown where a list only says where a bill stands.
    happened_date = models.DateField(_("on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = [models.F("happened_date").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "stage", "happened_date"],
                nulls_distinct=False,
                name="consultations_step_once",
            ),
        ]
