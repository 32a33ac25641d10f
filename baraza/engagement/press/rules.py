"""What must still be true when a release leaves, and the way out of the list."""

from __future__ import annotations

from collections.abc import Collection

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from baraza.engagement.press.models import MediaContact, SentTo

# How the outbox calls it.
MAY_LEAVE = "press.may_leave"
# Below the office's public address.
PATH = "leave/press/"
STOPPED = gettext_noop("This release to the press was stopped.")
NO_MORE = gettext_noop("They asked for no more press releases.")
NOT_PUBLISHED = gettext_noop("The press release was taken off the website.")
UNDER_EMBARGO = gettext_noop("The embargo of the press release was made longer.")


class UnknownWayOut(ValueError):
    """This office never wrote that address."""


def may_leave(subjects: Collection[str]) -> dict[str, str]:
    """Recipient (id) → why the release must not leave to them now; those who may get it are not in
    it. One query."""
    found = SentTo.objects.select_related("sending__release", "contact__outlet")
    rows = {str(row.pk): row for row in found.filter(pk__in=subjects)}
    reasons = {subject: _reason(rows.get(subject)) for subject in subjects}
    return {subject: reason for subject, reason in reasons.items() if reason}


def way_out(*, site: str, contact_id: int) -> str:
    """Where somebody says that they want no more releases; it never runs out."""
    return f"{site.rstrip('/')}/{PATH}{_signer().sign(str(contact_id))}/"


def contact_of(*, token: str) -> MediaContact:
    """Whose way out this is. Raises UnknownWayOut."""
    try:
        return MediaContact.objects.get(pk=int(_signer().unsign(token)))
    except (BadSignature, ValueError, MediaContact.DoesNotExist) as error:
        raise UnknownWayOut from error


def _reason(row: SentTo | None) -> str:
    if row is None or row.sending.stopped_at is not None:
        return STOPPED
    if row.contact.no_more_at is not None or row.contact.outlet.retired_at is not None:
        return NO_MORE
    release = row.sending.release
    if not release.live:
        return NOT_PUBLISHED
    still = release.embargo_until is not None and release.embargo_until > timezone.now()
    return UNDER_EMBARGO if still and not row.sending.is_early else ""


def _signer() -> Signer:
    # Short enough that no mail program breaks the line.
    return Signer(salt=f"press:{connection.schema_name}", sep=".", algorithm="sha1")
