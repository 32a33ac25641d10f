"""What staff are writing, and the approval an exact text has or waits for (requirement F2)."""

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
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "author"], name="conversations_draft_once"
            ),
        ]


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
