"""Many cases with one cause, what was made of them, and what the office learnt (L7, O4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.engagement.casework.models.kinds import CaseKind


class PatternState(models.TextChoices):
    OPEN = "open", _("Going on")
    SOLVED = "solved", _("Solved")
    DROPPED = "dropped", _("Not one after all")


class Pattern(models.Model):
    """One cause behind many cases. It says nothing of anybody: whoever may see a case sees it."""

    name = models.CharField(_("what goes wrong"), max_length=200)
    # Without names; what papers about it are written from.
    account = models.TextField(_("what we see"), blank=True)
    kind = models.ForeignKey(
        CaseKind, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=PatternState.choices, default=PatternState.OPEN)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    # What changed, as those concerned are told.
    solution = models.TextField(_("what changed"), blank=True)
    # Language → how those concerned are told it in theirs.
    told_words = models.JSONField(default=dict, blank=True)
    solved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class PatternSuggestion(models.Model):
    """Cases that look as if they had one cause; found at night, gathered or dismissed by staff."""

    kind = models.ForeignKey(CaseKind, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # Stems that many of them share; none where they are alike by facts alone.
    stems = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    # Ids of the cases: nobody is shown or told the number of those they may not see.
    case_ids = ArrayField(models.BigIntegerField())
    found_at = models.DateTimeField()
    # Never suggested again, nor is a group made mostly of the same cases.
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-found_at", "-pk"]


class PaperKind(models.TextChoices):
    QUESTION = "question", _("Parliamentary question")
    LETTER = "letter", _("Letter to the head of the agency")
    BILL_NOTE = "bill_note", _("Note for a bill")
    AGENDA_ITEM = "agenda_item", _("Agenda item")


class PatternPaper(models.Model):
    """A draft made from a pattern."""

    pattern = models.ForeignKey(Pattern, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    language = models.CharField(max_length=10)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"))
    # How many cases it rests on, counted when it was drafted.
    case_count = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()
    # When it was put, sent or tabled, and what came back.
    put_date = models.DateField(_("put on"), null=True, blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]


class RejectedLikeness(models.Model):
    """Somebody said that a case is not one of those: never suggested again."""

    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    # The other one, or the pattern: exactly one of the two.
    other = models.ForeignKey(
        "casework.Case", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    pattern = models.ForeignKey(
        Pattern, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    rejected_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rejected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other", "pattern"],
                nulls_distinct=False,
                name="casework_rejected_once",
            ),
            models.CheckConstraint(
                condition=models.Q(other__isnull=True) ^ models.Q(pattern__isnull=True),
                name="casework_rejected_exactly_one",
            ),
        ]


class Lesson(models.Model):
    """Something the office learnt, and where it was written so that it helps the next one."""

    kind = models.ForeignKey(
        CaseKind, null=True, blank=True, on_delete=models.SET_NULL, related_name="lessons"
    )
    pattern = models.ForeignKey(
        Pattern, null=True, blank=True, on_delete=models.SET_NULL, related_name="lessons"
    )
    text = models.TextField(_("what we learnt"))
    # Field of the kind that was changed by it ("script", "help"), with the words before and after.
    changed_field = models.CharField(max_length=20, blank=True)
    # Of which language's words; empty: of the office's own.
    language = models.CharField(max_length=10, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    # Said to constituents on the website, too.
    is_public = models.BooleanField(_("shown on the website"), default=False)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
