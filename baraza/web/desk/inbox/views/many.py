"""The same act on many letters: chosen in the list, or everything the list holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import reswap, retarget

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.common.numbers import is_number, number
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import assigning, many
from baraza.dialogue.conversations.models import BulkAct, BulkKind
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.later import meant, moments
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import (
    Toast,
    list_context,
    places_context,
    toast_alone,
)

# Everything a list holds is seen to, however much; so much of it is counted.
MOST_COUNTED = 100_000
PLAIN = {"close": BulkKind.CLOSE, "junk": BulkKind.JUNK}


@staff_only("GET", needs=Permission.FILE_LETTERS)
def panel(request: HttpRequest) -> HttpResponse:
    """The choices of one act on many: whose, which topic, until when."""
    now = timezone.now()
    action = reverse("desk:many") + Place.of(request).here
    match request.GET.get("act"):
        case "assign":
            colleagues = queries.colleagues_for(
                user=request.user, circle_id=None, day=timezone.localdate()
            )
            context = {"colleagues": colleagues}
            template = "desk/inbox/colleagues.html"
        case "topic":
            context = {"topics": Topic.objects.in_use(), "many": True}
            template = "desk/inbox/topics_for.html"
        case "later":
            tomorrow = timezone.localdate() + timedelta(days=1)
            context = {"moments": moments(now=now), "tomorrow": tomorrow}
            template = "desk/inbox/later.html"
        case _:
            raise Http404
    return render(request, template, {**context, "action": action, "many": True})


@staff_only("GET", needs=Permission.FILE_LETTERS)
def size(request: HttpRequest) -> HttpResponse:
    """How many letters are in the whole list."""
    rows = queries.matching(user=request.user, question=Place.of(request).asks(request.user))
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    context = {"count": min(count, MOST_COUNTED), "more": count > MOST_COUNTED}
    return render(request, "desk/inbox/everything.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def do(request: HttpRequest) -> HttpResponse:
    """Files, gives away, puts off, finishes or junks whatever was chosen."""
    place = Place.of(request)
    said = _said(request)
    if said is None:
        return toast_alone(request, Toast(words=_("Choose what to do with them.")))
    seen = _seen(request)
    if request.POST.get("everything") == "1":
        rows = queries.matching(user=request.user, question=place.asks(request.user))
        chosen = list(rows.order_by().values_list("pk", flat=True))
    else:
        chosen = list(seen)
    if not chosen:
        return toast_alone(request, Toast(words=_("Choose some letters first.")))
    try:
        bulk = many.begin_many(
            conversations=chosen, seen=seen, by=request.user, now=timezone.now(), **said
        )
    except assigning.CannotBeTheirs:
        return toast_alone(request, Toast(words=_("Their role does not answer letters.")))
    return _list_again(request, place, bulk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def undo(request: HttpRequest) -> HttpResponse:
    """Everything as it was before."""
    bulk = many.undo_many(bulk=_bulk(request.user, request.POST.get("bulk", "")))
    return _list_again(request, Place.of(request), bulk)


@staff_only("GET", needs=Permission.FILE_LETTERS)
def progress(request: HttpRequest) -> HttpResponse:
    """How far a large one has come; the list follows once it is done."""
    place = Place.of(request)
    bulk = _bulk(request.user, request.GET.get("bulk", ""))
    if bulk.finished_at is None:
        return render(request, "desk/inbox/many_progress.html", _told(bulk, place))
    return _list_again(request, place, bulk, as_rest=True)


def _bulk(user: User, said: str) -> BulkAct:
    return queries.bulk_act_for(user=user, bulk_id=number(said))


def _said(request: HttpRequest) -> dict[str, Any] | None:
    """The act and its choice, as `begin_many` takes them; None where neither makes sense."""
    said = request.POST
    if said.get("act") in PLAIN:
        return {"kind": PLAIN[said["act"]]}
    if "topic" in said:
        chosen = number(said["topic"])
        topic = Topic.objects.get(pk=chosen) if chosen else None
        return {"kind": BulkKind.FILE, "chosen": topic.pk if topic else None}
    if "to" in said:
        chosen = number(said["to"])
        to = User.objects.at_work().get(pk=chosen) if chosen else None
        return {"kind": BulkKind.ASSIGN, "chosen": to.pk if to else None}
    if "until" in said:
        until = meant(said["until"], now=timezone.now())
        return {"kind": BulkKind.SNOOZE, "until": until} if until else None
    return None


def _seen(request: HttpRequest) -> dict[int, int]:
    """Conversation id → how many letters it had in the list: "12-3" each."""
    found = {}
    for pair in request.POST.getlist("chosen"):
        conversation, _dash, letters = pair.partition("-")
        if is_number(conversation):
            found[int(conversation)] = number(letters)
    return found


def _list_again(
    request: HttpRequest, place: Place, bulk: BulkAct, *, as_rest: bool = False
) -> HttpResponse:
    if not request.htmx:
        return redirect(place.list_url)
    context = {**list_context(request, place), **places_context(request, place)}
    toast = {"told": True, **_told(bulk, place)}
    if as_rest:
        rows = render_to_string("desk/inbox/rows_again.html", context, request)
        return HttpResponse(
            render_to_string("desk/inbox/many_progress.html", toast, request) + rows
        )
    parts = [
        render_to_string("desk/inbox/rows.html", context, request),
        render_to_string("desk/inbox/states.html", {**context, "oob": True}, request),
        render_to_string("desk/inbox/many_toast.html", toast, request),
    ]
    return reswap(retarget(HttpResponse("".join(parts)), "#rows"), "innerHTML")


def _told(bulk: BulkAct, place: Place) -> dict[str, Any]:
    count = len(bulk.conversations)
    if bulk.is_undone:
        words = ngettext(
            "%(count)s letter is as it was.", "%(count)s letters are as they were.", count
        )
    else:
        words = {
            BulkKind.FILE: ngettext("%(count)s letter filed.", "%(count)s letters filed.", count),
            BulkKind.ASSIGN: ngettext(
                "%(count)s letter given away.", "%(count)s letters given away.", count
            ),
            BulkKind.CLOSE: ngettext("%(count)s letter done.", "%(count)s letters done.", count),
            BulkKind.SNOOZE: ngettext(
                "%(count)s letter put off.", "%(count)s letters put off.", count
            ),
            BulkKind.JUNK: ngettext(
                "%(count)s letter moved to junk.", "%(count)s letters moved to junk.", count
            ),
        }[BulkKind(bulk.kind)]
    if bulk.finished_at is None:
        words = _("%(done)s of %(count)s letters")
    left = (
        ""
        if bulk.is_undone or not bulk.left_out
        else _("%(count)s were left as they are: nothing to change, or a letter came in meanwhile.")
        % {"count": bulk.left_out}
    )
    shown = max(count - bulk.left_out, 0) if bulk.finished_at and not bulk.is_undone else count
    return {
        "bulk": bulk,
        "words": words % {"count": shown, "done": bulk.done},
        "left": left,
        "undo_url": reverse("desk:many-undo") + place.here,
        "here": place.here,
    }
