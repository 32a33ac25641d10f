import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circled, CircledQuerySet
from baraza.base.channels.email.fields import filled
from baraza.common.encrypted_fields import EncryptedTextField


class Channel(models.TextChoices):
    """How something was said (requirement F1)."""

    EMAIL = "email", _("E-mail")
    FORM = "form", _("Web form")
    PHONE = "phone", _("Telephone")
    WALK_IN = "walk_in", _("Visit")
    LETTER = "letter", _("Paper")


class Security(models.TextChoices):
    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None (only inside one machine)")


class SignIn(models.TextChoices):
    PASSWORD = "password", _("Password")
    MICROSOFT = "microsoft", _("Microsoft 365")
    GOOGLE = "google", _("Google Workspace")


class Mailbox(models.Model):
    """An account that mail is fetched from by IMAP and, where it says so, sent through by SMTP."""

    address = models.EmailField(_("e-mail address"), unique=True)
    imap_host = models.CharField(_("IMAP server"), max_length=200)
    imap_port = models.PositiveIntegerField(_("port"), default=993)
    imap_security = models.CharField(
        _("encryption"), max_length=10, choices=Security.choices, default=Security.TLS
    )
    smtp_host = models.CharField(_("SMTP server"), max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(_("port"), default=465)
    smtp_security = models.CharField(
        _("encryption"), max_length=10, choices=Security.choices, default=Security.TLS
    )
    username = models.CharField(_("user name"), max_length=200)
    sign_in = models.CharField(
        _("sign-in"), max_length=10, choices=SignIn.choices, default=SignIn.PASSWORD
    )
    # Password, or OAuth2 client and refresh token as JSON; encrypted with the installation's key.
    secret = models.TextField(blank=True, editable=False)
    sent_folder = models.CharField(_("folder of sent mail"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    # Mail older than this is history: filed, never acknowledged.
    attended_since = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    problem_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["address"]
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.address


class FolderPosition(models.Model):
    """How far a folder of a mailbox has been read (RFC 9051 UIDVALIDITY and UID)."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="positions")
    folder = models.CharField(max_length=200)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "folder"], name="channels_position_once"),
        ]


class RawState(models.TextChoices):
    """Every item is in exactly one of these; `WAITING` is the only one that does not last."""

    WAITING = "waiting", _("Waiting")
    FILED = "filed", _("In a conversation")
    MACHINE = "machine", _("Machine mail")
    JUNK = "junk", _("Junk")
    DUPLICATE = "duplicate", _("Duplicate")
    QUARANTINE = "quarantine", _("Quarantine")


class MachineKind(models.TextChoices):
    BOUNCE = "bounce", _("Could not be delivered")
    AUTO_REPLY = "auto_reply", _("Automatic reply")
    LIST = "list", _("Mailing list")
    REPORT = "report", _("Report")


class RawQuerySet(CircledQuerySet):
    def without_content(self) -> "RawQuerySet":
        """Leaves the bytes in the database until somebody asks for them."""
        return self.defer("content")


class RawItem(Circled):
    """What arrived, byte for byte, before anybody looked at it."""

    # Who brought it ("import", "mailbox:3", "lmtp", "form") and the number they know it by.
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001 (unique)
    digest = models.BinaryField(max_length=32)
    content = models.BinaryField()
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    is_outgoing = models.BooleanField(default=False)
    # True where the writer may expect an acknowledgement: not for imported history.
    is_live = models.BooleanField(default=False)
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RawState.choices, default=RawState.WAITING)
    machine_kind = models.CharField(max_length=10, choices=MachineKind.choices, blank=True)
    # Somebody looked and said: a person wrote this.
    is_surely_letter = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The bytes were taken away, by a rule or because somebody asked; the row still counts.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RawQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                name="channels_raw_once_by_number",
            ),
            models.UniqueConstraint(
                fields=["source", "digest"],
                condition=models.Q(external_id__isnull=True),
                name="channels_raw_once_by_digest",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state="waiting"),
                name="channels_raw_waiting",
            ),
            models.Index(fields=["state", "-id"], name="channels_raw_by_state"),
        ]


class OutgoingKind(models.TextChoices):
    """What may be repeated when nobody knows whether it left (see `outbox`)."""

    PERSONAL = "personal", _("Letter")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    BULK = "bulk", _("Newsletter")
    SIGN_IN = "sign_in", _("Sign-in")


class OutgoingState(models.TextChoices):
    WAITING = "waiting", _("Waiting to leave")
    SENDING = "sending", _("Leaving")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Taken back")
    HELD = "held", _("Held back")
    FAILED = "failed", _("Could not be sent")
    UNCERTAIN = "uncertain", _("Perhaps sent")
    BOUNCED = "bounced", _("Came back")


class SharedWords(models.Model):
    """The words of a letter to many, kept once: a `[field]` in them is filled in for each recipient
    at the moment it leaves.
    """

    subject = models.CharField(max_length=500)
    text = models.TextField()
    made_at = models.DateTimeField()


class OutgoingItem(Circled):
    """One thing to one recipient, on its way out."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=OutgoingKind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.CharField(max_length=320)
    recipient_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=320)
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    # Of a letter to many: then subject and text above are empty, and these are filled in.
    words = models.ForeignKey(
        SharedWords,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        db_index=False,
    )
    fields = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=10, blank=True)
    message_id = models.CharField(max_length=200)
    in_reply_to = models.CharField(max_length=500, blank=True)
    references = models.TextField(blank=True)
    # Asked at the moment of sending; an unknown guard means: do not send.
    guard = models.CharField(max_length=60, blank=True)
    guard_subject = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=10, choices=OutgoingState.choices, default=OutgoingState.WAITING
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Attempts in a row that the sending process did not live through.
    interruptions = models.PositiveSmallIntegerField(default=0)
    # An attempt ended so that nobody knows: it can no longer be taken back.
    perhaps_left = models.BooleanField(default=False)
    provider_id = models.CharField(max_length=300, blank=True)
    problem = models.TextField(blank=True)
    # The words were taken away; that something left, and when, stays.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CircledQuerySet.as_manager()

    class Meta:
        indexes = [
            # A hundred thousand newsletters that wait must not be between a letter and the door.
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="waiting") & ~models.Q(kind="bulk"),
                name="channels_outgoing_urgent",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="waiting", kind="bulk"),
                name="channels_outgoing_bulk",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(state="sending"),
                name="channels_outgoing_leaving",
            ),
            models.Index(fields=["recipient", "-made_at"], name="channels_outgoing_to"),
            models.Index(
                fields=["made_at"],
                condition=models.Q(kind="personal", state__in=["failed", "held", "bounced"]),
                name="channels_outgoing_lost",
            ),
            models.Index(
                fields=["words"],
                condition=models.Q(words__isnull=False),
                name="channels_outgoing_words",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message_id"], name="channels_outgoing_once"),
        ]

    @property
    def whole_subject(self) -> str:
        """As the recipient reads it."""
        return filled(self.words.subject, self.fields) if self.words else self.subject

    @property
    def whole_text(self) -> str:
        """As the recipient reads it."""
        return filled(self.words.text, self.fields) if self.words else self.text


class OutgoingFile(models.Model):
    """A file enclosed in a letter on its way out, as whoever sent it gave it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(OutgoingItem, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]


class Suppression(models.Model):
    """An address that nothing more is sent to, asked at the moment of sending."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=320)
    reason = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "address"], name="channels_suppressed_once"),
        ]


class PaceScope(models.TextChoices):
    SENDER = "sender", _("What we send from")
    DOMAIN = "domain", _("What we send to")


class Pace(models.Model):
    """How much one of our addresses has sent, or one domain was sent, in its minute and its day."""

    scope = models.CharField(max_length=6, choices=PaceScope.choices)
    key = models.CharField(max_length=320)
    # Warming up is counted from here.
    began_on = models.DateField()
    minute = models.DateTimeField()
    in_minute = models.PositiveIntegerField(default=0)
    day = models.DateField()
    in_day = models.PositiveIntegerField(default=0)
    # They asked us to go slower: nothing in bulk until then.
    rests_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="channels_pace_once"),
        ]


class SigningKey(models.Model):
    """A key that letters from one domain are signed with, once its record stands in DNS."""

    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    private_key = EncryptedTextField()
    made_at = models.DateTimeField()
    # Null: not yet, because nobody could verify it.
    signs_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "selector"], name="channels_signing_selector_once"
            ),
        ]
