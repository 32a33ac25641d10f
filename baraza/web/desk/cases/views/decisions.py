"""How the office goes about a case: decided and told in one step, taken back, counted."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import reswap, retarget

from baraza.base.accounts.actions.circles import NotAMember
from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile, working_days
from baraza.common.paper import long_date
from baraza.dialogue.conversations.actions.passing_on import NoSuchAddress
from baraza.dialogue.conversations.actions.reply import TooLate
from baraza.dialogue.conversations.models import Approval, Message
from baraza.dialogue.conversations.queries.writing import offices_to_pass_on_to
from baraza.engagement.casework.actions import deciding
from baraza.engagement.casework.actions.assigning import CannotBeTheirs
from baraza.engagement.casework.actions.updating import update_days
from baraza.engagement.casework.models import Case, DeclineGround, WayForward
from baraza.engagement.casework.queries.deciding import (
    Choice,
    Offers,
    ReadyLetter,
    decision_for,
    grounds_counted,
    offers_for,
    ready_letter,
    ways_counted,
)
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.updates import Reached, reached
from baraza.engagement.casework.rules import today
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.decision_section import colleagues_for
from baraza.web.desk.cases.forms.decisions import ENDS, DecideForm, StepBackForm
from baraza.web.desk.cases.forms.telling import Way
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import LEAVES_IN, Toast, after_act, case_pane
from baraza.web.desk.cases.views.telling import (
    REFUSALS,
    note_refusal,
    redrawn,
    written_context,
)
from baraza.web.desk.inbox.views.answering import rules_first

P = Permission
A_YEAR = timedelta(days=365)
DONE: dict[str, str | Promise] = {
    WayForward.INFORM: gettext_lazy("Decided: they get information."),
    WayForward.REFER: gettext_lazy("Decided: they are referred."),
    WayForward.RESOLVE: gettext_lazy("Decided: we take it on."),
    WayForward.DECLINE: gettext_lazy("Decided: we decline."),
}


@staff_only("GET", "POST", needs=P.MANAGE_CASES)
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """What do we do?"""
    case = case_for(user=request.user, case_id=case_id)
    reach, now, day = reached(case=case), timezone.now(), today()
    offers = offers_for(case=case, now=now, day=day)
    letter = deciding.letter_to_pass_on(case=case)
    built = {
        "reached": reach,
        "offers": offers,
        "offices": offices_to_pass_on_to(),
        "can_pass_on": letter is not None,
    }
    if request.method == "GET" or "redraw" in request.POST:
        initial = _initial(request, case, reach, letter)
        # The words follow from what is chosen, so that is read first.
        choice = DecideForm(initial=initial, **built).choice
        words = _letter(case, choice, offers).text
        if request.method == "POST":
            initial |= redrawn(request.POST, lambda way: words)
        else:
            initial |= {"text": words, "offered": words}
        form = DecideForm(initial=initial, **built)
        # Drawn anew, the choice that was made keeps the focus.
        form.fields["reason"].widget.attrs["autofocus"] = request.method == "GET"
        return _shown(request, case, form, reach)
    form = DecideForm(request.POST, **built)
    if not form.is_valid():
        return _shown(request, case, form, reach, status=422)
    if form.is_stale(now_offered := _letter(case, form.choice, offers).text):
        form.offer(now_offered)
        return _shown(request, case, form, reach, status=422)
    if form.chosen != Way.NONE and rules_first(request):
        return _shown(request, case, form, reach, status=422, asks_for_rules=True)
    decided = _decided(request, case, form, offers, letter)
    if decided is None:
        return _shown(request, case, form, reach, status=422)
    toast = _toast(decided, form.chosen)
    return after_act(request, case_id=case.pk, toast=toast, section="decision")


@staff_only("POST", needs=P.MANAGE_CASES)
def take_back(request: HttpRequest, decision_id: int) -> HttpResponse:
    """It was not decided after all."""
    decision = decision_for(user=request.user, decision_id=decision_id)
    case_id = decision.case_id
    try:
        deciding.take_back_decision(decision=decision, by=request.user, now=timezone.now())
    except TooLate:
        words = _("It has left already, so they know. Decide anew if it is to be otherwise.")
    except deciding.NotTheNewest:
        words = _("Something else was decided since.")
    else:
        words = _("Taken back: this is still to be decided, and nothing has left.")
    return after_act(request, case_id=case_id, toast=Toast(words=words), section="decision")


@staff_only("POST", needs=P.MANAGE_CASES)
def step_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """I know them too well: somebody else decides."""
    case = case_for(user=request.user, case_id=case_id)
    form = StepBackForm(request.POST, colleagues=colleagues_for(case, request.user))
    place = Place.of(request)
    if not form.is_valid():
        return case_pane(
            request, place, case_id=case.pk, stepping=form, opens="decision", status=422
        )
    to, seen_by = form.cleaned_data["to"], list(form.cleaned_data["seen_by"])
    try:
        deciding.step_back(
            case_id=case.pk, to=to, by=request.user, now=timezone.now(), seen_by=seen_by or None
        )
    except CannotBeTheirs:
        form.add_error("to", _("Cases are not part of their work. Choose somebody else."))
    except NotAMember:
        form.add_error("to", _("They do not see this case. Choose somebody of its circle."))
    else:
        words = _("%(name)s takes it over, and knows it.") % {"name": to.name}
        if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
            return case_pane(
                request, place, case_id=case.pk, toast=Toast(words=words), changed=True
            )
        messages.success(request, words)
        response = HttpResponse()
        response["HX-Redirect"] = place.list_url
        return response if request.htmx else redirect(place.list_url)
    return case_pane(request, place, case_id=case.pk, stepping=form, opens="decision", status=422)


@staff_only("GET", needs=P.READ_LETTERS)
def decisions(request: HttpRequest) -> HttpResponse:
    """How do we go about what people bring us?"""
    since = timezone.now() - A_YEAR
    context = {
        "question": _("How do we go about what people bring us?"),
        "ways": ways_counted(user=request.user, since=since),
        "grounds": grounds_counted(user=request.user, since=since),
    }
    return render(request, "desk/cases/decisions.html", context)


def _initial(
    request: HttpRequest, case: Case, reach: Reached, letter: Message | None
) -> dict[str, object]:
    """What stands in the form; what was typed already stays."""
    typed = request.POST if request.method == "POST" else request.GET
    decision = typed.get("decision", "")
    decision = decision if decision in WayForward.values else WayForward.RESOLVE
    ways = [way for way in reach.ways if way != Way.SMS]
    initial: dict[str, object] = {
        "decision": decision,
        "ground": DeclineGround.MONEY if decision == WayForward.DECLINE else "",
        "way": ways[0],
        "address": reach.envelope,
        "version": case.version,
        "organisation": case.organisation_id if decision == WayForward.REFER else "",
        "covering": _covering(letter),
        "closes": decision in ENDS,
    }
    if request.method == "POST":
        given = {name: value for name, value in typed.items() if name in DecideForm.base_fields}
        initial |= given | {"consents": "consents" in typed, "large": "large" in typed}
        same = typed.get("was") == decision
        initial["closes"] = "closes" in typed if same else decision in ENDS
        if decision == WayForward.DECLINE and not initial["ground"]:
            initial["ground"] = DeclineGround.MONEY
    return initial


def _covering(letter: Message | None) -> str:
    if letter is None:
        return ""
    office = profile()
    language = office.default_language
    with translation.override(language):
        words = _(
            "Good day,\n\nthe letter below reached us on %(day)s. Its writer lives where you "
            "represent them and agrees that you have it. We pass it on with the request that you "
            "answer it."
        ) % {"day": long_date(timezone.localdate(letter.happened_at), language)}
    return f"{words}\n\n{office.name}"


def _letter(case: Case, choice: Choice, offers: Offers) -> ReadyLetter:
    day = today()
    next_date = working_days().after(day, update_days(case=case))
    return ready_letter(case=case, choice=choice, offers=offers, day=day, next_date=next_date)


def _decided(
    request: HttpRequest, case: Case, form: DecideForm, offers: Offers, letter: Message | None
) -> deciding.Decided | None:
    """None where the form says what is in the way."""
    given, choice = form.cleaned_data, form.choice
    words = _letter(case, choice, offers)
    passing = None
    office = form.other_office()
    if choice.passes_on and letter is not None and office is not None:
        who = " ".join(filter(None, [letter.author_name, f"<{letter.author_address}>"]))
        passing = deciding.Passing(office=office, covering=given["covering"], sender_line=who)
    try:
        return deciding.decide(
            case_id=case.pk,
            version=given["version"],
            way=choice.way,
            ground=choice.ground,
            reason=given["reason"],
            organisation=choice.organisation,
            programme=choice.programme,
            saying=form.saying(language=words.language),
            passing=passing,
            closes=given["closes"],
            by=request.user,
            now=timezone.now(),
        )
    except REFUSALS as refusal:
        note_refusal(form, refusal)
    except deciding.CaseIsClosed:
        form.add_error(None, _("A colleague has closed this case. Open it again first."))
    except NoSuchAddress:
        form.add_error("office", _("Nothing can be sent there. Look at the address once more."))
    return None


def _shown(
    request: HttpRequest,
    case: Case,
    form: DecideForm,
    reach: Reached,
    *,
    status: int = 200,
    **further: object,
) -> HttpResponse:
    context = {
        "question": _("What do we do?"),
        "case": case,
        "form": form,
        "choice": form.choice,
        "here": Place.of(request).here,
        **written_context(request, form, reach, case),
        **further,
    }
    if not request.htmx:
        return render(request, "desk/cases/decide.html", context, status=status)
    response = render(request, "desk/cases/decide_form.html", context, status=status)
    return response if status == 200 else reswap(retarget(response, "#deciding"), "outerHTML")


def _toast(decided: deciding.Decided, way: Way) -> Toast:
    done = str(DONE[decided.decision.way])
    if isinstance(decided.told, Approval):
        return Toast(words=f"{done} {_('The letter waits for somebody who may approve it.')}")
    undo = {
        "undo_url": reverse("desk:take-back-decision", args=[decided.decision.pk]),
        "undo_words": _("Take it back"),
    }
    if way == Way.EMAIL:
        words = f"{done} {_('Your letter is on its way.')}"
        return Toast(words=words, seconds=LEAVES_IN, leaves=True, **undo)
    if way == Way.LETTER:
        words = f"{done} {_('Your letter waits for the printer.')}"
        return Toast(words=words, link_url=reverse("desk:to-print"), link_words=_("Print"), **undo)
    return Toast(words=done, **undo)
