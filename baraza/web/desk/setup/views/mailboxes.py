"""Where letters come from, and how answers leave."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.channels.actions import mailboxes as acts
from baraza.base.channels.models import Mailbox
from baraza.base.channels.secrets import lacks_permission
from baraza.base.office.queries import profile
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import MailboxForm
from baraza.web.desk.today.guide import first_steps


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Where do letters come from?"""
    context = {
        "question": _("Where do letters come from?"),
        "mailboxes": [(row, lacks_permission(row)) for row in Mailbox.objects.all()],
        "guide": first_steps(user=request.user),
    }
    return render(request, "desk/setup/mailboxes.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def edit(request: HttpRequest, mailbox_id: int | None = None) -> HttpResponse:
    """How is the mailbox reached?"""
    mailbox = Mailbox.objects.get(pk=mailbox_id) if mailbox_id else None
    form = MailboxForm(request.POST or None, instance=mailbox, initial=_ready(mailbox))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, form, mailbox)
        except acts.MailboxTaken:
            form.add_error("address", _("This office reads that address already."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if lacks_permission(kept):
                messages.success(request, _("Kept. Now give permission: sign in at the provider."))
                return redirect("desk:mailboxes")
            return checked(request, kept)
    context = {
        "question": _("How is the mailbox reached?"),
        "form": form,
        "mailbox": mailbox,
        "redirect_uri": redirect_uri(request),
    }
    return render(request, "desk/setup/mailbox.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def check(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Signs in to both servers now and says what is wrong."""
    return checked(request, Mailbox.objects.get(pk=mailbox_id))


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def stop(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Neither read nor sent through from now on; what it brought stays."""
    acts.deactivate_mailbox(mailbox=Mailbox.objects.get(pk=mailbox_id), by=request.user)
    return redirect("desk:mailboxes")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def resume(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Read again, from where it was left."""
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    acts.change_mailbox(mailbox=mailbox, is_active=True, by=request.user)
    return redirect("desk:mailboxes")


def _ready(mailbox: Mailbox | None) -> dict[str, str]:
    """The first mailbox is mostly that of the address everybody knows."""
    if mailbox or Mailbox.objects.exists():
        return {}
    return {"address": profile().email}


def redirect_uri(request: HttpRequest) -> str:
    """Where a provider sends back whoever gave permission, as it must be entered there."""
    return request.build_absolute_uri(reverse("desk:mailbox-permission"))


def _keep(request: HttpRequest, form: MailboxForm, mailbox: Mailbox | None) -> Mailbox:
    fields, secret, by = form.fields_of_mailbox, form.secret, request.user
    if mailbox is None:
        return acts.add_mailbox(**fields, secret=secret, now=timezone.now(), by=by)
    return acts.change_mailbox(mailbox=mailbox, **fields, secret=secret or None, by=by)


def checked(request: HttpRequest, mailbox: Mailbox) -> HttpResponse:
    """Says how signing in to both servers went."""
    problems = acts.check_mailbox(mailbox=mailbox)
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, _("Both servers answer. Letters will come by themselves."))
    return redirect("desk:mailboxes")
