"""Address books that were brought in, row by row, so that each can be told and undone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("Being looked at")
    WAITING = "waiting", _("About to begin")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Stopped half-way")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Taken back")


class PeopleImport(models.Model):
    """One file of people."""

    filename = models.CharField(max_length=200)
    # Where the file is kept until it is done; empty afterwards.
    stored_as = models.CharField(max_length=300, blank=True)
    # Column number (as text) → field; empty for vCards.
    mapping = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # Bytes or rows, whichever the file can tell beforehand; 0 when it cannot.
    rows_in_file = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]


class Outcome(models.TextChoices):
    ADDED = "added", _("Added")
    COMPLETED = "completed", _("Already known, completed")
    KNOWN = "known", _("Already here")
    UNUSABLE = "unusable", _("Could not be used")


class ImportedRow(models.Model):
    """What became of one row. Of its words only the digest is kept."""

    people_import = models.ForeignKey(
        PeopleImport, on_delete=models.CASCADE, related_name="imported_rows"
    )
    # As a spreadsheet counts: the heading is row 1.
    number = models.PositiveIntegerField()
    digest = models.UUIDField()
    external_id = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    notes = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["people_import", "number"], name="people_imported_by_number"),
            models.Index(fields=["digest"], name="people_imported_by_digest"),
            models.Index(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="people_imported_by_number_id",
            ),
        ]


class ImportedLink(models.Model):
    """A contact point that an import added to somebody who was known."""

    people_import = models.ForeignKey(
        PeopleImport, on_delete=models.CASCADE, related_name="imported_links"
    )
    link = models.ForeignKey("people.ContactLink", on_delete=models.CASCADE, related_name="+")
