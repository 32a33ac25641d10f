import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Message


def new_key() -> str:
    """What makes an entry saved twice one."""
    return uuid.uuid4().hex


class EntryDraft(models.Model):
    """An entry somebody has begun; it survives a closed browser."""

    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, default=new_key)
    # Field → what was typed, as it was typed.
    typed = models.JSONField(default=dict)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="logbook_draft_once"),
        ]


class EntryFile(models.Model):
    """A scan or a photo of an entry begun, looked through already."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(EntryDraft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]


class SheetKind(models.TextChoices):
    LOGBOOK = "logbook", _("Logbook sheet")
    FORM = "form", _("Form")


class Sheet(models.Model):
    """A page that was printed, with the code by which it comes back."""

    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=10, choices=SheetKind.choices)
    # Printed together, in one file.
    batch = models.UUIDField()
    language = models.CharField(max_length=10)
    is_large_print = models.BooleanField(default=False)
    # The topics that stand on it, in their order: the numbers on the paper never change.
    topics = ArrayField(models.BigIntegerField(), default=list, blank=True)
    line_count = models.PositiveSmallIntegerField()
    # Whom a form was printed for.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The day that stands on the paper, once somebody has read it there.
    written_date = models.DateField(null=True, blank=True)
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-printed_at", "pk"]
        indexes = [
            models.Index(fields=["batch"], name="logbook_printed_together"),
            models.Index(fields=["-printed_at", "id"], name="logbook_newest"),
        ]


class SheetLine(models.Model):
    """That a line of a sheet was entered, and what it became; its words stand there."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    # How often it was entered anew after it was taken back.
    attempt = models.PositiveSmallIntegerField(default=0)
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="logbook_line_once"),
        ]
