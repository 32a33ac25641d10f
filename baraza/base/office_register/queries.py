"""Which offices exist, and which one is being worked for."""

from contextlib import AbstractContextManager
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django_tenants.utils import get_public_schema_name, tenant_context
from psycopg import sql

from baraza.base.office_register.models import HostName, Office
from baraza.common.prepared import prepared
from baraza.common.rows import columns, instances


class UnknownOffice(LookupError):
    """No office has that name; the message lists those there are."""


def offices() -> list[Office]:
    """Every office on this machine, by slug, with its host names fetched."""
    return list(Office.objects.prefetch_related("domains"))


def ready_offices() -> list[Office]:
    """Those in which one can work: their tables are up to date."""
    return [office for office in offices() if office.is_ready]


def office_by_slug(*, slug: str) -> Office:
    """Raises UnknownOffice."""
    try:
        return Office.objects.get(slug=slug)
    except Office.DoesNotExist:
        known = ", ".join(Office.objects.values_list("slug", flat=True)) or "none yet"
        raise UnknownOffice(f"There is no office named {slug!r}. Offices here: {known}.") from None


def within(office: Office) -> AbstractContextManager[None]:
    """A block in which every query, file and cache entry is this office's."""
    return tenant_context(office)


def current_office() -> Office | None:
    """The office this thread works for, or None between offices."""
    if connection.schema_name == get_public_schema_name():
        return None
    tenant = connection.tenant
    if isinstance(tenant, Office):
        return tenant
    return Office.objects.get(schema_name=connection.schema_name)


def is_host(*, domain: str) -> bool:
    """Whether a host name, in lower case, leads to an office."""
    return HostName.objects.filter(domain=domain).exists()


def primary_host(*, office: Office) -> str:
    """The host name for links in what the office sends; empty when it has none."""
    return (
        HostName.objects.filter(tenant=office)
        .order_by("-is_primary", "domain")
        .values_list("domain", flat=True)
        .first()
        or ""
    )


@cache
def migrations_here() -> frozenset[tuple[str, str]]:
    """Every migration this Baraza knows, as app and name."""
    known = MigrationLoader(None).disk_migrations
    replaced = {key for migration in known.values() for key in migration.replaces}
    return frozenset(known.keys() | replaced)


def newer_than_here(*, office: Office) -> frozenset[tuple[str, str]]:
    """Migrations of our apps that the office's tables have had and this Baraza does not know."""
    apps = {app for app, _ in migrations_here()}
    return frozenset(key for key in _applied(office) - migrations_here() if key[0] in apps)


def is_up_to_date(*, office: Office) -> bool:
    """Whether every migration there is has been applied to the office's tables."""
    return not missing_in(office=office)


def missing_in(*, office: Office) -> frozenset[tuple[str, str]]:
    """Migrations that this Baraza knows and the office's tables have not had."""
    return migrations_here() - _applied(office)


def _applied(office: Office) -> frozenset[tuple[str, str]]:
    # By its whole name: to look for the table among those of hundreds of offices takes long.
    table = sql.Identifier(office.schema_name, MigrationRecorder.Migration._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table.as_string()])
        if cursor.fetchone() == (None,):
            return frozenset()
        cursor.execute(sql.SQL("SELECT app, name FROM {}").format(table))
        return frozenset(cursor.fetchall())


# Written out: every request asks it.
_AT = """
SELECT {columns}
FROM public.office_register_hostname AS host
JOIN public.office_register_office AS office ON office.id = host.tenant_id
WHERE host.domain = %s
"""


def office_at(*, host: str) -> Office | None:
    """The office that a host name, in lower case, leads to. One query."""
    with connection.cursor() as cursor:
        cursor.execute(prepared(_AT.format(columns=columns(Office, "office"))), [host])
        found = instances(Office, cursor.fetchall())
    return found[0] if found else None
