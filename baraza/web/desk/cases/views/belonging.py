"""What belongs to a case: other cases, letters, promises, and the colleagues who may see it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number, numbers
from baraza.dialogue.commitments.queries import usual_due_date
from baraza.dialogue.conversations.queries import conversation_for
from baraza.engagement.casework.actions import belonging, changing, confidential
from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries import board
from baraza.engagement.casework.queries.file import case_for, letters_to_add
from baraza.engagement.casework.queries.load import desks
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.acting import here
from baraza.web.desk.cases.views.pages import Toast, case_pane, toast_alone
from baraza.web.desk.promises.forms import PromiseForm

FOUND = 8


@staff_only("GET", needs=Permission.MANAGE_CASES)
def others_for(request: HttpRequest, case_id: int) -> HttpResponse:
    """Which case does this belong to?"""
    case = case_for(user=request.user, case_id=case_id)
    words = request.GET.get("words", "").replace("\0", "")[:200]
    found: list[Case] = []
    if words.strip():
        now = timezone.now()
        rows = board.cases(
            user=request.user,
            question=board.Question(state="all", search=words),
            day=timezone.localdate(now),
            now=now,
            limit=FOUND + 1,
        )
        found = [row.case for row in rows if row.case.pk != case.pk][:FOUND]
    context = {"case": case, "found": found, "words": words, "here": here(request)}
    part = (
        "desk/cases/others_found.html" if "words" in request.GET else "desk/cases/others_for.html"
    )
    return render(request, part, context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def link(request: HttpRequest, case_id: int) -> HttpResponse:
    """These two belong together."""
    case, other = _both(request, case_id)
    try:
        belonging.link(
            case=case,
            other=other,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=timezone.now(),
        )
    except belonging.SameCase:
        return toast_alone(request, Toast(words=_("That is this very case.")))
    toast = Toast(
        words=_("They belong together now."),
        undo_url=reverse("desk:unlink-case", args=[case.pk]) + here(request),
        undo_fields={"other": str(other.pk)},
    )
    return _again(request, case, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def unlink(request: HttpRequest, case_id: int) -> HttpResponse:
    """They have nothing to do with each other."""
    case, other = _both(request, case_id)
    reason = belonging.unlink(case=case, other=other, by=request.user)
    toast = Toast(
        words=_("They no longer belong together."),
        undo_url=reverse("desk:link-case", args=[case.pk]) + here(request),
        undo_fields={"other": str(other.pk), "reason": reason},
    )
    return _again(request, case, toast)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def letters(request: HttpRequest, case_id: int) -> HttpResponse:
    """Which letters of theirs are about this?"""
    case = case_for(user=request.user, case_id=case_id)
    if request.method == "GET":
        found = letters_to_add(case=case, user=request.user)
        context = {"case": case, "letters": found, "here": here(request)}
        return render(request, "desk/cases/letters_for.html", context)
    conversation_id = number(request.POST.get("conversation"))
    conversation = conversation_for(user=request.user, conversation_id=conversation_id)
    try:
        belonging.add_letters(
            case_id=case.pk, conversation=conversation, by=request.user, now=timezone.now()
        )
    except belonging.BelongsElsewhere:
        words = _("A colleague has just put these letters into another case.")
        return toast_alone(request, Toast(words=words))
    toast = Toast(
        words=_("These letters belong to the case now."),
        undo_url=reverse("desk:take-letters-out", args=[case.pk]) + here(request),
        undo_fields={"conversation": str(conversation.pk)},
    )
    return _again(request, case, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def take_letters_out(request: HttpRequest, case_id: int) -> HttpResponse:
    """These letters are about something else."""
    case = case_for(user=request.user, case_id=case_id)
    conversation_id = number(request.POST.get("conversation"))
    belonging.take_letters_out(
        case_id=case.pk,
        conversation_id=conversation_id,
        by=request.user,
        now=timezone.now(),
    )
    toast = Toast(
        words=_("These letters are no part of the case any more."),
        undo_url=reverse("desk:case-letters", args=[case.pk]) + here(request),
        undo_fields={"conversation": str(conversation_id)},
    )
    return _again(request, case, toast)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def promise(request: HttpRequest, case_id: int) -> HttpResponse:
    """What do we promise them?"""
    case = case_for(user=request.user, case_id=case_id)
    address = reverse("desk:promise-in-case", args=[case.pk]) + here(request)
    if request.method == "GET":
        due_date = usual_due_date(now=timezone.now())
        form = PromiseForm(initial={"owner": request.user, "due_date": due_date})
        return render(request, "desk/cases/promise_form.html", {"form": form, "address": address})
    form = PromiseForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "address": address}
        return render(request, "desk/cases/promise_form.html", context, status=422)
    changing.promise_in_case(
        case_id=case.pk, by=request.user, now=timezone.now(), **form.cleaned_data
    )
    return _again(request, case, Toast(words=_("We remember it.")))


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def who_may_see(request: HttpRequest, case_id: int) -> HttpResponse:
    """Who may see this case? Whoever says so stays among them, so that nobody shuts themselves
    out."""
    case = case_for(user=request.user, case_id=case_id)
    if request.method == "GET":
        inside = set(case.circle.members.values_list("pk", flat=True)) if case.circle else set()
        context = {
            "case": case,
            "desks": desks(user=request.user, day=timezone.localdate()),
            "inside": inside or {request.user.pk, case.assigned_to_id},
            "is_inside": not case.circle_id or request.user.pk in inside,
            "here": here(request),
        }
        return render(request, "desk/cases/who_for.html", context)
    now = timezone.now()
    try:
        if request.POST.get("who") == "all":
            confidential.open_to_all(case_id=case.pk, by=request.user, now=now)
            toast = Toast(words=_("All staff see this case again."))
        else:
            chosen = numbers(request.POST.getlist("member"))
            confidential.make_confidential(
                case_id=case.pk,
                members=User.objects.at_work().filter(pk__in=chosen),
                by=request.user,
                now=now,
            )
            undo = reverse("desk:who-may-see-case", args=[case.pk]) + here(request)
            toast = Toast(
                words=_("Only those you chose see this case and its letters now."),
                undo_url="" if case.circle_id else undo,
                undo_fields={"who": "all"},
            )
    except confidential.NotAMember:
        words = _("Only who is inside can change who else is.")
        return toast_alone(request, Toast(words=words))
    return _again(request, case, toast)


def _both(request: HttpRequest, case_id: int) -> tuple[Case, Case]:
    case = case_for(user=request.user, case_id=case_id)
    return case, case_for(user=request.user, case_id=number(request.POST.get("other")))


def _again(request: HttpRequest, case: Case, toast: Toast, **further: Any) -> HttpResponse:
    return case_pane(
        request, Place.of(request), case_id=case.pk, toast=toast, changed=True, **further
    )
