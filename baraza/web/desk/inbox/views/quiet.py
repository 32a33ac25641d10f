"""The quiet places: what machines wrote, what could not be read, what came twice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.base.accounts.rules import Permission
from baraza.base.channels.actions.intake import note_source_read, read_as_letter, retry_raw
from baraza.base.channels.models import RawState
from baraza.common.numbers import number
from baraza.dialogue.conversations import queries
from baraza.web.desk.access import staff_only

SHELVES = {
    RawState.MACHINE: (
        "desk:machine-mail",
        gettext_lazy("What did machines write?"),
        gettext_lazy("Automatic replies, newsletters and reports. None of them needs an answer."),
    ),
    RawState.QUARANTINE: (
        "desk:quarantine",
        gettext_lazy("What could not be read?"),
        gettext_lazy("It is kept exactly as it arrived, with the reason. Nothing is lost."),
    ),
    RawState.DUPLICATE: (
        "desk:duplicates",
        gettext_lazy("What came twice?"),
        gettext_lazy("The same letter by a second way. The first one is in the inbox."),
    ),
}
SHOWN_OF_SOURCE = 40_000  # bytes; enough to see what it is


@staff_only("GET", needs=Permission.READ_LETTERS)
def machine_mail(request: HttpRequest) -> HttpResponse:
    """What did machines write?"""
    return _shelf(request, RawState.MACHINE)


@staff_only("GET", needs=Permission.READ_LETTERS)
def quarantine(request: HttpRequest) -> HttpResponse:
    """What could not be read?"""
    return _shelf(request, RawState.QUARANTINE)


@staff_only("GET", needs=Permission.READ_LETTERS)
def duplicates(request: HttpRequest) -> HttpResponse:
    """What came twice?"""
    return _shelf(request, RawState.DUPLICATE)


@staff_only("GET", needs=Permission.READ_LETTERS)
def as_it_arrived(request: HttpRequest, raw_id: int) -> HttpResponse:
    """The beginning of what arrived, as plain text."""
    item = queries.raw_item_for(user=request.user, raw_id=raw_id)
    note_source_read(item=item, by=request.user, now=timezone.now())
    content = bytes(item.content)
    name, *_rest = SHELVES.get(RawState(item.state), SHELVES[RawState.MACHINE])
    context = {
        "question": _("How did it arrive?"),
        "item": item,
        "source": content[:SHOWN_OF_SOURCE].decode("utf-8", "replace"),
        "is_cut": len(content) > SHOWN_OF_SOURCE,
        "back_url": reverse(name),
    }
    return render(request, "desk/inbox/as_it_arrived.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def try_again(request: HttpRequest, raw_id: int) -> HttpResponse:
    """Lets a quarantined item be read once more."""
    item = queries.raw_item_for(user=request.user, raw_id=raw_id)
    retry_raw(raw_id=item.pk, by=request.user)
    messages.success(request, _("It is being read again. If it can be read, it is in the inbox."))
    return redirect("desk:quarantine")


@staff_only("POST", needs=Permission.FILE_LETTERS)
def is_a_letter(request: HttpRequest, raw_id: int) -> HttpResponse:
    """A person wrote this after all."""
    item = queries.raw_item_for(user=request.user, raw_id=raw_id)
    read_as_letter(raw_id=item.pk, by=request.user)
    messages.success(request, _("It goes to the inbox as a letter."))
    return redirect("desk:machine-mail")


def _shelf(request: HttpRequest, state: RawState) -> HttpResponse:
    name, question, lead = SHELVES[state]
    rows = queries.raw_items(
        user=request.user,
        state=state,
        before_id=number(request.GET.get("before")) or None,
        limit=queries.PAGE + 1,
    )
    shown = rows[: queries.PAGE]
    context = {
        "question": question,
        "lead": lead,
        "items": shown,
        "older": f"{reverse(name)}?before={shown[-1].pk}" if len(rows) > queries.PAGE else "",
        "shelves": [
            {"url": reverse(address), "label": RawState(kind).label, "current": kind == state}
            for kind, (address, _question, _lead) in SHELVES.items()
        ],
        "state": state,
    }
    return render(request, "desk/inbox/shelf.html", context)
