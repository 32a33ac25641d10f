from collections.abc import Callable
from datetime import datetime

import pytest

from baraza.base.office_register.models import Office
from baraza.base.people.actions.records import Details, add_person
from baraza.base.people.models import ContactKind, Person

NewPerson = Callable[..., Person]


@pytest.fixture
def new_person(office: Office, now: datetime) -> NewPerson:
    """Adds somebody: a name, and perhaps an e-mail address, a number and other details."""

    def add(name: str, *, email: str = "", phone: str = "", **details: object) -> Person:
        contacts = [
            (kind, value)
            for kind, value in ((ContactKind.EMAIL, email), (ContactKind.PHONE, phone))
            if value
        ]
        return add_person(
            details=Details(name=name, **details), by=None, now=now, contacts=contacts
        )

    return add
