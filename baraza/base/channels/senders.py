"""Which mail server an address of the office sends through."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop

from baraza.base.channels.email.smtp import SmtpTransport
from baraza.base.channels.email.transport import (
    NO_LIMITS,
    FolderTransport,
    Limits,
    Server,
    Temporary,
    Transport,
    server_of_url,
)
from baraza.base.channels.models import Mailbox
from baraza.base.channels.secrets import Credentials, mailbox_credentials
from baraza.base.channels.signatures import signing, unsigned
from baraza.base.office_register.queries import current_office

NO_SERVER = gettext_noop(
    "There is no mail server to send through. Add one under Set-up, Mailboxes."
)


# What providers say of themselves, by the end of the server's name.
PROVIDERS = {
    "smtp.office365.com": Limits(a_minute=25, a_day=8_000, first_day=1_000),
    "smtp.gmail.com": Limits(a_minute=60, a_day=1_600, first_day=400),
    "smtp-relay.gmail.com": Limits(a_minute=120, a_day=8_000, first_day=1_000),
    "smtp.mail.yahoo.com": Limits(a_minute=20, a_day=400, first_day=100),
}


@dataclass(frozen=True, slots=True)
class WayOut:
    """What letters from one of our addresses leave through."""

    opener: Callable[[], Transport]
    limits: Limits
    sign: Callable[[bytes], bytes]


def way_out(address: str) -> WayOut:
    """Raises Temporary where there is none."""
    server = server_for(address)
    if server is not None:
        limits = server.limits or PROVIDERS.get(server.host.lower(), Limits())
        return WayOut(lambda: SmtpTransport(server), limits, signing(address))
    office = current_office()
    if office is not None and office.is_demo:
        folder = demo_folder()
        return WayOut(lambda: FolderTransport(folder), NO_LIMITS, unsigned)
    raise Temporary(NO_SERVER)


def server_for(address: str) -> Server | None:
    """The mailbox of that address, else the installation's server, else None."""
    mailbox = Mailbox.objects.filter(is_active=True, address__iexact=address).first()
    if mailbox and mailbox.smtp_host:
        return smtp_server(mailbox=mailbox, credentials=mailbox_credentials(mailbox))
    if settings.SMTP_URL:
        return server_of_url(settings.SMTP_URL)
    return None


def smtp_server(*, mailbox: Mailbox, credentials: Credentials) -> Server:
    """Where and how a mailbox sends."""
    return Server(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=mailbox.smtp_security,
        username=mailbox.username,
        password=credentials.password,
        access_token=credentials.access_token,
    )


def demo_folder() -> Path:
    """Where a demonstration office's letters are kept instead of leaving: among its files, so that
    they are exported and deleted with it."""
    return Path(settings.MEDIA_ROOT) / connection.schema_name / "outgoing"
