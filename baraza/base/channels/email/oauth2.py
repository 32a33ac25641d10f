"""Permission for mailboxes at Microsoft and Google: asked for in a browser with a code that only we
can redeem (RFC 6749, 4.1; RFC 7636), and renewed from then on (RFC 6749, 6).
"""

import base64
import hashlib
import json
import secrets
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO

from django.utils.translation import gettext_noop

from baraza.base.channels.email.trouble import MailboxTrouble, what_it_said

# The only addresses that a client secret or refresh token is ever sent to.
TOKEN_URLS = {
    "microsoft": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
    "google": "https://oauth2.googleapis.com/token",
}
# Where a person is sent to give permission, and what is asked for beside who they are.
AUTHORIZE_URLS = {
    "microsoft": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
    "google": "https://accounts.google.com/o/oauth2/v2/auth",
}
MAIL_SCOPES = {
    "microsoft": (
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
    ),
    "google": ("https://mail.google.com/",),
}
_ALSO_ASKED = {
    "microsoft": {"scope": "offline_access", "response_mode": "query"},
    # Google gives a refresh token only to whoever was asked anew.
    "google": {"access_type": "offline", "prompt": "consent"},
}
TIMEOUT_SECONDS = 20
ANSWER_LIMIT = 100_000
# Where the answer does not say how long a token lasts.
USUAL_SECONDS = 300

WITHDRAWN = gettext_noop(
    "{provider} no longer lets us into this mailbox: the permission has ended or was withdrawn "
    "({said}). Give Baraza permission again."
)
UNKNOWN_CLIENT = gettext_noop(
    "{provider} does not accept Baraza's client number or client secret ({said}). Perhaps the "
    "secret has expired: make a new one there and enter it here."
)
NOT_REDEEMED = gettext_noop(
    "{provider} did not take the sign-in to its end ({said}). Nothing changed. Sign in once more."
)
NOT_LASTING = gettext_noop(
    "{provider} gave permission for an hour only, not for longer. Nothing changed. Sign in once "
    "more; if it happens again, take Baraza's permission away there first."
)
NOT_FOR_MAIL = gettext_noop(
    "{provider} gave permission, but not to read and send mail. Nothing changed. Sign in once "
    "more and leave everything ticked that is asked for."
)
NO_TOKEN = gettext_noop("{provider} gives no access at the moment ({said}).")

_NAMES = {"microsoft": "Microsoft", "google": "Google"}


class Withdrawn(MailboxTrouble):
    """The refresh token is worth nothing any more (`invalid_grant`)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token for `seconds`, and the refresh token that is to be used from now on."""

    access_token: str
    seconds: int
    refresh_token: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The secrets in the request are for one address only."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


def renew(
    *, provider: str, client_id: str, client_secret: str, refresh_token: str, tenant: str = ""
) -> Grant:
    """Ask for an access token. `tenant` is Microsoft's; without it, any organisation's.

    Raises Withdrawn, and MailboxTrouble for everything else.
    """
    fields = {
        "grant_type": "refresh_token",
        "client_id": client_id,
        "client_secret": client_secret,
        "refresh_token": refresh_token,
    }
    status, answer = _post(_address(TOKEN_URLS, provider, tenant), fields, provider)
    grant = _grant(status, answer, refresh_token)
    if grant is None:
        raise _refusal(provider, status, answer)
    return grant


def new_verifier() -> str:
    """What only whoever began a sign-in knows (RFC 7636, 4.1)."""
    return secrets.token_urlsafe(48)


def sign_in_address(
    *,
    provider: str,
    client_id: str,
    redirect_uri: str,
    state: str,
    verifier: str,
    login_hint: str = "",
    tenant: str = "",
) -> str:
    """Where a person signs in and says yes; `login_hint` is the account it is about."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    also = dict(_ALSO_ASKED[provider])
    scopes = [*MAIL_SCOPES[provider], *also.pop("scope", "").split()]
    fields = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": login_hint,
        **also,
    }
    return f"{_address(AUTHORIZE_URLS, provider, tenant)}?{urllib.parse.urlencode(fields)}"


def redeem(
    *,
    provider: str,
    client_id: str,
    client_secret: str,
    code: str,
    verifier: str,
    redirect_uri: str,
    tenant: str = "",
) -> Grant:
    """Exchange the code a person came back with for lasting permission. Raises MailboxTrouble."""
    fields = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "client_secret": client_secret,
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": redirect_uri,
    }
    status, answer = _post(_address(TOKEN_URLS, provider, tenant), fields, provider)
    grant = _grant(status, answer, "")
    if grant is None:
        refusal = _refusal(provider, status, answer)
        if isinstance(refusal, Withdrawn):
            raise MailboxTrouble(NOT_REDEEMED, **refusal.facts)
        raise refusal
    given = str(answer.get("scope") or "").lower().split()
    if given and not any(MAIL_SCOPES[provider][0].lower() in scope for scope in given):
        raise MailboxTrouble(NOT_FOR_MAIL, provider=_NAMES[provider])
    if not grant.refresh_token:
        raise MailboxTrouble(NOT_LASTING, provider=_NAMES[provider])
    return grant


def not_given(*, provider: str, error: str, description: str) -> MailboxTrouble:
    """What the provider says of a person who came back without a code."""
    return MailboxTrouble(
        NOT_REDEEMED,
        provider=_NAMES[provider],
        said=what_it_said(f"{error}: {description}".removesuffix(": ")),
    )


def _address(table: dict[str, str], provider: str, tenant: str) -> str:
    return table[provider].format(tenant=urllib.parse.quote(tenant or "common", safe=""))


def _grant(status: int, answer: dict[str, object], refresh_token: str) -> Grant | None:
    token = answer.get("access_token")
    if status != 200 or not isinstance(token, str) or not token:
        return None
    seconds, renewed = answer.get("expires_in"), answer.get("refresh_token")
    return Grant(
        access_token=token,
        seconds=int(seconds) if str(seconds).isdigit() else USUAL_SECONDS,
        refresh_token=renewed if isinstance(renewed, str) and renewed else refresh_token,
    )


def _post(url: str, fields: dict[str, str], provider: str) -> tuple[int, dict[str, object]]:
    if not url.startswith("https://"):
        raise ValueError(f"a token is asked for over HTTPS only, not from {url}")
    request = urllib.request.Request(  # noqa: S310 (https only, from the table above)
        url,
        data=urllib.parse.urlencode(
            {key: value for key, value in fields.items() if value}
        ).encode(),
        headers={"Accept": "application/json"},
    )
    opener = urllib.request.build_opener(
        _NoRedirect, urllib.request.HTTPSHandler(context=ssl.create_default_context())
    )
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            status, content = response.status, response.read(ANSWER_LIMIT)
    except urllib.error.HTTPError as error:
        with error:
            status, content = error.code, error.read(ANSWER_LIMIT)
    except (OSError, HTTPException) as error:
        said = what_it_said(str(getattr(error, "reason", error)))
        raise MailboxTrouble(NO_TOKEN, provider=_NAMES[provider], said=said) from error
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = {}
    return status, answer if isinstance(answer, dict) else {}


def _refusal(provider: str, status: int, answer: dict[str, object]) -> MailboxTrouble:
    reason = str(answer.get("error") or f"HTTP {status}")
    said = what_it_said(f"{reason}: {answer.get('error_description') or ''}".removesuffix(": "))
    facts = {"provider": _NAMES[provider], "said": said}
    if reason in {"invalid_grant", "interaction_required", "consent_required"}:
        return Withdrawn(WITHDRAWN, **facts)
    if reason in {"invalid_client", "unauthorized_client"}:
        return MailboxTrouble(UNKNOWN_CLIENT, **facts)
    return MailboxTrouble(NO_TOKEN, **facts)
