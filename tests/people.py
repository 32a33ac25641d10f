"""People for tests."""

from datetime import datetime

from baraza.base.people.actions.records import Details, add_person
from baraza.base.people.models import ContactKind, Person

ADDED = datetime.fromisoformat("2026-05-04T09:00:00+00:00")


def somebody(name: str, *, email: str = "", phone: str = "", **details: object) -> Person:
    """Somebody new: a name, and perhaps an e-mail address, a number and other details."""
    contacts = [
        (kind, value)
        for kind, value in ((ContactKind.EMAIL, email), (ContactKind.PHONE, phone))
        if value
    ]
    return add_person(details=Details(name=name, **details), by=None, now=ADDED, contacts=contacts)
