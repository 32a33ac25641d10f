"""What must still be true when a letter to many leaves."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from baraza.base.people.models import Consent
from baraza.dialogue.audiences.models import Addressee

# How the outbox calls it.
MAY_LEAVE = "audiences.may_leave"
STOPPED = gettext_noop("The letter to all of them was stopped.")
NO_LONGER = gettext_noop("They no longer agree to such letters.")


def may_leave(subjects: Collection[str]) -> dict[str, str]:
    """Addressee (id) → why their letter must not leave now; those who may get it are not in it.
    Two queries for each thousand.
    """
    rows = {
        str(row.pk): row
        for row in Addressee.objects.select_related("mailing", "person").filter(pk__in=subjects)
    }
    agreed = set(
        Consent.objects.filter(
            person__in=[row.person_id for row in rows.values()], withdrawn_at__isnull=True
        ).values_list("person", "purpose")
    )
    reasons = {subject: _reason(rows.get(subject), agreed) for subject in subjects}
    return {subject: reason for subject, reason in reasons.items() if reason}


def _reason(row: Addressee | None, agreed: Collection[tuple[int, str]]) -> str:
    if row is None or row.mailing.stopped_at is not None:
        return STOPPED
    person, purpose = row.person, row.mailing.purpose
    if person.erased_at or person.is_deceased or person.do_not_contact:
        return NO_LONGER
    if purpose and (person.pk, purpose) not in agreed:
        return NO_LONGER
    return ""
