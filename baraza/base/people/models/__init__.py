from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models.consent import Consent, ConsentWording, HowGiven, Purpose
from baraza.base.people.models.keeping import (
    Erasure,
    Hold,
    LegalHold,
    RetentionApproval,
    RetentionRule,
)
from baraza.common.folding import sort_key

__all__ = [
    "Consent",
    "ConsentWording",
    "ContactKind",
    "ContactLink",
    "ContactPoint",
    "ContactState",
    "Erasure",
    "Hold",
    "HowGiven",
    "LegalHold",
    "Person",
    "Purpose",
    "RetentionApproval",
    "RetentionRule",
]


class Person(models.Model):
    """Somebody, by the name they write themselves. No party and no vote is ever kept here (P7)."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    # The database has no collation for many scripts: names are ordered by this.
    sort_key = models.CharField(max_length=200, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    added_at = models.DateTimeField()
    # What is left of somebody erased is this row without a name, so that counts stay true.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    contact_points = models.ManyToManyField(
        "ContactPoint", through="ContactLink", related_name="people"
    )

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"])]
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name and what it is ordered by."""
        self.name = name[:200]
        self.sort_key = sort_key(self.name)[:200]


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POST = "post", _("Postal address")


class ContactState(models.TextChoices):
    NEW = "new", _("Not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    BOUNCING = "bouncing", _("Not reachable")
    COMPLAINED = "complained", _("Asked us to stop")


class ContactPoint(models.Model):
    """An address or number, which several people may share."""

    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=ContactState.choices, default=ContactState.NEW)
    state_reason = models.CharField(max_length=300, blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="people_contact_point_once"),
        ]

    def __str__(self) -> str:
        return self.value


class ContactLink(models.Model):
    """That a person is reached at a contact point."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_links")
    contact_point = models.ForeignKey(
        ContactPoint, on_delete=models.CASCADE, related_name="contact_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "contact_point"], name="people_contact_link_once"
            ),
        ]
