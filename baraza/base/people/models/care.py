"""What staff should know before they meet or call somebody."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circled, CircledQuerySet, User
from baraza.common.encrypted_fields import EncryptedTextField


class CallFirst(models.TextChoices):
    """Whom staff must call before anything else."""

    NOBODY = "", _("Nobody")
    COLLEAGUE = "colleague", _("A colleague, never alone")
    POLICE = "police", _("The police")
    SOCIAL_SERVICES = "social_services", _("Social services")
    HEALTH = "health", _("A doctor or the emergency service")


class StaffWarningQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Not lifted."""
        return self.filter(lifted_at__isnull=True)


class StaffWarning(models.Model):
    """What every member of staff must know for their own safety or the person's.

    Never confidential to a circle: whoever opens the door needs it.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="warnings")
    text = EncryptedTextField(_("what staff must know"))
    call_first = models.CharField(
        _("call first"), max_length=16, choices=CallFirst.choices, blank=True
    )
    placed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = StaffWarningQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at"]


class PersonNote(Circled):
    """A few words of staff about somebody, seen by all staff or by a circle."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField(_("note"))
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["person", "-written_at"], name="people_notes_of_person")]
