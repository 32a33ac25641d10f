"""Cases brought in from another program, row by row, so that each can be told and undone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.models import ImportState
from baraza.engagement.casework.models.cases import Case, CaseNote


class CaseImport(models.Model):
    """One file of cases and notes."""

    filename = models.CharField(max_length=200)
    # Where the file is kept until it is done; empty afterwards.
    stored_as = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]


class RowOutcome(models.TextChoices):
    CASE = "case", _("Cases added")
    NOTE = "note", _("Notes added")
    KNOWN = "known", _("Already here")
    UNUSABLE = "unusable", _("Could not be used")


class ImportedCaseRow(models.Model):
    """What became of one row. Of its words only the digest is kept."""

    case_import = models.ForeignKey(CaseImport, on_delete=models.CASCADE, related_name="rows")
    # As a spreadsheet counts: the heading is row 1.
    number = models.PositiveIntegerField()
    digest = models.UUIDField()
    # The case's number in the other program.
    external_id = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=8, choices=RowOutcome.choices)
    remarks = models.CharField(max_length=300, blank=True)
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.ForeignKey(
        CaseNote, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["case_import", "number"], name="casework_brought_by_number"),
            models.Index(fields=["digest"], name="casework_brought_by_digest"),
            models.Index(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="casework_brought_by_their_no",
            ),
        ]
