"""The passwords and tokens of mailboxes: encrypted where they are kept, in clear only in memory."""

import json
import threading
import time
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from baraza.base.channels.email import oauth2
from baraza.base.channels.email.transport import Temporary
from baraza.base.channels.email.trouble import MailboxTrouble
from baraza.base.channels.models import Mailbox, SignIn
from baraza.common import keyring

# A token is renewed this long before it ends: signing in takes time too.
SPARE_SECONDS = 120

OTHER_KEY = gettext_noop(
    "The password of this mailbox was kept with another key than this installation has. "
    "Enter it again."
)
NO_PERMISSION = gettext_noop("Baraza has no permission for this mailbox yet. Give it under Set-up.")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a mail server asks for: one of the two."""

    password: str = ""
    access_token: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    refresh_token: str
    access_token: str
    ends: float  # time.monotonic()


class NoCredentials(MailboxTrouble, Temporary):
    """There is nothing to sign in with now; the words say why. What was to leave waits."""


# By schema and mailbox; never written anywhere else.
_tokens: dict[tuple[str, int], _Kept] = {}
# One renewal at a time for each: a provider may let a refresh token be used only once.
_renewing: dict[tuple[str, int], threading.Lock] = {}


def sealed(values: dict[str, str]) -> str:
    """What is written to `Mailbox.secret`: `password`, or `client_id`, `client_secret`,
    `refresh_token` and, for Microsoft, `tenant`.
    """
    return keyring.encrypt(json.dumps(values))


def unsealed(mailbox: Mailbox) -> dict[str, str]:
    """What `sealed` was given. Raises NoCredentials when the installation's key is another one."""
    if not mailbox.secret:
        return {}
    try:
        return json.loads(keyring.decrypt(mailbox.secret))
    except keyring.Unreadable as error:
        raise NoCredentials(OTHER_KEY) from error


def lacks_permission(mailbox: Mailbox) -> bool:
    """Whether somebody must sign in at the provider before it can be read."""
    if mailbox.sign_in == SignIn.PASSWORD:
        return False
    try:
        return not unsealed(mailbox).get("refresh_token")
    except NoCredentials:
        return True


def mailbox_credentials(mailbox: Mailbox) -> Credentials:
    """What to sign in with now; a token is asked for where the one in memory has ended.

    The mailbox must have been saved. Raises NoCredentials.
    """
    values = unsealed(mailbox)
    if mailbox.sign_in == SignIn.PASSWORD:
        return Credentials(password=values.get("password", ""))
    if not values.get("refresh_token"):
        raise NoCredentials(NO_PERMISSION)
    place = (connection.schema_name, mailbox.pk)
    try:
        with _renewing.setdefault(place, threading.Lock()):
            return Credentials(access_token=_access_token(mailbox, values, place))
    except MailboxTrouble as error:
        raise NoCredentials(error.words, **error.facts) from error


def forget_token(mailbox: Mailbox) -> None:
    """Ask for a new access token next time: a server has refused the one in memory."""
    _tokens.pop((connection.schema_name, mailbox.pk), None)


def _access_token(mailbox: Mailbox, values: dict[str, str], place: tuple[str, int]) -> str:
    kept = _tokens.get(place)
    if kept and kept.refresh_token == values["refresh_token"] and kept.ends > time.monotonic():
        return kept.access_token
    try:
        grant = _renew(mailbox, values)
    except oauth2.Withdrawn:
        # Another process may have exchanged the refresh token a moment ago.
        newer = unsealed(Mailbox.objects.get(pk=mailbox.pk))
        if newer.get("refresh_token") in {None, "", values["refresh_token"]}:
            raise
        values = newer
        grant = _renew(mailbox, values)
    if grant.refresh_token != values["refresh_token"]:
        _keep_refresh_token(mailbox, old=values["refresh_token"], new=grant.refresh_token)
    _tokens[place] = _Kept(
        refresh_token=grant.refresh_token,
        access_token=grant.access_token,
        ends=time.monotonic() + grant.seconds - SPARE_SECONDS,
    )
    return grant.access_token


def _renew(mailbox: Mailbox, values: dict[str, str]) -> oauth2.Grant:
    return oauth2.renew(
        provider=mailbox.sign_in,
        client_id=values.get("client_id", ""),
        client_secret=values.get("client_secret", ""),
        refresh_token=values["refresh_token"],
        tenant=values.get("tenant", ""),
    )


@transaction.atomic
def _keep_refresh_token(mailbox: Mailbox, *, old: str, new: str) -> None:
    """Save the exchanged token, unless somebody has entered another one meanwhile."""
    row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    values = unsealed(row)
    if values.get("refresh_token") == old:
        row.secret = sealed(values | {"refresh_token": new})
        row.save(update_fields=["secret"])
        mailbox.secret = row.secret
