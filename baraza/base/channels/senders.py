"""Which mail server an address of the office sends through."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop

from baraza.base.channels.email.transport import (
    FolderTransport,
    Server,
    Temporary,
    Transport,
    server_of_url,
    smtp,
)
from baraza.base.channels.models import Mailbox
from baraza.base.channels.secrets import mailbox_credentials
from baraza.base.office_register.queries import current_office

NO_SERVER = gettext_noop(
    "There is no mail server to send through. Add one under Set-up, Mailboxes."
)


@contextmanager
def open_transports() -> Iterator[Callable[[str], Transport]]:
    """A function from our sending address to its transport; connections are opened once.

    The function raises Temporary when there is no way out for that address.
    """
    with ExitStack() as stack:
        opened: dict[str, Transport | Temporary] = {}

        def transport_for(address: str) -> Transport:
            if address not in opened:
                try:
                    opened[address] = _open(address, stack)
                except Temporary as error:
                    opened[address] = error
            found = opened[address]
            if isinstance(found, Temporary):
                raise found
            return found

        yield transport_for


def _open(address: str, stack: ExitStack) -> Transport:
    server = server_for(address)
    if server is not None:
        return stack.enter_context(smtp(server))
    office = current_office()
    if office is not None and office.is_demo:
        return FolderTransport(demo_folder())
    raise Temporary(NO_SERVER)


def server_for(address: str) -> Server | None:
    """The mailbox of that address, else the installation's server, else None."""
    mailbox = Mailbox.objects.filter(is_active=True, address__iexact=address).first()
    if mailbox and mailbox.smtp_host:
        credentials = mailbox_credentials(mailbox)
        return Server(
            host=mailbox.smtp_host,
            port=mailbox.smtp_port,
            security=mailbox.smtp_security,
            username=mailbox.username,
            password=credentials.password,
            access_token=credentials.access_token,
        )
    if settings.SMTP_URL:
        return server_of_url(settings.SMTP_URL)
    return None


def demo_folder() -> Path:
    """Where a demonstration office's letters are kept instead of leaving: among its files, so that
    they are exported and deleted with it."""
    return Path(settings.MEDIA_ROOT) / connection.schema_name / "outgoing"
