"""What colleagues tell each other about a conversation, who is at it right now, and what was done
to many at once."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
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
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [
            GinIndex(fields=["search"], name="conversations_note_search", fastupdate=False),
            models.Index(fields=["-written_at"], name="conversations_newest_notes"),
        ]


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


class ViewRoom(models.TextChoices):
    """Where a kept question is asked."""

    INBOX = "inbox"
    CASES = "cases"


class SavedView(models.Model):
    """A question to a list kept under a name; without an owner it is the whole office's."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    room = models.CharField(max_length=8, choices=ViewRoom.choices, default=ViewRoom.INBOX)
    # The query of the list as its address says it, e.g. {"topic": "3", "mine": "1"}.
    filters = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "owner", "name"],
                name="conversations_view_once",
                nulls_distinct=False,
            ),
        ]


class BulkKind(models.TextChoices):
    """What can be done to many conversations at once."""

    FILE = "file"
    ASSIGN = "assign"
    CLOSE = "close"
    SNOOZE = "snooze"
    JUNK = "junk"


class BulkAct(models.Model):
    """One act on many conversations: done part by part, and undone the same way."""

    kind = models.CharField(max_length=10, choices=BulkKind.choices)
    # The topic or the person chosen; None for no topic and nobody.
    chosen = models.BigIntegerField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    conversations = ArrayField(models.BigIntegerField())
    # So many of them have been seen to.
    done = models.PositiveIntegerField(default=0)
    # Those left as they were: a letter came in meanwhile, or there was nothing to change.
    left_out = models.PositiveIntegerField(default=0)
    # What an undo must know: pairs of what a conversation was, and the ids of those that were so.
    former = models.JSONField(default=list)
    is_undone = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)


class Joining(models.Model):
    """Two conversations made one, with what an undo must know: which rows moved."""

    joined = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    # Model → ids.
    moved = models.JSONField(default=dict)
    former_state = models.CharField(max_length=10)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    joined_at = models.DateTimeField()
    parted_at = models.DateTimeField(null=True, blank=True)
