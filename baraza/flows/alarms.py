"""What goes wrong by itself, noticed and told: on the desk, and by mail to who sets the office up.

Troubles of the machine are an office's own only where it is alone on it; whoever runs a machine for
many offices watches `/metrics`.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Max, Min
from django.utils import translation
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateWorker

from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.channels.models import (
    Mailbox,
    OutgoingItem,
    OutgoingKind,
    OutgoingState,
    RawItem,
    RawState,
)
from baraza.base.office.actions import alarms_mailed, set_alarms
from baraza.base.office.models import Alarm, AlarmKind, Profile
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import current_office
from baraza.flows.data_held.backups import newest_nightly
from baraza.flows.news import site_address

# A provider that rests for an hour is no alarm; a morning without mail is.
NO_MAIL_AFTER = timedelta(hours=2)
NOT_FILED_AFTER = timedelta(minutes=15)
NOT_LEAVING_AFTER = timedelta(minutes=15)
# One address that does not answer is its own trouble; so many are ours.
MOST_PUT_OFF = 3
PUT_OFF_AFTER = timedelta(hours=1)
STANDSTILL_AFTER = timedelta(minutes=5)
OLDEST_BACKUP = timedelta(days=2)
LEAST_FREE_BYTES = 1_000_000_000
SAID_AGAIN_AFTER = timedelta(days=1)

Found = dict[tuple[AlarmKind, str], datetime]


def watch(*, now: datetime) -> None:
    """Look at everything, keep what is wrong, and mail what is new, a day old, or over."""
    over = [row for row in set_alarms(found=trouble(now=now)) if row.mailed_at]
    again = now - SAID_AGAIN_AFTER
    fresh = [row for row in Alarm.objects.all() if row.mailed_at is None or row.mailed_at < again]
    if not (fresh or over):
        return
    office = profile()
    for user in staff_with(permission=Permission.MANAGE_SETUP):
        with translation.override(user.language or office.default_language):
            _mail(user.email, office, fresh, over, now)
    alarms_mailed(ids=[row.pk for row in fresh], now=now)


def trouble(*, now: datetime) -> Found:
    """What is wrong at this moment, with since when."""
    found = {**_mail_in(now), **dict(_letters(now))}
    if _is_alone():
        found.update(_machine(now))
    return found


def standstill(*, now: datetime) -> datetime | None:
    """Since when no worker has been seen: whoever would keep and mail that is gone as well."""
    seen = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    return seen if seen and seen < now - STANDSTILL_AFTER else None


def said(*, row: Alarm, now: datetime) -> str:
    """What is wrong, in one sentence of the reader's language."""
    words = {
        AlarmKind.NO_MAIL: _("Mail for %(about)s has not come in for %(time)s."),
        AlarmKind.NOT_FILED: _("Letters that came in have not been filed for %(time)s."),
        AlarmKind.NOT_LEAVING: _("Letters have not been leaving for %(time)s."),
        AlarmKind.DISK: _("The disk is nearly full."),
        AlarmKind.BACKUP: _("There has been no backup for %(time)s."),
    }
    time = timesince(row.since, now, depth=1)
    return words[AlarmKind(row.kind)] % {"about": row.about, "time": time}


def advice(kind: str) -> str:
    """What is safe, and what to do."""
    return {
        AlarmKind.NO_MAIL: _(
            "Nothing is lost: letters wait at your mail provider and come in once it answers. What "
            "it says stands under Set-up, Mailboxes."
        ),
        AlarmKind.NOT_FILED: _(
            "They are kept and wait. Whoever looks after the machine starts Baraza again, and runs "
            "“baraza doctor” if that does not help."
        ),
        AlarmKind.NOT_LEAVING: _(
            "They are kept and tried again by themselves. What the mail server says stands under "
            "Set-up, Mailboxes."
        ),
        AlarmKind.DISK: _("Make room soon: once it is full, nothing new can be kept."),
        AlarmKind.BACKUP: _(
            "Whoever looks after the machine runs “baraza doctor”, which says why."
        ),
    }[AlarmKind(kind)]


def _mail_in(now: datetime) -> Found:
    late = now - NO_MAIL_AFTER
    found: Found = {}
    for mailbox in Mailbox.objects.filter(is_active=True):
        # Silent since before the first failure, where the machine was away before it.
        read_at = mailbox.checked_at or mailbox.attended_since
        since = min(mailbox.problem_since or read_at, read_at)
        if since < late:
            found[AlarmKind.NO_MAIL, mailbox.address] = since
    return found


def _letters(now: datetime) -> Iterator[tuple[tuple[AlarmKind, str], datetime]]:
    waiting = RawItem.objects.filter(state=RawState.WAITING, is_live=True)
    oldest = waiting.aggregate(at=Min("arrived_at"))["at"]
    if oldest and oldest < now - NOT_FILED_AFTER:
        yield (AlarmKind.NOT_FILED, ""), oldest
    # Letters to many leave as slowly as they may.
    ours = OutgoingItem.objects.filter(state=OutgoingState.WAITING).exclude(kind=OutgoingKind.BULK)
    overdue = ours.filter(due_at__lt=now - NOT_LEAVING_AFTER).aggregate(at=Min("due_at"))["at"]
    put_off = ours.filter(attempts__gt=0, made_at__lt=now - PUT_OFF_AFTER)
    if overdue is None:
        made = list(put_off.order_by("made_at").values_list("made_at", flat=True)[:MOST_PUT_OFF])
        overdue = made[0] if len(made) == MOST_PUT_OFF else None
    if overdue:
        yield (AlarmKind.NOT_LEAVING, ""), overdue


def _machine(now: datetime) -> Found:
    found: Found = {}
    if shutil.disk_usage(settings.HOME).free < LEAST_FREE_BYTES:
        found[AlarmKind.DISK, ""] = now
    folder = settings.BACKUP_FOLDER
    newest = newest_nightly(folder=folder) if folder else None
    if folder:
        office = current_office()
        made = datetime.fromtimestamp(newest.stat().st_mtime, UTC) if newest else None
        since = made or (office.created_at if office else now)
        if since < now - OLDEST_BACKUP:
            found[AlarmKind.BACKUP, ""] = since
    return found


def _is_alone() -> bool:
    office = current_office()
    if office is None or office.is_demo:
        return False
    return Office.objects.filter(is_demo=False).count() == 1


def _mail(
    address: str, office: Profile, fresh: Sequence[Alarm], over: Iterable[Alarm], now: datetime
) -> None:
    subject = said(row=fresh[0], now=now) if fresh else _("All is well again")
    parts = [f"{said(row=row, now=now)}\n{advice(row.kind)}" for row in fresh]
    parts += [_("It is over: %(what)s") % {"what": said(row=row, now=now)} for row in over]
    if site := site_address():
        parts.append(f"{site}desk/today/")
    parts.append(office.name)
    send_mail(subject, "\n\n".join(parts), from_email=None, recipient_list=[address])
