"""Permission to read and send through a mailbox, given by a person who signs in at its provider.

What comes back is worth something only together with the verifier, which stays with whoever began.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from baraza.base.accounts.models import User
from baraza.base.channels.actions.mailboxes import change_mailbox
from baraza.base.channels.email import oauth2
from baraza.base.channels.email.trouble import MailboxTrouble
from baraza.base.channels.models import Mailbox, SignIn
from baraza.base.channels.secrets import unsealed

NO_CLIENT = gettext_noop(
    "There is no client id yet: {provider} gives one out where programs are registered. Enter it "
    "here, then sign in."
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Where to send the person, and what to keep until they are back."""

    address: str
    verifier: str


def ask_permission(*, mailbox: Mailbox, redirect_uri: str, state: str) -> Asking:
    """Begin a sign-in for a mailbox at Microsoft or Google. Raises MailboxTrouble."""
    values = unsealed(mailbox)
    if not values.get("client_id"):
        provider = SignIn(mailbox.sign_in).label
        raise MailboxTrouble(NO_CLIENT, provider=provider)
    verifier = oauth2.new_verifier()
    address = oauth2.sign_in_address(
        provider=mailbox.sign_in,
        client_id=values["client_id"],
        redirect_uri=redirect_uri,
        state=state,
        verifier=verifier,
        login_hint=mailbox.username,
        tenant=values.get("tenant", ""),
    )
    return Asking(address=address, verifier=verifier)


def take_permission(
    *, mailbox: Mailbox, code: str, verifier: str, redirect_uri: str, by: User
) -> Mailbox:
    """Keep, encrypted, what the person came back with. Raises MailboxTrouble, and keeps nothing."""
    values = unsealed(mailbox)
    grant = oauth2.redeem(
        provider=mailbox.sign_in,
        client_id=values.get("client_id", ""),
        client_secret=values.get("client_secret", ""),
        code=code,
        verifier=verifier,
        redirect_uri=redirect_uri,
        tenant=values.get("tenant", ""),
    )
    return change_mailbox(mailbox=mailbox, secret={"refresh_token": grant.refresh_token}, by=by)
