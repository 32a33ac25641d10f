"""The office's own rules for who answers what, and by when (requirement F2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Role, User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.places.models import Area


class TurnaroundTarget(models.Model):
    """Within how many working days an answer is in time; the closest fit counts.

    A target for channel and topic wins over one for the topic, that over one for the channel,
    that over the one for everything.
    """

    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    working_days = models.PositiveSmallIntegerField(_("working days"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "topic"],
                name="conversations_target_once",
                nulls_distinct=False,
            ),
        ]


class AssignmentRule(models.Model):
    """Where it fits, a new letter goes to this person, or to whoever of a role has least to do.

    The first that fits by `position` counts; an empty condition fits everything.
    """

    position = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(max_length=10, blank=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, role="")
                | (models.Q(user__isnull=True) & ~models.Q(role="")),
                name="conversations_rule_names_one",
            ),
        ]


class RejectedTopic(models.Model):
    """A suggestion somebody turned down; it is never made again for this conversation."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="rejected_topics"
    )
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    rejected_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rejected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "topic"], name="conversations_rejected_once"
            ),
        ]
