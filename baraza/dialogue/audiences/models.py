from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem
from baraza.base.people.models import Person, Purpose
from baraza.dialogue.letters.models import Letter


class Audience(models.Model):
    """A question with a name; who is meant by it is asked anew each time."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    # The fields of `question.Question`; what it no longer knows is left out when it is read.
    question = models.JSONField()
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Mailing(models.Model):
    """One letter to everybody a question meant at that moment, in the words it had then."""

    # Of the audience, as it was called.
    name = models.CharField(max_length=100)
    audience = models.ForeignKey(
        Audience, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Language → {"subject": …, "body": …}.
    texts = models.JSONField()
    # What they had to agree to; empty where none was asked for.
    purpose = models.CharField(max_length=20, choices=Purpose.choices, blank=True)
    # Reason → how many were meant and not written to.
    left_out = models.JSONField(default=dict)
    size = models.PositiveIntegerField(default=0)
    # The office's own address, for the way out at the end of each letter.
    site = models.CharField(max_length=300)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    # Until then all of it can be taken back.
    leaves_at = models.DateTimeField()
    # When the last letter was put into the outbox.
    ready_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(ready_at__isnull=True, stopped_at__isnull=True),
                name="audiences_mailings_to_fill",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Addressee(models.Model):
    """Somebody a mailing goes to: where, in which of its languages, and as which letter."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="addressees")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=320)
    language = models.CharField(max_length=10)
    outgoing = models.OneToOneField(
        OutgoingItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "person"], name="audiences_addressee_once"),
        ]
        indexes = [
            models.Index(
                fields=["mailing", "id"],
                condition=models.Q(outgoing__isnull=True),
                name="audiences_addressees_to_go",
            ),
        ]
