"""Create, upgrade and delete offices. Needs the owner's database role."""

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django_tenants.utils import get_public_schema_name, schema_exists
from psycopg import sql

from baraza.base.office_register import mould, privileges
from baraza.base.office_register.fresh import empty_tables
from baraza.base.office_register.models import HostName, Office
from baraza.base.office_register.queries import (
    is_up_to_date,
    migrations_here,
    newer_than_here,
    offices,
)

SLUG_LIMIT = 40
HOST_LIMIT = 253
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


class OfficeNameTaken(Exception):
    """Another office has this short name or host name."""


class SomeNotMigrated(Exception):
    """Offices whose tables could not be brought up to date, by short name, with what happened."""

    def __init__(self, failed: Mapping[str, Exception]) -> None:
        super().__init__("\n".join(f"{slug}: {_said(error)}" for slug, error in failed.items()))
        self.failed = failed


def _said(error: Exception) -> str:
    """Without what PostgreSQL adds below: that quotes a row."""
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__


class MadeByNewer(Exception):
    """A newer Baraza has changed the office's tables; this one could harm what is in them."""


class BadOfficeName(ValueError):
    """The short name cannot be part of a host name."""


def create_office(
    *, slug: str, name: str, hosts: list[str], now: datetime, is_demo: bool = False
) -> Office:
    """A new, empty office: its row, its host names, its schema with every table.

    Raises OfficeNameTaken, BadOfficeName. A failure leaves nothing behind.
    """
    with transaction.atomic():
        office = register_office(slug=slug, name=name, hosts=hosts, now=now, is_demo=is_demo)
        is_cast = mould.cast(schema=office.schema_name)
        if not is_cast:
            with connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(office.schema_name))
                )
    try:
        if is_cast:
            migrate_office(office=office)
        else:
            with empty_tables():
                migrate_office(office=office)
            mould.keep(schema=office.schema_name)
    except BaseException:
        delete_office(office=office)
        raise
    return office


@transaction.atomic
def register_office(
    *, slug: str, name: str, hosts: list[str], now: datetime, is_demo: bool = False
) -> Office:
    """Only the rows, for an office whose schema is brought from elsewhere. It is ready once
    `migrate_office` has been there.

    Raises OfficeNameTaken, also where the schema's name is in use, and BadOfficeName.
    """
    slug = slug.lower()
    if not _SLUG.fullmatch(slug):
        raise BadOfficeName(
            f"{slug!r} cannot be an office's short name: use up to {SLUG_LIMIT} letters of the "
            "English alphabet, digits and hyphens."
        )
    hosts = list(dict.fromkeys(host.strip().lower() for host in hosts))
    for host in hosts:
        if not _HOST.fullmatch(host) or len(host) > HOST_LIMIT:
            raise BadOfficeName(f"{host!r} is not a host name, such as {slug}.example.org.")
    schema = "office_" + slug.replace("-", "_")
    if Office.objects.filter(slug=slug).exists() or schema_exists(schema):
        raise OfficeNameTaken(f"There is already an office named {slug!r}.")
    if taken := HostName.objects.filter(domain__in=hosts).values_list("domain", flat=True).first():
        raise OfficeNameTaken(f"The host name {taken!r} already leads to another office.")
    office = Office.objects.create(
        slug=slug, name=name, schema_name=schema, is_demo=is_demo, created_at=now, is_ready=False
    )
    HostName.objects.bulk_create(
        [
            HostName(domain=host, tenant=office, is_primary=position == 0)
            for position, host in enumerate(hosts)
        ]
    )
    return office


def migrate_register() -> None:
    """Bring the shared tables up to date."""
    with_migrations = {app for app, _ in migrations_here()}
    # One by one: the migrations of all other apps make nothing here, and take seconds to say so.
    for app in apps.get_app_configs():
        if app.name in settings.SHARED_APPS and app.label in with_migrations:
            call_command("migrate_schemas", app.label, shared=True, interactive=False, verbosity=0)
    privileges.grant(schema=get_public_schema_name())


def migrate_office(*, office: Office) -> None:
    """Bring one office's tables up to date. From before the first migration until after the last
    it is not ready, and stays so where one fails. Raises MadeByNewer.
    """
    newer = newer_than_here(office=office)
    is_behind = not is_up_to_date(office=office)
    if newer or is_behind:
        _note_ready(office, is_ready=False)
    if newer:
        app, name = min(newer)
        raise MadeByNewer(
            f"a newer Baraza has changed its tables ({app} {name}). Start that one again, or "
            "restore the backup made before the upgrade."
        )
    if is_behind:
        call_command(
            "migrate_schemas", schema_name=office.schema_name, interactive=False, verbosity=0
        )
    privileges.grant(schema=office.schema_name)
    _note_ready(office, is_ready=True)


def _note_ready(office: Office, *, is_ready: bool) -> None:
    Office.objects.filter(pk=office.pk).update(is_ready=is_ready)
    office.is_ready = is_ready


def migrate_everything(*, progress: Callable[[Office], None] = lambda office: None) -> None:
    """The shared tables, then each office. One that fails holds up no other, is not ready, and
    keeps what it had before the migration that failed; run again, it goes on there, and skips what
    is done.

    Raises SomeNotMigrated.
    """
    migrate_register()
    failed: dict[str, Exception] = {}
    for office in offices():
        try:
            migrate_office(office=office)
        except Exception as error:  # a migration may raise anything
            failed[office.slug] = error
        progress(office)
    if failed:
        raise SomeNotMigrated(failed)


def delete_office(*, office: Office) -> None:
    """Everything the office has: schema, files, waiting jobs, host names. Cannot be undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(office.schema_name))
        )
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE args->>'office' = %s AND status <> 'doing'",
            [office.schema_name],
        )
        HostName.objects.filter(tenant=office).delete()
        Office.objects.filter(pk=office.pk).delete()
    shutil.rmtree(Path(settings.MEDIA_ROOT) / office.schema_name, ignore_errors=True)
