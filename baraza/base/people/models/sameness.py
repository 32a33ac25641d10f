"""Who may be the same person as whom, and what was made one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.matching.reasons import Reason


class PairState(models.TextChoices):
    OPEN = "open", _("To look at")
    REJECTED = "rejected", _("Not the same")
    MERGED = "merged", _("The same")


REASONS = {
    Reason.NAME: _("the same name"),
    Reason.SIMILAR_NAME: _("a similar name"),
    Reason.OTHER_SCRIPT: _("the same name in another script"),
    Reason.NICKNAME: _("a short form of the name"),
    Reason.INITIALS: _("initials that fit"),
    Reason.GIVEN_NAME: _("the same first name"),
    Reason.EMAIL: _("the same e-mail address"),
    Reason.PHONE: _("the same telephone number"),
    Reason.ADDRESS: _("the same address"),
    Reason.BIRTH_YEAR: _("the same year of birth"),
}


class DuplicatePair(models.Model):
    """Two people who may be one. A person decides; what was rejected is never suggested again."""

    # `first` has the lower id, so that a pair is one row whichever way it is found.
    first = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = ArrayField(
        models.CharField(
            max_length=16, choices=[(reason.value, words) for reason, words in REASONS.items()]
        )
    )
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.OPEN)
    suggested_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="people_pair_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"],
                condition=models.Q(state="open"),
                name="people_pairs_to_look_at",
            ),
        ]


class Merge(models.Model):
    """That one person's record was made part of another's, with all it takes to undo it.

    The merged row stays, pointing at the one kept; nothing points at it any more.
    """

    kept = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    # Where → ids of the rows that pointed at the merged person ("people.relation.person": [4, 9]).
    moved = models.JSONField(default=dict)
    # Where → what a package must know besides, in its own words.
    kept_aside = models.JSONField(default=dict)
    # Field of the kept person → [before, after].
    filled_in = models.JSONField(default=dict)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        indexes = [models.Index(fields=["kept"]), models.Index(fields=["merged"])]


class DuplicateSearch(models.Model):
    """That everybody was compared with everybody, so that the next search knows what is new."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    people = models.PositiveIntegerField()
    newest_person = models.BigIntegerField()

    class Meta:
        ordering = ["-pk"]
