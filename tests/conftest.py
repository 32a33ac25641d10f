"""Two offices in a real PostgreSQL, and jobs that run when a test says so."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import translation
from django_tenants.utils import get_public_schema_name
from hypothesis import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.accounts.models import User
from baraza.base.office.actions import update_profile
from baraza.base.office_register import actions as register
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.environment import OWN_SERVER, PREPARED, keep_for_the_next_run
from tests.staff import member_of_staff

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
SLUGS = ("highlands", "lakeside")

# How long an example takes says how busy the machine is.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What a page was asked for in is not spoken in the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """A Monday morning."""
    return NOW


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """A server of one's own needs no database name of one's own."""
    if not OWN_SERVER:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A database made by an earlier run is used as it is."""
    return PREPARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The shared tables and two empty offices, made once."""
    # Where no test of a run asks for `db`, pytest-django makes no database for tests, and what is
    # used is another one: it works, and nobody else should begin with it.
    is_for_tests = connection.settings_dict["NAME"] == connection.settings_dict["TEST"]["NAME"]
    with django_db_blocker.unblock():
        if (
            PREPARED
            and is_for_tests
            and Office.objects.filter(slug__in=SLUGS).count() == len(SLUGS)
        ):
            return
        register.migrate_register()
        for slug in SLUGS:
            office = register.create_office(
                slug=slug, name=slug.title(), hosts=[f"{slug}.localhost"], now=NOW
            )
            with within(office):
                _introduce(slug)
        connections.close_all()
        if is_for_tests:
            keep_for_the_next_run()


def _introduce(slug: str) -> None:
    update_profile(
        name=f"Office of {slug.title()}",
        member_name="Salma Okello" if slug == "highlands" else "Henri Baptiste",
        email=f"office@{slug}.example",
        languages=["en", "fr", "ar", "sw"],
    )


@pytest.fixture
def two_offices(db: None) -> tuple[Office, Office]:
    """Two offices of one machine; enter one with `within(office)`."""
    connection.set_schema_to_public()
    first, second = (Office.objects.get(slug=slug) for slug in SLUGS)
    return first, second


@pytest.fixture
def office(two_offices: tuple[Office, Office]) -> Iterator[Office]:
    """The first office, entered."""
    with within(two_offices[0]):
        yield two_offices[0]
    connection.set_schema_to_public()


@pytest.fixture(scope="session")
def _committed_office(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Office]:
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        office = register.create_office(slug="commons", name="Commons", hosts=[], now=NOW)
        with within(office):
            _introduce("commons")
        yield office
        connection.set_schema_to_public()
        register.delete_office(office=office)


@pytest.fixture
def committed_office(
    _committed_office: Office, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Office]:
    """An office, entered, whose changes are kept at once and seen by other threads. Tests in it
    leave their rows behind, but no jobs: they count only their own.
    """
    with django_db_blocker.unblock(), within(_committed_office):
        yield _committed_office
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def staff(office: Office) -> User:
    """The chief of staff of the first office."""
    return member_of_staff(email="leila@highlands.example", name="Leila Haddad")


@pytest.fixture
def desk(office: Office, staff: User) -> Client:
    """A browser in which `staff` is signed in, at the first office's host name."""
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(staff)
    return client


@pytest.fixture
def visitor(office: Office) -> Client:
    """A browser of somebody who is not signed in, at the first office's host name."""
    return Client(headers={"host": "highlands.localhost"})


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Runs every job that waits, whenever it is due, until none is left; returns how many ran."""

    def run() -> int:
        ran = 0
        schema = connection.schema_name
        tenant = connection.tenant
        while job := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
            app.tasks[job.task_name].func(**job.args)
            ran += 1
        if schema == get_public_schema_name():
            connection.set_schema_to_public()
        else:
            connection.set_tenant(tenant)
        return ran

    return run


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real mail kept outside the project; tests that need it skip where it is not."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real mail is not beside this checkout")
    return folder
