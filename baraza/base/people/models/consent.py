from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User


class Purpose(models.TextChoices):
    """What somebody may agree to; each is asked for and taken back alone (requirement P2)."""

    NEWSLETTER = "newsletter", _("Newsletter")
    INVITATIONS = "invitations", _("Invitations to meetings and consultations")
    CASEWORK = "casework", _("Passing details on to an authority for their case")
    QUOTE = "quote", _("Quoting their words in public")
    PHOTO = "photo", _("Showing them in pictures")
    SUPPORT = "support", _("Hearing of support that may be theirs")


class HowGiven(models.TextChoices):
    WEB = "web", _("On the web")
    PAPER = "paper", _("On paper")
    EMAIL = "email", _("In a letter or e-mail")
    SPOKEN = "spoken", _("Spoken, before a witness")


class ConsentWording(models.Model):
    """The exact words somebody agreed to, one row a language; never changed, only succeeded."""

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["purpose", "-version", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version", "language"], name="people_wording_once"
            ),
        ]


class Consent(models.Model):
    """That a person agreed to one purpose, when, how and to which words."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    # Empty where the words were not ours: a letter in which somebody asks for the newsletter.
    wording = models.ForeignKey(
        ConsentWording, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how_given = models.CharField(_("how it was given"), max_length=10, choices=HowGiven.choices)
    witness = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="people_consent_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(how_given="spoken") | models.Q(witness__isnull=False),
                name="people_spoken_consent_has_a_witness",
            ),
        ]
