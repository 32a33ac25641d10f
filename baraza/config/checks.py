"""What `baraza doctor` looks at: each check says what is, and what to do where it is wrong."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import dns.exception
from django.conf import settings
from django.db import ProgrammingError, connection

from baraza.base.audit.queries import head, verify
from baraza.base.channels.models import Mailbox, OutgoingItem, OutgoingState, RawItem, RawState
from baraza.base.channels.senders import server_for
from baraza.base.channels.signatures import UnreadableKey, newest_key, signer_of
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import (
    missing_in,
    newer_than_here,
    offices,
    within,
)
from baraza.config import environment, health, records
from baraza.config.records import State
from baraza.flows.data_held.backups import newest_nightly

OLDEST_BACKUP = timedelta(days=2)
LEAST_FREE_BYTES = 1_000_000_000
CLOCK_TOLERANCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    state: State
    words: str


def findings() -> list[Finding]:
    """Every check, of the installation and then of each office."""
    try:
        known = offices()
    except ProgrammingError:
        words = "there are none yet, or an older Baraza made them. Run baraza migrate, or start it"
        return [*_settings(), Finding("tables", "wrong", words), *_disk()]
    found = [finding for look in LOOKS for finding in look()]
    for office in known:
        if office.is_ready:
            with within(office):
                found += _office(office)
        else:
            found.append(_not_ready(office))
    return found


def _settings() -> Iterator[Finding]:
    yield Finding("settings", "ok", f"state is kept in {environment.home()}")
    if settings.DEBUG:
        yield Finding("settings", "wrong", "BARAZA_DEBUG is on: errors show internals to anybody")
    if os.environ.get("BARAZA_BIND") and not settings.BEHIND_TLS:
        yield Finding(
            "settings",
            "wrong",
            "BARAZA_BIND opens the server to others without TLS. Put a TLS proxy in front and "
            "set BARAZA_BEHIND_TLS=yes",
        )


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('server_encoding'), "
            "to_tsvector('simple', 'a—b') @@ to_tsquery('simple', 'b')"
        )
        version, encoding, splits = cursor.fetchone()
    state: State = "ok" if connection.pg_version >= 150000 and encoding == "UTF8" else "wrong"
    yield Finding("database", state, f"PostgreSQL {version}, {encoding}; 15 and UTF8 are needed")
    if not splits:
        yield Finding(
            "database",
            "wrong",
            "its LC_CTYPE is not UTF-8: words beside dashes are not found. Make the database "
            "with LC_CTYPE C.UTF-8",
        )
    owner_role = connection.settings_dict["USER"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(nspowner) = current_user FROM pg_namespace "
            "WHERE nspname = 'public'"
        )
        (is_owner,) = cursor.fetchone()
    if is_owner:
        yield Finding(
            "database",
            "note",
            f"one role ({owner_role}) both migrates and serves, so append-only tables are not "
            "enforced. Give DATABASE_OWNER_URL a role of its own",
        )


def _jobs() -> Iterator[Finding]:
    failing = health.failing()
    words = failing.get("worker", "the workers are at work")
    # Where nothing runs now, that is no fault.
    yield Finding("jobs", "note" if failing else "ok", words)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        (failed,) = cursor.fetchone()
    if failed:
        yield Finding("jobs", "note", f"{failed} jobs failed; the sweep does their work again")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(environment.home()).free
    words = f"{free / 1e9:.1f} GB free where the state is kept"
    if free >= LEAST_FREE_BYTES:
        yield Finding("disk", "ok", words)
    else:
        yield Finding(
            "disk", "wrong", f"{words}: make room, as nothing new is kept once it is full"
        )


def _backups() -> Iterator[Finding]:
    folder = environment.backup_folder()
    if folder is None:
        yield Finding("backups", "note", "nightly backups are off (BARAZA_BACKUPS): make your own")
        return
    newest = newest_nightly(folder=folder)
    if newest is None:
        yield Finding("backups", "note", f"none yet in {folder}; the first is made after a start")
        return
    age = datetime.now(UTC) - datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    state: State = "ok" if age < OLDEST_BACKUP else "wrong"
    yield Finding("backups", state, f"the newest is {newest}, {age.days} days old")
    if not environment.backup_keys():
        words = "they are not encrypted: baraza keys backup --to FILE, and keep that file elsewhere"
        yield Finding("backups", "note", words)


def _clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (database_now,) = cursor.fetchone()
    apart = abs(datetime.now(UTC) - database_now)
    state: State = "ok" if apart < CLOCK_TOLERANCE else "wrong"
    yield Finding("clock", state, f"{apart.total_seconds():.1f} s from the database's clock")


LOOKS = (_settings, _database, _jobs, _disk, _backups, _clock)


def _office(office: Office) -> Iterator[Finding]:
    def about(part: str) -> str:
        return f"{office.slug}: {part}"

    yield _trail(about("trail"))
    own = profile()
    if not own.email:
        yield Finding(about("profile"), "wrong", "no public e-mail address: nothing can be sent")
    elif server_for(own.email) is None and not office.is_demo:
        yield Finding(
            about("sending"), "wrong", "no mail server to send through: Set-up, Mailboxes"
        )
    for mailbox in Mailbox.objects.filter(is_active=True):
        words = mailbox.problem or f"last checked {mailbox.checked_at or 'never'}"
        yield Finding(about(mailbox.address), "wrong" if mailbox.problem else "ok", words)
    counted: dict[str, tuple[int, str]] = {
        "quarantine": (
            RawItem.objects.filter(state=RawState.QUARANTINE).count(),
            "letters could not be read",
        ),
        "outbox": (
            OutgoingItem.objects.filter(
                state__in=[OutgoingState.FAILED, OutgoingState.UNCERTAIN]
            ).count(),
            "letters did not leave or may not have",
        ),
    }
    for part, (count, words) in counted.items():
        yield Finding(about(part), "note" if count else "ok", f"{count} {words}")
    for host in office.domains.all():
        # On this machine alone, and not in DNS.
        if not host.domain.endswith("localhost"):
            yield Finding(about("DNS"), *records.found(host.domain))
    if own.email and not office.is_demo:
        domain = own.email.rpartition("@")[2].lower()
        yield from (Finding(about("DNS"), *said) for said in records.believed(domain))
        yield _signing(domain, office.slug, about("DKIM"))


def _not_ready(office: Office) -> Finding:
    """Whatever else is to be known stands in tables that we cannot read."""
    if newer := newer_than_here(office=office):
        app, name = min(newer)
        why = f"a newer Baraza has changed them ({app} {name}): start that one again"
    else:
        why = f"{len(missing_in(office=office))} migrations are missing: baraza migrate says why"
    return Finding(
        f"{office.slug}: tables",
        "wrong",
        f"{why}. Until then its pages say that it is being updated, and its mail and jobs wait",
    )


def _trail(about: str) -> Finding:
    """Whether the record of who did what is as it was written."""
    broken = verify()
    if broken is not None:
        return Finding(
            about,
            "wrong",
            f"row {broken} of the trail was changed or taken out. Restore the last backup whose "
            "trail verifies, and find out who had the database owner's password",
        )
    last = head()
    if not last["number"]:
        return Finding(about, "ok", "nobody has done anything yet")
    return Finding(about, "ok", f"{last['number']} rows verify; the last is {last['hash'][:16]}")


def _signing(domain: str, slug: str, about: str) -> Finding:
    """Whether letters are signed with a key that DNS knows (RFC 6376)."""
    key = newest_key(domain=domain)
    if key is None:
        return Finding(
            about,
            "note",
            f"we do not sign letters from {domain}; unless its mail server does, others may take "
            f"them for forged: baraza dkim {slug}",
        )
    try:
        published = signer_of(key).is_published()
    except UnreadableKey:
        return Finding(
            about, "wrong", f"its key is lost; make a new one: baraza dkim {slug} --renew"
        )
    except dns.exception.DNSException as error:
        return Finding(about, "note", f"{domain} cannot be looked up: {error}")
    if key.signs_since is None:
        words = "stands in DNS, and is not used" if published else "does not stand in DNS"
        return Finding(about, "note", f"the key made for {domain} {words} yet: baraza dkim {slug}")
    if not published:
        return Finding(
            about,
            "wrong",
            f"letters are signed, and DNS has lost the record {signer_of(key).name}: others take "
            f"them for forged. Put it back: baraza dkim {slug}",
        )
    return Finding(about, "ok", f"letters are signed as {signer_of(key).name}")
