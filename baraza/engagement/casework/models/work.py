"""What is decided and done for a case: decisions, inquiries, updates, the end of it."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.models import Conversation, Joining, Message
from baraza.engagement.casework.models.agencies import Programme
from baraza.engagement.casework.models.cases import Case, OfCaseQuerySet
from baraza.engagement.casework.models.patterns import Pattern


class WayForward(models.TextChoices):
    """The four ways of the field guide (requirement L2)."""

    INFORM = "inform", _("Give information")
    REFER = "refer", _("Refer")
    RESOLVE = "resolve", _("Take it on")
    DECLINE = "decline", _("Decline")


class DeclineGround(models.TextChoices):
    MONEY = "money", _("Asks for money")
    JOB = "job", _("Asks for a job")
    FAVOUR = "favour", _("Asks for a favour")
    COURT = "court", _("Before a court")
    CONFLICT = "conflict", _("Conflict of interest")
    OUTSIDE = "outside", _("Another member's constituent")
    NOT_OURS = "not_ours", _("Not for a member of parliament")


class Decision(models.Model):
    """How the office goes about a case; the newest counts, none is changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    way = models.CharField(max_length=8, choices=WayForward.choices)
    ground = models.CharField(max_length=10, choices=DeclineGround.choices, blank=True)
    reason = models.TextField(_("reason"))
    # Referred to, or handed over to.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What the constituent was told.
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    # What came of a referral, once somebody asked: True, False, or not known.
    helped = models.BooleanField(null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(way="decline") ^ models.Q(ground=""),
                name="casework_declined_on_a_ground",
            ),
        ]


class InquiryState(models.TextChoices):
    WAITING = "waiting", _("Waiting for them")
    ANSWERED = "answered", _("Answered")
    ENDED = "ended", _("Ended")


def domain_of(field: str) -> models.Func:
    """What stands behind the @ of an address, in lower case."""
    return models.Func(
        Lower(field),
        models.Value("@"),
        models.Value(2),
        function="split_part",
        output_field=models.CharField(),
    )


class Inquiry(models.Model):
    """What the office asks an authority for one case; its letters are a thread of their own."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="inquiries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    conversation = models.OneToOneField(
        Conversation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_name = models.CharField(_("who there"), max_length=200, blank=True)
    contact_address = models.CharField(_("where to"), max_length=320, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    subject = models.CharField(_("subject"), max_length=300)
    # Theirs, to be quoted each time.
    reference = models.CharField(_("their reference"), max_length=100, blank=True)
    state = models.CharField(
        max_length=8, choices=InquiryState.choices, default=InquiryState.WAITING
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expected_date = models.DateField(_("answer expected by"), null=True, blank=True)
    # The agency's clock: when to ask again.
    chase_date = models.DateField(null=True, blank=True)
    chases = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    # The first time only: an agency's answer times are reckoned from it.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("inquiries")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["chase_date"],
                condition=models.Q(state="waiting"),
                name="casework_chases_due",
            ),
            models.Index(fields=["case", "-asked_at"], name="casework_inquiries_of_case"),
            models.Index(fields=["organisation", "asked_at"], name="casework_asked_of_agency"),
            models.Index(
                domain_of("contact_address"),
                condition=~models.Q(contact_address=""),
                name="casework_asked_at_domain",
            ),
            models.Index(
                Lower("reference"),
                condition=~models.Q(reference=""),
                name="casework_asked_reference",
            ),
        ]


class InquiryLog(models.Model):
    """A call, a meeting or a letter on paper in an inquiry: what was said, in whose words."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="log")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    # True: they told us something.
    is_theirs = models.BooleanField(default=False)
    with_whom = models.CharField(_("with whom"), max_length=200, blank=True)
    text = models.TextField(_("what was said"))
    happened_at = models.DateTimeField()
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["happened_at", "pk"]
        indexes = [models.Index(fields=["inquiry", "happened_at"], name="casework_log")]


class AgencyLetter(models.Model):
    """What somebody said of letters in the inbox: which inquiry they answer, or that they answer
    none and nobody is to be asked again.
    """

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="+")
    inquiry = models.ForeignKey(
        Inquiry, null=True, blank=True, on_delete=models.CASCADE, related_name="letters_found"
    )
    joining = models.OneToOneField(
        Joining, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What an undo must know: the clock as it stood before, and as this left it.
    former = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    said_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField()


class CaseUpdate(models.Model):
    """What the constituent was told of their case; it stands on the status page, too."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="updates")
    text = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()
    # That the cause behind their case is mended; everybody hears it once.
    pattern = models.ForeignKey(
        Pattern, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(fields=["case", "-given_at"], name="casework_updates")]
        constraints = [
            models.UniqueConstraint(fields=["case", "pattern"], name="casework_solved_told_once"),
        ]


class Feedback(models.Model):
    """Whether somebody was content, asked once when their case ended (requirement L5)."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="feedback")
    # Only its digest: the link in the letter is the key.
    digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    # From 1, not at all, to 5.
    content = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()
