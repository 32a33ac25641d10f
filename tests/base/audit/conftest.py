"""An office whose rows are really committed, for tests with several threads."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django import DjangoDbBlocker

from baraza.base.audit.models import AuditEntry
from baraza.base.office_register.actions import create_office, delete_office
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within


@pytest.fixture
def committed_office(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, now: datetime
) -> Iterator[Office]:
    """A third office, made for one test and deleted after it."""
    with django_db_blocker.unblock():
        office = create_office(slug="crowd", name="Crowd", hosts=["crowd.localhost"], now=now)
        try:
            yield office
        finally:
            delete_office(office=office)


@pytest.fixture
def an_empty_trail(two_offices: tuple[Office, Office]) -> None:
    """As if nothing had been done yet; making the tests' offices left rows."""
    for each in two_offices:
        with within(each):
            AuditEntry.objects.all().delete()
