"""Where letters come from, and how answers leave."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.channels.actions import mailboxes as acts
from baraza.base.channels.models import Mailbox
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import MailboxForm


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Where do letters come from?"""
    context = {"question": _("Where do letters come from?"), "mailboxes": Mailbox.objects.all()}
    return render(request, "desk/setup/mailboxes.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def edit(request: HttpRequest, mailbox_id: int | None = None) -> HttpResponse:
    """How is the mailbox reached?"""
    mailbox = Mailbox.objects.get(pk=mailbox_id) if mailbox_id else None
    form = MailboxForm(request.POST or None, instance=mailbox)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(form, mailbox)
        except acts.MailboxTaken:
            form.add_error("address", _("This office reads that address already."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _checked(request, kept)
    context = {"question": _("How is the mailbox reached?"), "form": form, "mailbox": mailbox}
    return render(request, "desk/setup/mailbox.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def check(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Signs in to both servers now and says what is wrong."""
    return _checked(request, Mailbox.objects.get(pk=mailbox_id))


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def stop(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Neither read nor sent through from now on; what it brought stays."""
    acts.deactivate_mailbox(mailbox=Mailbox.objects.get(pk=mailbox_id))
    return redirect("desk:mailboxes")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def resume(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Read again, from where it was left."""
    acts.change_mailbox(mailbox=Mailbox.objects.get(pk=mailbox_id), is_active=True)
    return redirect("desk:mailboxes")


def _keep(form: MailboxForm, mailbox: Mailbox | None) -> Mailbox:
    fields = form.fields_of_mailbox
    if mailbox is None:
        return acts.add_mailbox(**fields, secret=form.secret, now=timezone.now())
    return acts.change_mailbox(mailbox=mailbox, **fields, secret=form.secret or None)


def _checked(request: HttpRequest, mailbox: Mailbox) -> HttpResponse:
    problems = acts.check_mailbox(mailbox=mailbox)
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, _("Both servers answer. Letters will come by themselves."))
    return redirect("desk:mailboxes")
