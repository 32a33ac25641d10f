"""A case somebody has begun to tell, on the desk or on the website, or that was printed."""

import uuid

from django.db import models

from baraza.base.accounts.models import User
from baraza.base.people.models import Person
from baraza.common.encrypted_fields import EncryptedTextField
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.models.cases import Case
from baraza.engagement.casework.models.kinds import CaseKind


class Intake(models.Model):
    """What was told so far; it survives a closed browser and becomes one case, once.

    Without an author it was begun on the website. Resumed there by its code.
    """

    code = models.CharField(max_length=9, unique=True)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.ForeignKey(
        CaseKind, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whom it is about, and the letters it comes from.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Field → what was typed, as JSON: it may be anything, so all of it is encrypted.
    typed = EncryptedTextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(
        Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="intake"
    )

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [
            models.Index(
                fields=["author", "-saved_at"],
                condition=models.Q(finished_at__isnull=True),
                name="casework_intakes_begun",
            ),
        ]


class IntakeFile(models.Model):
    """A document or photo of a case not yet finished, looked through already."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]
