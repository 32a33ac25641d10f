"""The passwords and tokens of mailboxes, encrypted where they are kept."""

import json
from dataclasses import dataclass

from baraza.base.channels.models import Mailbox
from baraza.common import keyring


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a mail server asks for: one of the two."""

    password: str = ""
    access_token: str = ""


def sealed(values: dict[str, str]) -> str:
    """What is written to `Mailbox.secret`."""
    return keyring.encrypt(json.dumps(values))


def mailbox_credentials(mailbox: Mailbox) -> Credentials:
    """Raises keyring.Unreadable when the installation's key is another one."""
    if not mailbox.secret:
        return Credentials()
    values = json.loads(keyring.decrypt(mailbox.secret))
    return Credentials(password=values.get("password", ""))
