"""What the office learnt, and where it was written so that it helps the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.engagement.casework.actions import lessons as acts
from baraza.engagement.casework.models import Case, Lesson
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.patterns import (
    lessons_to_read,
    pattern_for,
    told_at_closing,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.patterns.forms import ApplyForm, LessonForm, WhereForm


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def lessons(request: HttpRequest) -> HttpResponse:
    """What have we learnt?"""
    form = LessonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = acts.keep_lesson(by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("desk:lesson", kept.pk)
    context = {
        "question": _("What have we learnt?"),
        "lessons": lessons_to_read(),
        "closed": told_at_closing(user=request.user),
        "form": form,
    }
    return render(
        request, "desk/patterns/lessons.html", context, status=422 if form.errors else 200
    )


@staff_only("POST", needs=Permission.MANAGE_CASES)
def learn(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """A pattern taught us this."""
    pattern = pattern_for(pattern_id=pattern_id)
    try:
        kept = acts.keep_lesson(
            text=request.POST.get("text", ""), pattern=pattern, by=request.user, now=timezone.now()
        )
    except acts.NoWords:
        return redirect("desk:pattern", pattern_id)
    return redirect("desk:lesson", kept.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def from_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """What was written when a case was closed is kept for everybody."""
    case: Case = case_for(user=request.user, case_id=case_id)
    kept = acts.keep_lesson(text=case.learnt, kind=case.kind, by=request.user, now=timezone.now())
    return redirect("desk:lesson", kept.pk)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Where does it help the next one?"""
    found = _lesson(lesson_id)
    if request.method == "POST":
        return _applied(request, found)
    where = WhereForm(request.GET or None)
    place, language = acts.Place.SCRIPT, profile().default_language
    if where.is_valid():
        place, language = acts.Place(where.cleaned_data["place"]), where.cleaned_data["language"]
    return _page(request, found, place, language)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def take_out(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """The words are what they were before."""
    found = _lesson(lesson_id)
    try:
        acts.take_lesson_out(lesson=found, by=request.user, now=timezone.now())
        messages.success(request, _("The words are what they were before."))
    except acts.ChangedMeanwhile:
        messages.error(
            request,
            _(
                "Somebody has changed these words since, so nothing was taken out. Change them"
                " where they stand."
            ),
        )
    return redirect("desk:lesson", lesson_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def show(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Constituents read it, or do not."""
    found = _lesson(lesson_id)
    acts.show_lesson(
        lesson=found, is_public=not found.is_public, by=request.user, now=timezone.now()
    )
    return redirect("desk:lesson", lesson_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def forget(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """It is none."""
    acts.forget_lesson(lesson=_lesson(lesson_id), by=request.user, now=timezone.now())
    return redirect("desk:lessons")


def _applied(request: HttpRequest, found: Lesson) -> HttpResponse:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _page(
            request, found, acts.Place.SCRIPT, profile().default_language, form=form, status=422
        )
    said = form.cleaned_data
    try:
        acts.apply_lesson(
            lesson=found,
            place=acts.Place(said["place"]),
            language=said["language"],
            before=said["before"],
            after=said["after"],
            by=request.user,
            now=timezone.now(),
        )
    except acts.ChangedMeanwhile:
        return _page(
            request,
            found,
            acts.Place(said["place"]),
            said["language"],
            after=said["after"],
            is_changed=True,
            status=409,
        )
    messages.success(request, _("It is written there now."))
    return redirect("desk:lesson", found.pk)


def _lesson(lesson_id: int) -> Lesson:
    return Lesson.objects.select_related("kind", "pattern", "made_by").get(pk=lesson_id)


def _page(
    request: HttpRequest,
    found: Lesson,
    place: acts.Place,
    language: str,
    *,
    form: ApplyForm | None = None,
    after: str = "",
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    before = ""
    if found.kind is not None:
        before = acts.words_in(kind=found.kind, place=place, language=language)
    initial = {
        "place": place,
        "language": language,
        "before": before,
        "after": after or "\n\n".join(filter(None, [before, found.text])),
    }
    context = {
        "question": _("Where does it help the next one?"),
        "lesson": found,
        "form": form or ApplyForm(initial=initial),
        "before": before,
        "is_changed": is_changed,
    }
    return render(request, "desk/patterns/lesson.html", context, status=status)
