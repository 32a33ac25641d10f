from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circled, CircledQuerySet, User
from baraza.base.agenda.models import PriorityChange, Topic
from baraza.base.channels.models import Channel
from baraza.base.people.models import Person


class State(models.TextChoices):
    """The loop: whatever is said ends at `REPORTED_BACK`."""

    RECEIVED = "received", _("Received")
    CONSIDERED = "considered", _("Considered")
    DECIDED = "decided", _("Decided")
    ANSWERED = "answered", _("Answered")
    REPORTED_BACK = "reported_back", _("Reported back")


class Stance(models.TextChoices):
    UNKNOWN = "", _("Not said")
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    MIXED = "mixed", _("Mixed")


class Response(Circled):
    """One answer of the office, which may answer many inputs."""

    text = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    given_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()
    search = SearchVectorField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CircledQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="inputs_answer_search", fastupdate=False),
            models.Index(fields=["-given_at"], name="inputs_newest_answers"),
        ]


class InputQuerySet(CircledQuerySet):
    def counted(self) -> Self:
        """What people really said: everything but junk."""
        return self.filter(is_junk=False)


class Input(Circled):
    """What somebody said. Other packages keep their own row and point here."""

    received_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Decided when the row is made and never switched (requirement P3).
    is_anonymous = models.BooleanField(default=False)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    search = SearchVectorField(null=True)
    # Kept, but not counted and not reported: it can be brought back.
    is_junk = models.BooleanField(default=False)
    state = models.CharField(max_length=14, choices=State.choices, default=State.RECEIVED)
    decision = models.CharField(max_length=200, blank=True)
    decision_reason = models.TextField(blank=True)
    response = models.ForeignKey(
        Response, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The words were taken away; that something was said, when and on what, stays.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InputQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_anonymous=False) | models.Q(person__isnull=True),
                name="inputs_anonymous_has_no_person",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="inputs_search", fastupdate=False),
            models.Index(fields=["-received_at"], name="inputs_newest"),
            models.Index(fields=["person", "-received_at"], name="inputs_of_person"),
            models.Index(fields=["topic", "-received_at"], name="inputs_on_topic"),
        ]


class Influence(models.Model):
    """That what somebody said brought about a change of the agenda (requirement A1)."""

    change = models.ForeignKey(PriorityChange, on_delete=models.CASCADE, related_name="+")
    said = models.ForeignKey(Input, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "said"], name="inputs_influence_once"),
        ]
