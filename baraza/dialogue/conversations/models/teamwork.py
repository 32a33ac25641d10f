"""What colleagues tell each other about a conversation, and who is at it right now."""

from django.db import models

from baraza.base.accounts.models import User
from baraza.dialogue.conversations.models.threads import Conversation


class Note(models.Model):
    """Words among staff; never sent, never shown to the constituent."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    written_at = models.DateTimeField()
    mentioned = models.ManyToManyField(User, related_name="+", blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["written_at", "pk"]


class Presence(models.Model):
    """Somebody has this conversation open; older than a minute means they have gone."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    is_writing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user"], name="conversations_present_once"
            ),
        ]


class SavedView(models.Model):
    """A question to the inbox kept under a name; without an owner it is the whole office's."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # The query of the inbox as its address says it, e.g. {"topic": ["3"], "mine": ["1"]}.
    filters = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="conversations_view_once", nulls_distinct=False
            ),
        ]
