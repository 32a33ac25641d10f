import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_a_page_that_is_looked_at_reads_it_once(visitor: Client):
    visitor.get("/contact/?a")
    with CaptureQueriesContext(connection) as asked:
        visitor.get("/contact/?b")
    rows = [each for each in asked if each["sql"].startswith('SELECT "office_profile"."id"')]
    assert len(rows) == 1
