from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Role, User
from baraza.base.agenda.models import Topic


class Purpose(models.TextChoices):
    REPLY = "reply", _("Reply")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")


class Letter(models.Model):
    """A letter of the library; its words are in `LetterText`, one row a language."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    purpose = models.CharField(
        _("purpose"), max_length=16, choices=Purpose.choices, default=Purpose.REPLY
    )
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("topic"),
        help_text=_("Offered first for letters on this topic."),
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LetterText(models.Model):
    """The words of a letter in one language, with merge fields such as `[first_name]`."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(
        _("subject"), max_length=200, blank=True, help_text=_("Empty: the writer's own subject.")
    )
    body = models.TextField(_("text"))
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    # These very words may leave without anybody else's approval; changed words lose it.
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "language"], name="letters_text_once"),
        ]


class Signature(models.Model):
    """How letters end; the closest fit counts: role and language, then language alone."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["role", "language"]
        constraints = [
            models.UniqueConstraint(fields=["role", "language"], name="letters_signature_once"),
        ]


class ToneGuide(models.Model):
    """How the office wants to sound, in one language; the newest version counts."""

    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["language", "version"], name="letters_tone_once"),
        ]


class TalkingPoints(models.Model):
    """What the office says on a topic, for staff to write from."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()
