"""Questions of the quiz: read, written, put on the website."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.engagement.civics.actions import saying
from baraza.engagement.civics.models import QuizQuestion
from baraza.web.desk.access import staff_only
from baraza.web.desk.learning.forms import QuestionForm


@staff_only("GET", needs=Permission.DRAFT)
def quiz(request: HttpRequest) -> HttpResponse:
    """What do we ask?"""
    rows = list(QuizQuestion.objects.in_use().order_by("reader", "pk"))
    context = {
        "question": _("What does our quiz ask?"),
        "questions": rows,
        "waiting": sum(not row.is_public for row in rows),
        "withdrawn": QuizQuestion.objects.filter(retired_at__isnull=False),
    }
    return render(request, "desk/learning/quiz.html", context)


@staff_only("POST", needs=Permission.PUBLISH)
def publish_all(request: HttpRequest) -> HttpResponse:
    """All of them fit."""
    count = saying.publish_questions(by=request.user, now=timezone.now())
    words = ngettext("%d question is on the website.", "%d questions are on the website.", count)
    messages.success(request, words % count)
    return redirect("desk:quiz")


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def edit(request: HttpRequest, question_id: int | None = None) -> HttpResponse:
    """What is asked, and what is right?"""
    row = QuizQuestion.objects.get(pk=question_id) if question_id else None
    form = QuestionForm.of(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saying.save_question(about=form.about, by=request.user, now=timezone.now(), question=row)
        messages.success(request, _("Kept."))
        return redirect("desk:quiz")
    context = {
        "question": _("What is asked, and what is right?"),
        "form": form,
        "back": reverse("desk:quiz"),
    }
    if row is not None and not row.retired_at:
        context["withdraw"] = reverse("desk:withdraw-question", args=[row.pk])
    status = 422 if form.errors else 200
    return render(request, "desk/website/edit_or_withdraw.html", context, status=status)


@staff_only("POST", needs=Permission.PUBLISH)
def withdraw(request: HttpRequest, question_id: int) -> HttpResponse:
    """It is asked no more."""
    row = QuizQuestion.objects.get(pk=question_id)
    saying.withdraw_question(question=row, by=request.user, now=timezone.now())
    undo = reverse("desk:restore-question", args=[row.pk])
    messages.success(request, _("It is asked no more."), extra_tags=undo)
    return redirect("desk:quiz")


@staff_only("POST", needs=Permission.PUBLISH)
def restore(request: HttpRequest, question_id: int) -> HttpResponse:
    """It is asked again."""
    row = QuizQuestion.objects.get(pk=question_id)
    saying.restore_question(question=row, by=request.user, now=timezone.now())
    messages.success(request, _("It is there again."))
    return redirect("desk:quiz")
