"""Access tokens for mailboxes at Microsoft and Google: the refresh-token grant (RFC 6749, 6)."""

import json
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
    url = TOKEN_URLS[provider].format(tenant=urllib.parse.quote(tenant or "common", safe=""))
    fields = {
        "grant_type": "refresh_token",
        "client_id": client_id,
        "client_secret": client_secret,
        "refresh_token": refresh_token,
    }
    status, answer = _post(url, {key: value for key, value in fields.items() if value}, provider)
    token = answer.get("access_token")
    if status != 200 or not isinstance(token, str) or not token:
        raise _refusal(provider, status, answer)
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
        data=urllib.parse.urlencode(fields).encode(),
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
