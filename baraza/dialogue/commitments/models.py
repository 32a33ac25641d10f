from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circled, CircledQuerySet, User
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Conversation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CommitmentState(models.TextChoices):
    OPEN = "open", _("Promised")
    KEPT = "kept", _("Kept")
    DROPPED = "dropped", _("Given up")


class CommitmentQuerySet(CircledQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What was promised in a conversation is seen by whoever may see the conversation."""
        conversations = Conversation.objects.visible_to(user).values("pk")
        return (
            super()
            .visible_to(user)
            .filter(models.Q(conversation__isnull=True) | models.Q(conversation__in=conversations))
        )


class Commitment(Circled):
    """Something the office said it would do."""

    words = models.CharField(_("what was promised"), max_length=500)
    # Whose it is to do; nobody's when they left and named no successor.
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who does it"),
    )
    due_date = models.DateField(_("by"))
    # Whom to tell when it is done.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        max_length=8, choices=CommitmentState.choices, default=CommitmentState.OPEN
    )
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    # When it was kept or given up.
    ended_at = models.DateTimeField(null=True, blank=True)
    # When the person was told of it.
    reported_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=CommitmentState.OPEN, ended_at__isnull=True)
                | (~models.Q(state=CommitmentState.OPEN) & models.Q(ended_at__isnull=False)),
                name="commitments_ended_when_not_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_date"],
                condition=models.Q(state=CommitmentState.OPEN),
                name="commitments_open_of_owner",
            ),
            models.Index(fields=["person", "due_date"], name="commitments_of_person"),
            models.Index(fields=["conversation"], name="commitments_of_conversation"),
            models.Index(
                fields=["due_date"],
                condition=models.Q(state=CommitmentState.OPEN),
                name="commitments_open_by_date",
            ),
        ]
