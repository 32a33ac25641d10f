import pytest
from django.db import connection
from django_tenants.utils import schema_context

from baraza.base.office_register.models import HostName, Office
from baraza.base.office_register.queries import (
    UnknownOffice,
    current_office,
    office_by_slug,
    offices,
    primary_host,
    within,
)

pytestmark = pytest.mark.django_db


def test_offices_are_listed_by_name_with_their_hosts(
    two_offices: tuple[Office, Office], django_assert_num_queries
):
    with django_assert_num_queries(2):
        found = [
            (office.slug, [host.domain for host in office.domains.all()]) for office in offices()
        ]
    assert found == sorted(found)
    assert dict(found) | {
        "highlands": ["highlands.localhost"],
        "lakeside": ["lakeside.localhost"],
    } == dict(found)


def test_an_unknown_office_names_those_there_are(two_offices: tuple[Office, Office]):
    with pytest.raises(UnknownOffice, match="highlands, lakeside"):
        office_by_slug(slug="coast")


def test_the_current_office_is_the_one_entered(two_offices: tuple[Office, Office]):
    first, second = two_offices
    assert current_office() is None
    with within(first):
        assert current_office() == first
        with within(second):
            assert current_office() == second
        assert current_office() == first
    with schema_context(second.schema_name):  # as a job enters it
        assert current_office() == second
    assert current_office() is None
    assert connection.schema_name == "public"


def test_links_use_the_primary_host(two_offices: tuple[Office, Office]):
    first = two_offices[0]
    HostName.objects.create(domain="a.example", tenant=first, is_primary=False)
    assert primary_host(office=first) == "highlands.localhost"
    HostName.objects.filter(tenant=first).delete()
    assert primary_host(office=first) == ""
