"""Where letters come from, and how answers leave."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baraza.base.channels.models import Mailbox
from baraza.web.desk.access import staff_only


@staff_only("GET")
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Where do letters come from?"""
    context = {"question": _("Where do letters come from?"), "mailboxes": Mailbox.objects.all()}
    return render(request, "desk/setup/mailboxes.html", context)
