from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django_tenants.utils import schema_exists
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.office.queries import profile
from baraza.base.office_register import actions
from baraza.base.office_register.actions import (
    BadOfficeName,
    OfficeNameTaken,
    create_office,
    delete_office,
)
from baraza.base.office_register.models import HostName, Office
from baraza.base.office_register.queries import office_by_slug, within
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_tables(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """An office's tables take seconds to make; these tests look at the rest."""
    monkeypatch.setattr(actions, "migrate_office", lambda *, office: None)
    monkeypatch.setattr(actions.mould, "cast", lambda *, schema: False)
    monkeypatch.setattr(actions.mould, "keep", lambda *, schema: None)
    connection.set_schema_to_public()


@pytest.fixture
def new_office(two_offices: tuple[Office, Office], now: datetime) -> Iterator[Office]:
    yield create_office(slug="coast", name="Coast", hosts=["coast.localhost"], now=now)
    connection.set_schema_to_public()


def create(now: datetime, slug: str = "coast", hosts: tuple[str, ...] = ()) -> Office:
    return create_office(slug=slug, name="Coast", hosts=list(hosts), now=now)


def test_a_new_office_is_empty_and_works_at_once(new_office: Office, now: datetime):
    with within(new_office):
        assert profile().name == "Coast"
        assert not Conversation.objects.exists()
        bring(letter(), now=now)
        assert Conversation.objects.count() == 1


def test_deleting_takes_everything_and_leaves_the_others(
    new_office: Office, two_offices: tuple[Office, Office], now: datetime
):
    with within(new_office):
        bring(letter(), now=now)
        folder = Path(default_storage.path(default_storage.save("a/b.txt", ContentFile(b"x"))))
        enqueue("conversations.receive")
    with within(two_offices[0]):
        bring(letter(), now=now)
        kept = Path(default_storage.path(default_storage.save("a/b.txt", ContentFile(b"x"))))
    connection.set_schema_to_public()
    connection.check_constraints()  # as the end of the transaction that this test never reaches
    delete_office(office=new_office)

    assert not schema_exists(new_office.schema_name)
    assert not folder.exists()
    assert not (Path(settings.MEDIA_ROOT) / new_office.schema_name).exists()
    assert not HostName.objects.filter(domain="coast.localhost").exists()
    waiting = ProcrastinateJob.objects.filter(status="todo")
    assert {job.args["office"] for job in waiting} == {two_offices[0].schema_name}
    assert kept.exists()
    with within(two_offices[0]):
        assert Conversation.objects.count() == 1
    kept.unlink()


def test_a_deleted_name_can_be_used_again(no_tables: None, now: datetime):
    delete_office(office=create(now, hosts=("coast.localhost",)))
    assert create(now, hosts=("coast.localhost",)).slug == "coast"


@pytest.mark.parametrize(
    "slug", ["", "a b", "a_b", "-a", "a-", "ä", "a.b", "x" * 41, "a\n", "public;", "../x"]
)
def test_a_short_name_must_fit_a_host_name(no_tables: None, now: datetime, slug: str):
    with pytest.raises(BadOfficeName):
        create(now, slug)
    assert not Office.objects.filter(name="Coast").exists()


@pytest.mark.parametrize("host", ["", "a b", "http://x", "x:8000", "-x", "x/y", "x" * 300])
def test_a_host_name_must_be_one(no_tables: None, now: datetime, host: str):
    with pytest.raises(BadOfficeName):
        create(now, hosts=(host,))


def test_names_are_taken_once(two_offices: tuple[Office, Office], no_tables: None, now: datetime):
    before = Office.objects.count()
    with pytest.raises(OfficeNameTaken, match="highlands"):
        create(now, "Highlands")
    with pytest.raises(OfficeNameTaken, match=r"lakeside\.localhost"):
        create(now, hosts=("new.localhost", "LAKESIDE.localhost"))
    assert Office.objects.count() == before


def test_a_schema_that_is_not_ours_is_left_alone(no_tables: None, now: datetime):
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA office_coast CREATE TABLE precious (id int)")
    with pytest.raises(OfficeNameTaken):
        create(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM office_coast.precious")


def test_a_failure_leaves_nothing_behind(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch):
    connection.set_schema_to_public()

    def fail(*, office: Office) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(actions, "migrate_office", fail)
    with pytest.raises(RuntimeError):
        create(now, hosts=("coast.localhost",))
    assert not Office.objects.filter(slug="coast").exists()
    assert not HostName.objects.filter(domain="coast.localhost").exists()
    assert not schema_exists("office_coast")


def test_the_first_host_name_is_the_one_in_links(no_tables: None, now: datetime):
    office = create(now, hosts=("Coast.example", "coast.example", "other.example"))
    assert [(host.domain, host.is_primary) for host in office.domains.all()] == [
        ("coast.example", True),
        ("other.example", False),
    ]


def test_files_and_caches_of_one_office_are_not_anothers(
    two_offices: tuple[Office, Office], settings: LazySettings
):
    first, second = two_offices
    with within(first):
        name = default_storage.save("secret.txt", ContentFile(b"x"))
        cache.set("key", "first")
    with within(second):
        assert not default_storage.exists(name)
        assert cache.get("key") is None
    with within(first):
        default_storage.delete(name)
        cache.delete("key")


def test_jobs_run_in_the_office_that_asked(two_offices: tuple[Office, Office], now, run_jobs):
    with within(two_offices[0]):
        bring(letter(), now=now)
    with within(two_offices[1]):
        enqueue("conversations.receive")
    run_jobs()
    with within(two_offices[1]):
        assert not Conversation.objects.exists()
    assert office_by_slug(slug="lakeside") == two_offices[1]
