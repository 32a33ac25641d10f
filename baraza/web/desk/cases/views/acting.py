"""Small acts on a case: whose it is, how urgent, what stands in the way, notes and steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number, numbers
from baraza.dialogue.conversations.models import Assignment
from baraza.dialogue.conversations.queries import readers_of
from baraza.engagement.casework.actions import assigning, changing
from baraza.engagement.casework.models import Case, CaseState, Urgency
from baraza.engagement.casework.queries.file import case_for, next_step_of, note_for, step_for
from baraza.engagement.casework.queries.load import desks
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.former import sealed, unsealed
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.sections import drawn
from baraza.web.desk.cases.steps_section import STEPS
from baraza.web.desk.cases.views.pages import Toast, around_sections, case_pane, toast_alone


@staff_only("GET", needs=Permission.MANAGE_CASES)
def colleagues_for(request: HttpRequest, case_id: int) -> HttpResponse:
    """Whose is it?"""
    case = case_for(user=request.user, case_id=case_id)
    context = {
        "action": reverse("desk:assign-case", args=[case.pk]) + Place.of(request).here,
        "desks": desks(
            user=request.user,
            day=timezone.localdate(),
            circle_id=case.circle_id,
            topic_id=case.topic_id or case.kind.topic_id,
        ),
        "whose": case.assigned_to_id,
        "because": str(Assignment(case.assigned_because).label) if case.assigned_because else "",
    }
    return render(request, "desk/cases/colleagues.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Gives the case to a colleague, or to nobody."""
    case = case_for(user=request.user, case_id=case_id)
    chosen = number(request.POST.get("to"))
    to = User.objects.at_work().get(pk=chosen) if chosen else None
    try:
        done = assigning.assign(case_ids=[case.pk], to=to, by=request.user, now=timezone.now())
    except assigning.CannotBeTheirs:
        return toast_alone(request, Toast(words=_("Their role does not work on cases.")))
    if done.left_out:
        words = _("This case is confidential, and not for them. Let them in first.")
        return toast_alone(request, Toast(words=words))
    words = _("This is %(name)s’s now.") % {"name": to.name} if to else _("This is nobody’s now.")
    if to == request.user:
        words = _("This is yours now.")
    undo = Toast(
        words=words,
        undo_url=_address("desk:undo-assign-case", case, request),
        undo_fields={"former": sealed(done.former)},
    )
    return _again(request, case, undo if done.former else None)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def undo_assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """The case is whose it was, for the reason it was theirs."""
    case = case_for(user=request.user, case_id=case_id)
    former = unsealed(request.POST.get("former", ""))
    assigning.restore(former=former, by=request.user, now=timezone.now())
    return _again(request, case, Toast(words=_("It is whose it was.")))


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def urgency(request: HttpRequest, case_id: int) -> HttpResponse:
    """How soon does harm come?"""
    case = case_for(user=request.user, case_id=case_id)
    if request.method == "GET":
        context = {"case": case, "urgencies": reversed(Urgency), "here": Place.of(request).here}
        return render(request, "desk/cases/urgency_for.html", context)
    chosen = number(request.POST.get("urgency"))
    if chosen not in Urgency.values:
        return toast_alone(request, Toast(words=_("Choose how urgent it is.")))
    former, reason = changing.set_urgency(
        case_id=case.pk,
        urgency=Urgency(chosen),
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=timezone.now(),
    )
    toast = Toast(
        words=_("Urgency: %(urgency)s.") % {"urgency": Urgency(int(chosen)).label},
        undo_url=_address("desk:case-urgency", case, request),
        undo_fields={"urgency": str(int(former)), "reason": reason},
    )
    return _again(request, case, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def stuck(request: HttpRequest, case_id: int) -> HttpResponse:
    """What stands in the way; empty: nothing any more."""
    case = case_for(user=request.user, case_id=case_id)
    because = request.POST.get("because", "")
    former = changing.mark_stuck(
        case_id=case.pk, because=because, by=request.user, now=timezone.now()
    )
    toast = Toast(
        words=_("Marked as stuck.") if because.strip() else _("Nothing stands in its way."),
        undo_url=_address("desk:case-stuck", case, request),
        undo_fields={"because": former},
    )
    return _again(request, case, toast)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def note_form(request: HttpRequest, case_id: int) -> HttpResponse:
    """A note for colleagues, with whom it may be for."""
    case = case_for(user=request.user, case_id=case_id)
    context = {
        "case": case,
        "readers": readers_of(circle_id=case.circle_id).exclude(pk=request.user.pk),
        "here": Place.of(request).here,
    }
    return render(request, "desk/cases/note_new.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def write_note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keeps a note, whatever became of the case meanwhile, and tells whoever is named in it."""
    case = case_for(user=request.user, case_id=case_id)
    try:
        note = changing.add_note(
            case_id=case.pk,
            text=request.POST.get("text", ""),
            tell=numbers(request.POST.getlist("tell")),
            by=request.user,
            now=timezone.now(),
        )
    except changing.NoWords:
        return toast_alone(request, Toast(words=_("There are no words in the note yet.")))
    was_open = request.POST.get("state", case.state) != CaseState.CLOSED
    toast = Toast(
        words=_("Noted. %(name)s closed this case meanwhile.")
        % {"name": case.closed_by or _("A colleague")}
        if case.state == CaseState.CLOSED and was_open
        else _("Noted for colleagues."),
        undo_url=_address("desk:remove-case-note", case, request),
        undo_fields={"note": str(note.pk)},
    )
    return _again(request, case, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def remove_note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Takes one's own note away."""
    case = case_for(user=request.user, case_id=case_id)
    note = note_for(user=request.user, note_id=number(request.POST.get("note")))
    changing.remove_note(note=note, by=request.user)
    return _again(request, case, Toast(words=_("The note is gone.")))


@staff_only("POST", needs=Permission.MANAGE_CASES)
def add_step(request: HttpRequest, case_id: int) -> HttpResponse:
    """Something more to do."""
    case = case_for(user=request.user, case_id=case_id)
    try:
        step = changing.add_step(
            case_id=case.pk,
            words=request.POST.get("words", ""),
            due_date=_day(request.POST.get("due_date", "")),
            by=request.user,
            now=timezone.now(),
        )
    except changing.NoWords:
        return toast_alone(request, Toast(words=_("Say what is to be done.")))
    toast = Toast(
        words=_("Added."), undo_url=reverse("desk:remove-case-step", args=[step.pk]) + here(request)
    )
    return _steps_again(request, case, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def tick_step(request: HttpRequest, step_id: int) -> HttpResponse:
    """Done, or still to do."""
    step = step_for(user=request.user, step_id=step_id)
    is_done = request.POST.get("done") == "1"
    changing.tick_step(step=step, is_done=is_done, by=request.user, now=timezone.now())
    toast = Toast(
        words=_("Done.") if is_done else _("Still to do."),
        undo_url=reverse("desk:tick-case-step", args=[step.pk]) + here(request),
        undo_fields={"done": "" if is_done else "1"},
    )
    return _steps_again(request, step.case, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def remove_step(request: HttpRequest, step_id: int) -> HttpResponse:
    """It need not be done after all."""
    step = step_for(user=request.user, step_id=step_id)
    day = step.due_date.isoformat() if step.due_date else ""
    toast = Toast(
        words=_("The step is gone."),
        undo_url=_address("desk:add-case-step", step.case, request),
        undo_fields={"words": step.words, "due_date": day},
    )
    changing.remove_step(step=step, by=request.user)
    return _steps_again(request, step.case, toast)


def here(request: HttpRequest) -> str:
    """The part of an address that leads back to the list the reader came from."""
    return Place.of(request).here


def _address(name: str, case: Case, request: HttpRequest) -> str:
    return reverse(name, args=[case.pk]) + here(request)


def _again(request: HttpRequest, case: Case, toast: Toast | None, **further: Any) -> HttpResponse:
    return case_pane(
        request, Place.of(request), case_id=case.pk, toast=toast, changed=True, **further
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _steps_again(request: HttpRequest, case: Case, toast: Toast) -> HttpResponse:
    """The steps alone where the reader is at them, so that nothing moves; else the whole file."""
    if request.htmx.target != "in-steps":
        return _again(request, case, toast, opens="steps")
    now = timezone.now()
    fresh = case_for(user=request.user, case_id=case.pk)
    step = next_step_of(case=fresh, day=timezone.localdate(now))
    around = around_sections(Place.of(request), fresh, step, now)
    steps = drawn(STEPS, fresh, request, around)
    said = render_to_string("desk/inbox/toast.html", {"toast": toast}, request)
    return HttpResponse(steps + said)
