"""What somebody has learnt, and handing over all that waits for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.actions import trainings
from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.dialogue.conversations.actions import assigning
from baraza.web.desk.access import staff_only
from baraza.web.desk.staff.forms import HandOverForm, TrainingForm

P = Permission
HANDED_OVER = "handed_over"


@staff_only("POST", needs=P.MANAGE_STAFF)
def add_training(request: HttpRequest, user_id: int) -> HttpResponse:
    """What was learnt, when, and by whom it was taught."""
    user = User.objects.at_work().get(pk=user_id)
    form = TrainingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what it was about, and on which day. Nothing was changed."))
        return redirect("desk:duties", user.pk)
    try:
        trainings.add_training(user=user, by=request.user, now=timezone.now(), **form.cleaned_data)
    except trainings.NotYetHeld:
        messages.error(request, _("This day is still to come. Note it once it was held."))
    else:
        messages.success(request, _("Kept."))
    return redirect("desk:duties", user.pk)


@staff_only("POST", needs=P.MANAGE_STAFF)
def remove_training(request: HttpRequest, user_id: int, training_id: int) -> HttpResponse:
    """It was entered by mistake."""
    user = User.objects.at_work().get(pk=user_id)
    trainings.remove_training(
        user=user, training_id=training_id, by=request.user, now=timezone.now()
    )
    messages.success(request, _("Taken away."))
    return redirect("desk:duties", user.pk)


@staff_only("POST", needs=P.MANAGE_STAFF)
def hand_over(request: HttpRequest, user_id: int) -> HttpResponse:
    """All that waits for a colleague is another's."""
    _hand_over(request, User.objects.at_work().get(pk=user_id))
    return redirect("desk:duties", user_id)


@staff_only("POST", needs=P.DRAFT)
def hand_over_own(request: HttpRequest) -> HttpResponse:
    """All that waits for you is a colleague's."""
    _hand_over(request, request.user)
    return redirect("desk:me")


@staff_only("POST")
def take_back(request: HttpRequest) -> HttpResponse:
    """What was handed over a moment ago is as it was."""
    kept = request.session.pop(HANDED_OVER, None)
    if kept:
        former = {int(number): tuple(whose) for number, whose in kept["former"].items()}
        assigning.restore(former=former, by=request.user, now=timezone.now())
        messages.success(request, _("Everything is whose it was."))
    if kept and kept["user"] != request.user.pk:
        return redirect("desk:duties", kept["user"])
    return redirect("desk:me")


def _hand_over(request: HttpRequest, user: User) -> None:
    form = HandOverForm(request.POST, user=user)
    if not form.is_valid():
        messages.error(request, _("Choose somebody who works here. Nothing was changed."))
        return
    to = form.cleaned_data["to"]
    former = assigning.reassign_all(user=user, to=to, by=request.user, now=timezone.now())
    words = ngettext(
        "%(count)d letter was handed over.", "%(count)d letters were handed over.", len(former)
    )
    messages.success(request, words % {"count": len(former)})
    if former:
        request.session[HANDED_OVER] = {"user": user.pk, "former": former}
