"""Add, change, stop and try the mailboxes that the office reads and sends with."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email import imap
from baraza.base.channels.email.smtp import smtp
from baraza.base.channels.email.transport import Temporary
from baraza.base.channels.email.trouble import MailboxTrouble
from baraza.base.channels.models import Mailbox, Security, SignIn
from baraza.base.channels.secrets import (
    Credentials,
    NoCredentials,
    forget_token,
    mailbox_credentials,
    sealed,
    unsealed,
)
from baraza.base.channels.senders import smtp_server

# Somebody waits for the answer in front of a screen.
CHECK_SECONDS = 15
# What a secret may hold; anything else is a mistake of the caller's.
SECRET_KEYS = frozenset({"password", "client_id", "client_secret", "refresh_token", "tenant"})


class MailboxTaken(Exception):
    """This office reads that address already."""


@transaction.atomic
def add_mailbox(
    *,
    address: str,
    imap_host: str,
    secret: Mapping[str, str],
    now: datetime,
    username: str = "",
    imap_port: int = 993,
    imap_security: str = Security.TLS,
    smtp_host: str = "",
    smtp_port: int = 465,
    smtp_security: str = Security.TLS,
    sign_in: str = SignIn.PASSWORD,
    sent_folder: str = "",
    attended_since: datetime | None = None,
    by: User | None = None,
) -> Mailbox:
    """A mailbox that is read within a quarter of a minute; its older mail becomes history.

    `secret` holds `password`, or for Microsoft and Google `client_id`, `client_secret`,
    `refresh_token` and perhaps `tenant`. Without `username` the address is used, without
    `attended_since` whatever arrives from now on is acknowledged.
    Raises MailboxTaken, ValidationError.
    """
    mailbox = Mailbox(
        address=address.strip().lower(),
        imap_host=imap_host.strip(),
        imap_port=imap_port,
        imap_security=imap_security,
        smtp_host=smtp_host.strip(),
        smtp_port=smtp_port,
        smtp_security=smtp_security,
        username=username.strip() or address.strip(),
        sign_in=sign_in,
        secret=_sealed(secret),
        sent_folder=sent_folder,
        attended_since=attended_since or now,
    )
    _validate(mailbox)
    mailbox.save()
    record(actor=by, act="added", obj=mailbox, now=now)
    return mailbox


@transaction.atomic
def change_mailbox(
    *,
    mailbox: Mailbox,
    secret: Mapping[str, str] | None = None,
    by: User | None = None,
    **fields: object,
) -> Mailbox:
    """Set the given fields and, where given, the secret's; what is not given stays.

    What was wrong is forgotten, and the mailbox is tried again within a quarter of a minute.
    Raises MailboxTaken, ValidationError.
    """
    changed = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    for name, value in fields.items():
        setattr(changed, name, value)
    if secret is not None:
        changed.secret = _sealed(_readable_secret(changed) | dict(secret))
    changed.problem, changed.problem_since = "", None
    _validate(changed)
    changed.save()
    forget_token(changed)
    record(actor=by, act="changed", obj=changed)
    return changed


@transaction.atomic
def deactivate_mailbox(*, mailbox: Mailbox, by: User | None = None) -> None:
    """Neither read nor sent through from now on; what it brought stays, and how far it was read."""
    Mailbox.objects.filter(pk=mailbox.pk).update(is_active=False, problem="", problem_since=None)
    forget_token(mailbox)
    record(actor=by, act="retired", obj=mailbox)


def check_mailbox(*, mailbox: Mailbox) -> list[str]:
    """Sign in to both servers now; returns what is wrong, in words, and nothing when all is well.

    Reads no mail and sends none. Takes up to fifteen seconds for each step of a silent server.
    """
    forget_token(mailbox)
    try:
        credentials = mailbox_credentials(mailbox)
    except NoCredentials as error:
        return [str(error)]
    problems = _reading_problems(mailbox, credentials)
    if mailbox.smtp_host:
        problems += _sending_problems(mailbox, credentials)
    return problems


def imap_server(*, mailbox: Mailbox, credentials: Credentials) -> imap.ImapServer:
    """Where and how a mailbox is read."""
    return imap.ImapServer(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=mailbox.imap_security,
        username=mailbox.username,
        password=credentials.password,
        access_token=credentials.access_token,
    )


def _reading_problems(mailbox: Mailbox, credentials: Credentials) -> list[str]:
    server = imap_server(mailbox=mailbox, credentials=credentials)
    try:
        with imap.open_session(server, timeout_seconds=CHECK_SECONDS) as session:
            session.open(imap.INBOX)
            if sent := session.sent_folder(mailbox.sent_folder):
                session.open(sent)
                return []
    except MailboxTrouble as error:
        return [str(error)]
    return [
        _(
            "No folder of sent mail was found, so answers written in other programs are not seen "
            "here. Enter its name."
        )
    ]


def _sending_problems(mailbox: Mailbox, credentials: Credentials) -> list[str]:
    try:
        with smtp(smtp_server(mailbox=mailbox, credentials=credentials)):
            return []
    except Temporary as error:
        return [str(error)]


def _validate(mailbox: Mailbox) -> None:
    same = Mailbox.objects.filter(address__iexact=mailbox.address).exclude(pk=mailbox.pk)
    if same.exists():
        raise MailboxTaken(_("This office reads %s already.") % mailbox.address)
    mailbox.full_clean(validate_unique=False)
    wrong = {
        field: _(imap.UNENCRYPTED)
        for field, host in (
            ("imap_security", mailbox.imap_host),
            ("smtp_security", mailbox.smtp_host),
        )
        if host and getattr(mailbox, field) == Security.NONE and not imap.on_this_machine(host)
    }
    if wrong:
        raise ValidationError(wrong)


def _sealed(secret: Mapping[str, str]) -> str:
    unknown = set(secret) - SECRET_KEYS
    if unknown:
        raise ValidationError({"secret": f"not part of a mailbox's secret: {sorted(unknown)}"})
    return sealed(dict(secret))


def _readable_secret(mailbox: Mailbox) -> dict[str, str]:
    try:
        return unsealed(mailbox)
    except NoCredentials:  # kept with a key that is gone: only what is entered now counts
        return {}
