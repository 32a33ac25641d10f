"""Tell somebody how their case stands, and take it back while it has not left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import reswap, retarget

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import needs_approval, working_days
from baraza.common.text_messages import size_of
from baraza.dialogue.conversations.actions.answering import (
    NeedsApproval,
    NobodyToAnswer,
    NothingToSend,
    UnfilledFields,
)
from baraza.dialogue.conversations.actions.begin import NotToBeContacted
from baraza.dialogue.conversations.actions.on_paper import NoAddress
from baraza.dialogue.conversations.actions.reply import TooLate
from baraza.dialogue.conversations.models import Approval
from baraza.engagement.casework.actions import updating
from baraza.engagement.casework.actions.changing import CaseChanged
from baraza.engagement.casework.models import Case, CaseUpdate
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.updates import (
    SPOKEN_HERE,
    Reached,
    Ready,
    language_for,
    reached,
    ready_update,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.forms.telling import WRITTEN, TellForm, Way
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import LEAVES_IN, Toast, after_act
from baraza.web.desk.inbox.views.answering import rules_first
from baraza.web.desk.setup.forms import language_name

P = Permission
PROBLEMS: dict[type[Exception], str | Promise] = {
    NothingToSend: gettext_lazy("There is nothing in it yet. Write a few words first."),
    NobodyToAnswer: gettext_lazy(
        "We know no e-mail address of theirs that works. Choose another way."
    ),
    updating.NobodyToTell: gettext_lazy(
        "Nobody is named in this case. Say who it is about first, or choose another way."
    ),
    NotToBeContacted: gettext_lazy("They do not want to be contacted, or have died."),
    NoAddress: gettext_lazy("The envelope needs a name and an address, a line each."),
    NeedsApproval: gettext_lazy(
        "Your letters need approval, which paper cannot wait for. Send it by e-mail."
    ),
}
REFUSALS = (*PROBLEMS, UnfilledFields, CaseChanged)


@staff_only("GET", "POST", needs=P.MANAGE_CASES)
def tell(request: HttpRequest, case_id: int) -> HttpResponse:
    """How does their case stand?"""
    case = case_for(user=request.user, case_id=case_id)
    reach, now = reached(case=case), timezone.now()
    ready = _ready(case, now)
    if request.method == "GET":
        form = TellForm(reached=reach, initial=_initial(case, reach, ready, request.GET))
        return _shown(request, case, form, reach)
    if "redraw" in request.POST:
        form = TellForm(reached=reach, initial=redrawn(request.POST, words_of(ready)))
        return _shown(request, case, form, reach)
    form = TellForm(request.POST, reached=reach)
    if not form.is_valid():
        return _shown(request, case, form, reach, status=422)
    if form.chosen in WRITTEN and rules_first(request):
        return _shown(request, case, form, reach, status=422, asks_for_rules=True)
    saying = form.saying(language=ready.language)
    try:
        told = updating.tell(
            case=case,
            text=saying.text,
            by=request.user,
            now=now,
            channel=saying.channel,
            version=form.cleaned_data["version"],
            address=saying.address,
            language=saying.language,
            is_large_print=saying.is_large_print,
        )
    except REFUSALS as refusal:
        note_refusal(form, refusal)
        return _shown(request, case, form, reach, status=422)
    toast = _told_toast(told, form.chosen)
    return after_act(request, case_id=case.pk, toast=toast, section="updates")


@staff_only("POST", needs=P.MANAGE_CASES)
def take_back(request: HttpRequest, update_id: int) -> HttpResponse:
    """They were not told after all."""
    update = CaseUpdate.objects.visible_to(request.user).select_related("message").get(pk=update_id)
    case_id = update.case_id
    try:
        updating.take_back_update(update=update, by=request.user, now=timezone.now())
    except TooLate:
        toast = Toast(words=_("It has left already, so they know."))
    else:
        toast = Toast(words=_("Taken back. They do not know of it."))
    return after_act(request, case_id=case_id, toast=toast, section="updates")


def words_of(ready: Ready) -> Callable[[str], str]:
    """What is ready to be said by each way."""
    return lambda way: ready.text_message if way == Way.SMS else ready.letter


def redrawn(typed: QueryDict, words: Callable[[str], str]) -> dict[str, object]:
    """The same form for another way; what somebody has written stays, ready words give way."""
    way = typed.get("way", "")
    offered = words(way)
    written = typed.get("text", "")
    untouched = plain(written) in ("", plain(typed.get("offered", "")))
    return {
        **typed.dict(),
        "way": way,
        "text": offered if untouched else written,
        "offered": offered,
        "large": bool(typed.get("large")),
    }


def note_refusal(form: TellForm, refusal: Exception) -> None:
    """Say in the form what is in the way; every word stays."""
    if isinstance(refusal, CaseChanged):
        # Sent again, it counts: whoever reads this knows.
        form.data = form.data.copy()
        form.data["version"] = str(refusal.case.version)
        problem = _(
            "A colleague has changed this case meanwhile. Your words are kept: look at what "
            "changed, then send them again."
        )
        form.add_error(None, problem)
    elif isinstance(refusal, UnfilledFields):
        fields = {"fields": ", ".join(refusal.fields)}
        form.add_error("text", _("These still wait for words: %(fields)s") % fields)
    else:
        place = "address" if isinstance(refusal, NoAddress) else None
        form.add_error(place, str(PROBLEMS[type(refusal)]))


def _ready(case: Case, now: datetime) -> Ready:
    days = working_days()
    next_date = days.after(days.day_of(now), updating.update_days(case=case))
    return ready_update(case=case, now=now, next_date=next_date)


def _initial(case: Case, reach: Reached, ready: Ready, asked: QueryDict) -> dict[str, object]:
    way = asked.get("way", "")
    way = way if way in reach.ways else reach.ways[0]
    words = words_of(ready)(way)
    return {
        "way": way,
        "text": words,
        "offered": words,
        "address": reach.envelope,
        "version": case.version,
    }


def _shown(
    request: HttpRequest,
    case: Case,
    form: TellForm,
    reach: Reached,
    *,
    status: int = 200,
    **further: object,
) -> HttpResponse:
    context = {
        "question": _("How does their case stand?"),
        "case": case,
        "form": form,
        "here": Place.of(request).here,
        **written_context(request, form, reach, case),
        **further,
    }
    if not request.htmx:
        return render(request, "desk/cases/tell.html", context, status=status)
    response = render(request, "desk/cases/tell_form.html", context, status=status)
    return response if status == 200 else reswap(retarget(response, "#tell"), "outerHTML")


def written_context(
    request: HttpRequest, form: TellForm, reach: Reached, case: Case
) -> dict[str, object]:
    """What the words and their way are drawn with."""
    theirs = language_for(case=case).partition("-")[0]
    text = form["text"].value() or ""
    return {
        "way": form.chosen,
        "reached": reach,
        "size": size_of(text.replace("\r\n", "\n")),
        "needs_approval": needs_approval(user=request.user),
        "number": next(iter(reach.phones), ""),
        # Where the product has no words in it.
        "their_language": "" if theirs in SPOKEN_HERE else language_name(theirs),
    }


def _told_toast(told: CaseUpdate | Approval, way: Way) -> Toast:
    if isinstance(told, Approval):
        return Toast(words=_("Somebody who may approve reads it now. Then it leaves by itself."))
    undo = {
        "undo_url": reverse("desk:take-back-update", args=[told.pk]),
        "undo_words": _("Take it back"),
    }
    if way == Way.EMAIL:
        return Toast(words=_("Your letter is on its way."), seconds=LEAVES_IN, leaves=True, **undo)
    if way == Way.LETTER:
        return Toast(
            words=_("Your letter waits for the printer."),
            link_url=reverse("desk:to-print"),
            link_words=_("Print"),
            **undo,
        )
    return Toast(words=_("Kept: they know how it stands."), **undo)


def plain(text: str) -> str:
    """The words alone, for whoever compares them."""
    return " ".join(text.split())
