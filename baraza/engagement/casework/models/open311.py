"""Service requests to and from other systems, as Open311 GeoReport v2 has them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation
from baraza.common.encrypted_fields import EncryptedTextField
from baraza.engagement.casework.models.intake import Intake
from baraza.engagement.casework.models.kinds import CaseKind
from baraza.engagement.casework.models.work import Inquiry, InquiryLog


class ApiKey(models.Model):
    """By which another system is known; only its digest is kept."""

    name = models.CharField(_("whose it is"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("key of another system")
        ordering = ["-made_at", "-pk"]


class ServiceArrival(models.Model):
    """That another system sent what somebody asks for; its number is the intake's code."""

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="arrivals")
    intake = models.OneToOneField(Intake, on_delete=models.CASCADE, related_name="arrival")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["key", "-received_at"], name="casework_arrivals_of_key")]


class ServiceEndpoint(models.Model):
    """Where an authority takes requests of a kind, and what it calls them."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.ForeignKey(CaseKind, on_delete=models.CASCADE, related_name="+")
    # What comes before `requests.json`.
    address = models.URLField(_("address of their service"), max_length=300)
    service_code = models.CharField(_("what they call it (service code)"), max_length=100)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=200, blank=True)
    api_key = EncryptedTextField(_("their key for us"), blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting to leave")
    SENDING = "sending", _("Perhaps sent")
    SENT = "sent", _("Sent")
    HELD = "held", _("Held back")
    FAILED = "failed", _("Not sent")


class ServiceRequest(models.Model):
    """What leaves for an authority's system; its words stand in the log of the inquiry."""

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, related_name="request")
    endpoint = models.ForeignKey(ServiceEndpoint, on_delete=models.PROTECT, related_name="+")
    words = models.OneToOneField(InquiryLog, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=8, choices=RequestState.choices, default=RequestState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)
    # Theirs: a token stands for the number until there is one.
    token = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, blank=True)
    status_notes = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state="waiting"),
                name="casework_requests_due",
            ),
        ]
