"""A case, what is known of it and what hangs together with it."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circled, CircledQuerySet, User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.people.models import Hold, Organisation, Person
from baraza.base.places.models import Area
from baraza.common.encrypted_fields import EncryptedTextField
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.models.kinds import CaseField, CaseKind
from baraza.engagement.casework.models.patterns import Pattern

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CaseState(models.TextChoices):
    NEW = "new", _("To decide")
    WORKING = "working", _("In work")
    CLOSED = "closed", _("Closed")


class Urgency(models.IntegerChoices):
    """How soon harm comes (requirement L6); the greater, the sooner."""

    CAN_WAIT = 1, _("Can wait")
    NORMAL = 2, _("Normal")
    SOON = 3, _("This week")
    NOW = 4, _("Today")


class Behalf(models.TextChoices):
    """What whoever asks is to the person the case is about."""

    PARENT = "parent", _("Parent")
    CHILD = "child", _("Son or daughter")
    GUARDIAN = "guardian", _("Guardian")
    FAMILY = "family", _("Another of the family")
    CARER = "carer", _("Carer")
    REPRESENTATIVE = "representative", _("Representative")
    OTHER = "other", _("Somebody else")


class Outcome(models.TextChoices):
    SOLVED = "solved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    NOT_SOLVED = "not_solved", _("Not solved")
    INFORMED = "informed", _("Information given")
    REFERRED = "referred", _("Referred")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NO_ANSWER = "no_answer", _("Not reached any more")


class Told(NamedTuple):
    """What a case is about, in people's own words."""

    story: str = ""
    tried: str = ""
    wanted: str = ""


# Closed for so long, a case is out of the lists; a search finds it.
ARCHIVED_AFTER = timedelta(days=365)


class CaseQuerySet(CircledQuerySet):
    def open(self) -> Self:
        """Those still worked on, or not decided."""
        return self.exclude(state=CaseState.CLOSED)

    def archived(self, now: datetime) -> Self:
        """Those closed a year ago or before."""
        return self.filter(state=CaseState.CLOSED, closed_at__lt=now - ARCHIVED_AFTER)

    def unarchived(self, now: datetime) -> Self:
        """All but those closed a year ago or before."""
        return self.filter(
            models.Q(closed_at__isnull=True) | models.Q(closed_at__gte=now - ARCHIVED_AFTER)
        )

    def opened_by_a_letter(self) -> Self:
        """Those a new letter opened again and nobody has gone on with."""
        return self.filter(reopened_at__isnull=False, touched_at=models.F("reopened_at"))


class Case(Circled):
    """One person's trouble with one authority."""

    # What is said on the telephone and typed on the status page.
    code = models.CharField(max_length=9, unique=True)
    kind = models.ForeignKey(CaseKind, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("in a line"), max_length=200)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who asks, where that is somebody else (the same, where two records have become one).
    asked_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    behalf = models.CharField(max_length=16, choices=Behalf.choices, blank=True)
    # Plain where it may be searched; of a sensitive kind all of it stands in `secret`, as JSON.
    story = models.TextField(_("what happened"), blank=True)
    tried = models.TextField(_("what was tried"), blank=True)
    wanted = models.TextField(_("what would help"), blank=True)
    secret = EncryptedTextField(blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    urgency_reason = models.CharField(_("why so urgent"), max_length=300, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The authority it is mostly about.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    # The input that began it: what was said is counted there, once.
    input = models.ForeignKey(
        Input, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.NEW)
    assigned_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A `conversations.Assignment`.
    assigned_because = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The constituent's clock: when they hear from us next, and every how many working days.
    next_update_date = models.DateField(null=True, blank=True)
    update_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # What stands in the way, in the office's words, and since when.
    stuck_because = models.CharField(_("what stands in the way"), max_length=300, blank=True)
    stuck_since = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Of the last time it was closed; it stays where the case is opened again.
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    changed = models.TextField(_("what it changed for them"), blank=True)
    learnt = models.TextField(_("what we learnt"), blank=True)
    # When a new letter opened it again; `touched_at` is the same until somebody goes on with it.
    reopened_at = models.DateTimeField(null=True, blank=True)
    pattern = models.ForeignKey(
        Pattern, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # One more with each change: two people never overwrite one another.
    version = models.PositiveIntegerField(default=1)
    search = SearchVectorField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-urgency", "opened_at", "id"],
                condition=~models.Q(state="closed"),
                name="casework_open_by_urgency",
            ),
            models.Index(
                fields=["assigned_to", "-urgency", "opened_at"],
                condition=~models.Q(state="closed"),
                name="casework_open_of_worker",
            ),
            models.Index(
                fields=["next_update_date"],
                condition=~models.Q(state="closed"),
                name="casework_updates_due",
            ),
            models.Index(fields=["-touched_at", "-id"], name="casework_newest"),
            models.Index(fields=["state", "-touched_at", "-id"], name="casework_by_state"),
            models.Index(fields=["person", "-opened_at"], name="casework_of_person"),
            models.Index(fields=["kind", "organisation", "area"], name="casework_alike"),
            models.Index(
                fields=["closed_at"], condition=models.Q(state="closed"), name="casework_closed"
            ),
            models.Index(
                fields=["reopened_at"],
                condition=models.Q(reopened_at__isnull=False),
                name="casework_reopened",
            ),
            GinIndex(fields=["search"], name="casework_search", fastupdate=False),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="casework_closed_at_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def told(self) -> Told:
        """What happened, what was tried and what would help, wherever it stands."""
        if not self.secret:
            return Told(story=self.story, tried=self.tried, wanted=self.wanted)
        try:
            kept = json.loads(self.secret)
        except ValueError:  # its key is missing, and it says so
            return Told(story=self.secret)
        return Told(**{part: kept.get(part, "") for part in Told._fields})

    def tell(self, told: Told, *, is_secret: bool) -> None:
        """Set what was told where it belongs; nothing is saved. What was encrypted stays so."""
        if is_secret or self.secret:
            self.story = self.tried = self.wanted = ""
            self.secret = json.dumps(told._asdict()) if any(told) else ""
        else:
            self.story, self.tried, self.wanted = told


class OfCaseQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What hangs on a case is seen by whoever sees the case."""
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))


class CaseConversation(models.Model):
    """That letters with the constituent belong to a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conversations")
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]


class CaseAnswer(models.Model):
    """The answer to one question of the kind; in `secret` where the question is sensitive."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    field = models.ForeignKey(CaseField, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    secret = EncryptedTextField(blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["field__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "field"], name="casework_answered_once"),
        ]

    @property
    def words(self) -> str:
        """What was answered, wherever it stands."""
        return self.secret or self.text


class CaseFile(models.Model):
    """A document or photo of a case, looked through before it was kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    added_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]


class CaseNote(models.Model):
    """What staff tell one another about a case; the constituent never sees it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(blank=True)
    # Instead of `text`, where the case is of a sensitive kind.
    secret = EncryptedTextField(blank=True)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["case", "-written_at"], name="casework_notes_of_case")]

    @property
    def words(self) -> str:
        """What was written, wherever it stands."""
        return self.secret or self.text


class CaseStep(models.Model):
    """Something to do for a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    words = models.CharField(_("step"), max_length=200)
    due_date = models.DateField(_("by"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A document this support asks for, or the question whether this referral helped.
    programme = models.ForeignKey(
        "casework.Programme", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    referral = models.OneToOneField(
        "casework.Decision",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="follow_up",
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["due_date"],
                condition=models.Q(referral__isnull=False, done_at__isnull=True),
                name="casework_referrals_to_ask",
            ),
        ]


class CasePromise(models.Model):
    """That a promise was made in a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promises")
    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="+")

    objects = OfCaseQuerySet.as_manager()


class CaseLink(models.Model):
    """That two cases belong together, and why; the older is `case`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_from")
    reason = models.CharField(_("why"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="casework_linked_once"),
            models.CheckConstraint(
                condition=models.Q(case__lt=models.F("other")), name="casework_linked_in_order"
            ),
        ]


class CaseHold(Hold):
    """Nothing of this case is erased while it is in force."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
