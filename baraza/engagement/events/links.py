"""The link by which somebody comes back to their appointment: nobody can make one up, and none is
kept in the database."""

from __future__ import annotations

import base64
import hashlib

from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

from baraza.base.office_register.queries import current_office, primary_host
from baraza.common.numbers import is_number
from baraza.engagement.events.models import Appointment

# Below the office's public address; the token follows.
PATH = "appointments/mine/"
_BYTES = 15


class UnknownAppointment(LookupError):
    """No appointment has that link, or nothing of it is kept any more."""


def token_of(appointment: Appointment) -> str:
    """What opens it; good for this office only."""
    return f"{appointment.pk}-{_seal(appointment)}"


def link_to(appointment: Appointment) -> str:
    """The whole address for a letter; empty where the office has no host name."""
    site = site_address()
    return f"{site}{PATH}{token_of(appointment)}/" if site else ""


def appointment_by(*, token: str) -> Appointment:
    """Raises UnknownAppointment."""
    number, _, seal = token.partition("-")
    if not is_number(number):
        raise UnknownAppointment
    found = (
        Appointment.objects.filter(pk=number, erased_at__isnull=True)
        .select_related("purpose", "location", "host", "person")
        .first()
    )
    if found is None or not constant_time_compare(seal, _seal(found)):
        raise UnknownAppointment
    return found


def digest_of(key: str) -> str:
    """What is kept of the secret key in the address of a calendar."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def site_address() -> str:
    """Where the office's site is; empty where it has no host name."""
    office = current_office()
    host = primary_host(office=office) if office else ""
    return settings.SITE_ADDRESS.format(host=host) if host else ""


def _seal(appointment: Appointment) -> str:
    words = f"{appointment.pk}:{appointment.public_id}"
    digest = salted_hmac(f"appointment:{connection.schema_name}", words, algorithm="sha256")
    return base64.urlsafe_b64encode(digest.digest()[:_BYTES]).decode()
