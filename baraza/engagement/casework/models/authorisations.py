"""That the office may ask others on somebody's behalf, and the proof of it (requirement L1)."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation, Person
from baraza.engagement.casework.models.cases import Case, CaseFile, OfCaseQuerySet


class AuthorisationWording(models.Model):
    """What people sign, in one language; a version that was signed never changes."""

    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["language", "version"], name="casework_wording_once"),
        ]


class Proof(models.TextChoices):
    DRAWN = "drawn", _("Signed on a screen")
    SCAN = "scan", _("Signed on paper, scanned")
    PDF = "pdf", _("Signed PDF")
    MARK = "mark", _("A mark before a witness")
    SPOKEN = "spoken", _("Spoken before a witness")
    ASKING = "asking", _("They asked us to")


class AuthorisationQuerySet(OfCaseQuerySet):
    def valid(self, day: date) -> Self:
        """Given, not withdrawn and not run out on that day."""
        return self.filter(given_date__lte=day, withdrawn_at__isnull=True).filter(
            models.Q(expires_date__isnull=True) | models.Q(expires_date__gte=day)
        )


class Authorisation(models.Model):
    """What somebody allowed, whom the office may ask, until when, and how that is known."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="authorisations")
    # Who gave it: the person, or whoever may speak for them.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # As it stood there; no row where the office's own words did not count (their own letter).
    wording = models.ForeignKey(
        AuthorisationWording, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proof = models.CharField(max_length=8, choices=Proof.choices)
    # The scan, the PDF or the drawing.
    file = models.ForeignKey(
        CaseFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    witness = models.CharField(_("witness"), max_length=200, blank=True)
    matter = models.CharField(_("for which matter"), max_length=300)
    # None chosen: whoever is responsible for the matter.
    organisations = models.ManyToManyField(
        Organisation, through="AuthorisedAgency", related_name="+", blank=True
    )
    given_date = models.DateField(_("given on"))
    expires_date = models.DateField(_("valid until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        ordering = ["-given_date", "-pk"]
        indexes = [models.Index(fields=["case", "given_date"], name="casework_allowed")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(proof__in=["mark", "spoken"]) | ~models.Q(witness=""),
                name="casework_mark_and_word_have_a_witness",
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Given, not withdrawn and not run out on that day, which is the office's own."""
        begun = self.withdrawn_at is None and self.given_date <= day
        return begun and (self.expires_date is None or day <= self.expires_date)

    def allows(self, organisation_id: int) -> bool:
        """Whether it is among those it names; any is, where none is named."""
        named = {each.organisation_id for each in self.agencies.all()}
        return not named or organisation_id in named


class AuthorisedAgency(models.Model):
    """Whom an authorisation allows the office to ask."""

    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.CASCADE, related_name="agencies"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authorisation", "organisation"], name="casework_allowed_agency_once"
            ),
        ]
