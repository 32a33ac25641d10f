"""What must still be true when a letter to many leaves."""

from django.utils.translation import gettext_noop

from baraza.base.people.queries import has_consent
from baraza.dialogue.audiences.models import Addressee

# How the outbox calls it.
MAY_LEAVE = "audiences.may_leave"
STOPPED = gettext_noop("The letter to all of them was stopped.")
NO_LONGER = gettext_noop("They no longer agree to such letters.")


def may_leave(subject: str) -> str:
    """Why the letter to this addressee (id) must not leave now; empty when it may."""
    row = Addressee.objects.select_related("mailing", "person").filter(pk=subject).first()
    if row is None or row.mailing.stopped_at is not None:
        return STOPPED
    person, purpose = row.person, row.mailing.purpose
    if person.erased_at or person.is_deceased or person.do_not_contact:
        return NO_LONGER
    if purpose and not has_consent(person=person, purpose=purpose):
        return NO_LONGER
    return ""
