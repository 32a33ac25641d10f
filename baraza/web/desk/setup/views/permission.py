"""Permission for a mailbox at Microsoft or Google: given there, by a person, in their browser."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.channels.actions import permission
from baraza.base.channels.email.oauth2 import not_given
from baraza.base.channels.email.trouble import MailboxTrouble
from baraza.base.channels.models import Mailbox, SignIn
from baraza.web.desk.access import staff_only
from baraza.web.desk.seals import sealed, unsealed
from baraza.web.desk.setup.views.mailboxes import checked, redirect_uri

# Long enough to find the telephone with the second factor.
SIGN_IN_SECONDS = 20 * 60
ASKED = "mailbox_permission"


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def ask(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Sends whoever asks to the mailbox's provider, to sign in there and say yes."""
    mailbox = Mailbox.objects.exclude(sign_in=SignIn.PASSWORD).get(pk=mailbox_id)
    mark = secrets.token_urlsafe(16)
    state = sealed({"mailbox": mailbox.pk, "mark": mark}, purpose=ASKED)
    try:
        asking = permission.ask_permission(
            mailbox=mailbox, redirect_uri=redirect_uri(request), state=state
        )
    except MailboxTrouble as error:
        messages.error(request, str(error))
        return redirect("desk:edit-mailbox", mailbox.pk)
    # Only the browser that began can end it, and once.
    request.session[ASKED] = {"mark": mark, "verifier": asking.verifier}
    return redirect(asking.address)


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def answered(request: HttpRequest) -> HttpResponse:
    """Takes what the provider gave to whoever comes back from there."""
    asked = request.session.pop(ASKED, {})
    try:
        state = unsealed(request.GET.get("state", ""), purpose=ASKED, max_age=SIGN_IN_SECONDS)
        if state["mark"] != asked.get("mark"):
            raise signing.BadSignature
    except signing.BadSignature:
        return _told(
            request,
            _(
                "This sign-in was begun in another browser, or too long ago. Nothing changed. "
                "Begin once more."
            ),
        )
    mailbox = Mailbox.objects.exclude(sign_in=SignIn.PASSWORD).get(pk=state["mailbox"])
    try:
        if not (code := request.GET.get("code", "")):
            raise not_given(
                provider=mailbox.sign_in,
                error=request.GET.get("error", ""),
                description=request.GET.get("error_description", ""),
            )
        kept = permission.take_permission(
            mailbox=mailbox,
            code=code,
            verifier=asked["verifier"],
            redirect_uri=redirect_uri(request),
            by=request.user,
        )
    except MailboxTrouble as error:
        return _told(request, str(error))
    return checked(request, kept)


def _told(request: HttpRequest, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("desk:mailboxes")
