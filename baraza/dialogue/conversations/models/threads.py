"""The threads themselves: one matter with one constituent, and the letters in it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from baraza.base.accounts.models import Circled, CircledQuerySet, User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel, OutgoingItem, RawItem
from baraza.base.people.models import ContactPoint, Hold, Person
from baraza.dialogue.inputs.models import Input, Response

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ConversationState(models.TextChoices):
    TO_ANSWER = "to_answer", _("To answer")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    JUNK = "junk", _("Junk")


class ConversationKind(models.TextChoices):
    """With whom it is; set when it begins, never switched."""

    CONSTITUENT = "constituent", _("With a constituent")
    AGENCY = "agency", _("With an agency")


class Assignment(models.TextChoices):
    """Why a conversation is somebody's to answer."""

    BY_HAND = "hand", _("given by a colleague")
    RULE = "rule", _("by a rule of the office")
    SPECIALISM = "specialism", _("knows this topic best")
    LOAD = "load", _("had the least to do")
    STAND_IN = "stand_in", _("stands in for a colleague")
    HANDED_OVER = "handed_over", _("handed over by a colleague who left")


class ConversationQuerySet(CircledQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """As everywhere; what was joined to another conversation is seen there, and what was
        written with an agency in the file of its case only.
        """
        return (
            super()
            .visible_to(user)
            .filter(kind=ConversationKind.CONSTITUENT, merged_into__isnull=True)
        )

    def agency_threads_visible_to(self, user: User | AnonymousUser) -> Self:
        """What was written with agencies, for the file of a case."""
        return super().visible_to(user).filter(kind=ConversationKind.AGENCY)


class Conversation(Circled):
    """One matter with one constituent, whatever the channels; or what an agency was asked for one
    case: that is no input, waits in nobody's inbox, and is read in the case file.
    """

    kind = models.CharField(
        max_length=12, choices=ConversationKind.choices, default=ConversationKind.CONSTITUENT
    )
    subject = models.CharField(max_length=500, blank=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Several people share the sender's address: a human chooses (requirement F1).
    candidates = ArrayField(models.BigIntegerField(), default=list, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=ConversationState.choices, default=ConversationState.TO_ANSWER
    )
    language = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    excerpt = models.CharField(max_length=200, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    # Whose it is to answer, and why theirs (requirement F2).
    assigned_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_because = models.CharField(max_length=12, choices=Assignment.choices, blank=True)
    # Since when somebody waits for the answer; nothing while nobody does, or for old history.
    waiting_since = models.DateTimeField(null=True, blank=True)
    # The last working day on which the answer is in time.
    due_date = models.DateField(null=True, blank=True)
    # Out of sight until then; a new letter brings it back at once.
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # Where a first letter of ours was to go; whoever has written since is answered where they did.
    written_to = models.ForeignKey(
        ContactPoint,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    # Learnt from the office's own filing; never files by itself.
    suggested_topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    suggestion_confidence = models.FloatField(null=True, blank=True)
    # The words of the letter that spoke for the suggestion.
    suggestion_words = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    # Its letters stand there now; this row only leads to them (see `Joining`).
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-last_message_at", "-id"], name="conversations_newest"),
            models.Index(
                fields=["state", "-last_message_at", "-id"], name="conversations_by_state"
            ),
            models.Index(fields=["person", "-last_message_at"], name="conversations_of_person"),
            models.Index(
                fields=["assigned_to", "-last_message_at", "-id"],
                condition=models.Q(state=ConversationState.TO_ANSWER),
                name="conversations_mine_to_answer",
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=models.Q(person__isnull=True) & ~models.Q(candidates=[]),
                name="conversations_ambiguous",
            ),
            models.Index(
                fields=["written_to"],
                condition=models.Q(written_to__isnull=False),
                name="conversations_written_to",
            ),
            models.Index(
                fields=["due_date"],
                condition=models.Q(state=ConversationState.TO_ANSWER),
                name="conversations_due",
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=models.Q(snoozed_until__isnull=False),
                name="conversations_put_off",
            ),
            models.Index(
                fields=["last_message_at"],
                condition=models.Q(state=ConversationState.TO_ANSWER, waiting_since__isnull=True),
                name="conversations_without_duty",
            ),
        ]
        constraints = [
            # It waits in nobody's inbox, and is with nobody whom the office represents.
            models.CheckConstraint(
                condition=~models.Q(kind="agency")
                | models.Q(
                    state="closed",
                    person__isnull=True,
                    assigned_to__isnull=True,
                    waiting_since__isnull=True,
                ),
                name="conversations_agency_thread_waits_for_nobody",
            ),
        ]


class Direction(models.TextChoices):
    INCOMING = "in", _("Received")
    OUTGOING = "out", _("Sent")
    # To another office: it answers nobody.
    PASSED_ON = "on", _("Passed on")


# Kept as a sender's warning; shown in the reader's language.
NOT_KNOWN_THERE = gettext_noop(
    "This came from an address that is not known for them. Did they really write it?"
)
ANOTHER_SENDER = gettext_noop("This came from another address than the rest of the conversation.")


class Message(models.Model):
    """One letter in a conversation, theirs or ours."""

    # Found by the index below.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    # When it reached us or left; for imported history, the date the letter itself gives.
    happened_at = models.DateTimeField()
    author_name = models.CharField(max_length=200, blank=True)
    author_address = models.CharField(max_length=320, blank=True)
    # Where the writer wants the answer, if not at that address (Reply-To).
    answer_to = models.CharField(max_length=320, blank=True)
    # Empty, or why the sender may not be who they say (shown beside the name).
    sender_warning = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    message_id = models.CharField(max_length=500, blank=True)
    said = models.TextField()
    quoted = models.TextField(blank=True)
    has_html = models.BooleanField(default=False)
    raw_item = models.OneToOneField(
        RawItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    input = models.OneToOneField(
        Input, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    response = models.ForeignKey(
        Response, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outgoing = models.OneToOneField(
        OutgoingItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The words were taken away, by a rule or because somebody asked; the letter still counts.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["happened_at", "pk"]
        indexes = [
            # What was said in a conversation is looked up without reading its letters.
            models.Index(
                fields=["conversation", "happened_at"],
                include=["direction", "input", "response"],
                name="conversations_letters",
            ),
            models.Index(
                fields=["message_id"],
                condition=~models.Q(message_id=""),
                name="conversations_message_id",
            ),
        ]


class ThreadMark(models.Model):
    """A Message-ID written or mentioned in a conversation, so that any order of arrival threads.

    Identifiers are kept as they were seen, without angle brackets (RFC 5322, 3.6.4).
    """

    identifier = models.CharField(max_length=500, unique=True)
    # Written by a letter in the conversation, not merely mentioned by one.
    is_written = models.BooleanField()
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="thread_marks"
    )


class Attachment(models.Model):
    """A file in a letter; its bytes stay in the raw item and are cut out when asked for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    part = models.PositiveIntegerField()
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    content_id = models.CharField(max_length=300, blank=True)
    is_inline = models.BooleanField(default=False)

    class Meta:
        ordering = ["part"]


class ConversationHold(Hold):
    """Nothing of this conversation is erased while it is in force."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="holds")
