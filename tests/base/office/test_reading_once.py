"""The office's own row: read once where nothing changes, never another office's, never stale."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.office.actions import update_profile
from baraza.base.office.queries import profile, reading_once
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within

pytestmark = pytest.mark.django_db


def test_it_is_asked_for_once(office: Office):
    with reading_once():
        first = profile()
        with CaptureQueriesContext(connection) as asked:
            assert profile() == first
    assert len(asked) == 0


def test_what_one_reader_changes_no_other_sees(office: Office):
    with reading_once():
        profile().name = "Somebody else’s"
        assert profile().name == "Office of Highlands"


def test_each_office_has_its_own(two_offices: tuple[Office, Office]):
    with reading_once():
        names = []
        for office in two_offices:
            with within(office):
                names.append(profile().name)
    assert names == ["Office of Highlands", "Office of Lakeside"]


def test_nothing_is_remembered_afterwards(office: Office):
    with reading_once():
        profile()
    update_profile(name="Another name")
    assert profile().name == "Another name"
