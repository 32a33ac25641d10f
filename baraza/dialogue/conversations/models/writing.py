"""What staff are writing, the approval an exact text has or waits for (requirement F2), and the
ways out beside mail: paper, and another office.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.dialogue.conversations.models.threads import Conversation, Message
from baraza.dialogue.letters.models import LetterText


class Draft(models.Model):
    """What a member of staff is writing; one each, so that nobody overwrites another."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    subject = models.CharField(max_length=500, blank=True)
    letter_text = models.ForeignKey(
        LetterText, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The version of those words when they were taken, so that a later change is noticed.
    letter_version = models.PositiveIntegerField(null=True, blank=True)
    is_signed = models.BooleanField(default=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "author"], name="conversations_draft_once"
            ),
        ]


class DraftFile(models.Model):
    """A file that is to go with an answer; its own bytes said what it is."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]


class ApprovalState(models.TextChoices):
    ASKED = "asked", _("Waits for approval")
    GRANTED = "granted", _("Approved")
    REFUSED = "refused", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Approval(models.Model):
    """One exact text put before somebody who may approve it; a changed text is asked for anew."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="approvals"
    )
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    letter_text = models.ForeignKey(
        LetterText, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=ApprovalState.choices, default=ApprovalState.ASKED
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # What should be different, in the approver's words.
    remark = models.TextField(blank=True)
    # The answer that left with this text.
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "author"],
                condition=models.Q(state=ApprovalState.ASKED),
                name="conversations_asked_once",
            ),
        ]


class PaperLetter(models.Model):
    """An answer that leaves in an envelope."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="paper")
    # Name and address as they stand in the window.
    address = models.TextField()
    is_large_print = models.BooleanField(default=False)
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(printed_at__isnull=True),
                name="conversations_to_print",
            ),
        ]


class Redirect(models.Model):
    """A letter passed on to another office, and the note that told its writer."""

    passed_on = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="redirect")
    told = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
