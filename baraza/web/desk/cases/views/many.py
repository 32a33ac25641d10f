"""Whose several cases are at once: given to a colleague, or shared out fairly."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import retarget

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number, numbers
from baraza.engagement.casework.actions import assigning
from baraza.engagement.casework.queries import board
from baraza.engagement.casework.queries.load import desks
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.former import sealed, unsealed
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import Toast, list_context, toast_alone

FAIRLY = "fairly"
# As much as a list holds is given at once; nobody chooses more.
MOST = 5_000


@staff_only("GET", needs=Permission.MANAGE_CASES)
def panel(request: HttpRequest) -> HttpResponse:
    """Whose shall these be?"""
    context = {
        "action": reverse("desk:many-cases") + Place.of(request).here,
        "desks": desks(user=request.user, day=timezone.localdate()),
        "many": True,
    }
    return render(request, "desk/cases/colleagues.html", context)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def size(request: HttpRequest) -> HttpResponse:
    """How many cases are in the whole list."""
    count = len(_everything(request))
    context = {"count": min(count, MOST), "more": count > MOST}
    return render(request, "desk/cases/everything.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def assign(request: HttpRequest) -> HttpResponse:
    """Gives all that was chosen to one colleague, to nobody, or to each what is fair."""
    whole = request.POST.get("everything") == "1"
    chosen = _everything(request)[:MOST] if whole else numbers(request.POST.getlist("chosen"))
    if not chosen:
        return toast_alone(request, Toast(words=_("Choose some cases first.")))
    whose, now = request.POST.get("to", ""), timezone.now()
    try:
        if whose == FAIRLY:
            done = assigning.share_out(
                case_ids=chosen, by=request.user, day=timezone.localdate(now), now=now
            )
        else:
            done = assigning.assign(case_ids=chosen, to=_colleague(whose), by=request.user, now=now)
    except assigning.CannotBeTheirs:
        return toast_alone(request, Toast(words=_("Their role does not work on cases.")))
    return _list_again(request, _toast(request, done))


@staff_only("POST", needs=Permission.MANAGE_CASES)
def undo(request: HttpRequest) -> HttpResponse:
    """Each is whose it was."""
    former = unsealed(request.POST.get("former", ""))
    assigning.restore(former=former, by=request.user, now=timezone.now())
    return _list_again(request, Toast(words=_("They are whose they were.")))


def _toast(request: HttpRequest, done: assigning.Assigned) -> Toast:
    count = len(done.former)
    words = ngettext("%(count)d case was given.", "%(count)d cases were given.", count)
    said = words % {"count": count} if count else _("They are already.")
    if done.left_out:
        left = ngettext(
            "%(count)d stays: only its own circle may have it.",
            "%(count)d stay: only their own circle may have them.",
            done.left_out,
        )
        said = f"{said} {left % {'count': done.left_out}}"
    return Toast(
        words=said,
        undo_url=reverse("desk:undo-many-cases") + Place.of(request).here if count else "",
        undo_fields={"former": sealed(done.former)},
    )


def _list_again(request: HttpRequest, toast: Toast) -> HttpResponse:
    context: dict[str, Any] = list_context(request, Place.of(request))
    rows = render_to_string("desk/cases/rows.html", context, request)
    said = render_to_string("desk/inbox/toast.html", {"toast": toast}, request)
    return retarget(HttpResponse(rows + said), "#rows")


def _everything(request: HttpRequest) -> list[int]:
    now = timezone.now()
    rows = board.matching(
        user=request.user,
        question=Place.of(request).asks(request.user),
        day=timezone.localdate(now),
        now=now,
    )
    return list(rows.order_by().values_list("pk", flat=True)[: MOST + 1])


def _colleague(chosen: str) -> User | None:
    return User.objects.at_work().get(pk=number(chosen)) if number(chosen) else None
