"""What is asked for a kind of case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.engagement.casework.actions import kinds as acts
from baraza.engagement.casework.models import CaseField, CaseKind
from baraza.web.desk.access import staff_only
from baraza.web.desk.intake.kind_forms import QuestionForm
from baraza.web.desk.intake.views.kinds import kind_page

SETUP = Permission.MANAGE_SETUP


@staff_only("POST", needs=SETUP)
def save(request: HttpRequest, kind_id: int) -> HttpResponse:
    """A new question."""
    return _save(request, CaseKind.objects.get(pk=kind_id), None, "new")


@staff_only("POST", needs=SETUP)
def change(request: HttpRequest, field_id: int) -> HttpResponse:
    """A question said otherwise."""
    found = _field(field_id)
    return _save(request, found.kind, found, f"q{found.pk}")


@staff_only("POST", needs=SETUP)
def up(request: HttpRequest, field_id: int) -> HttpResponse:
    """Asked earlier."""
    found = _field(field_id)
    acts.move_up(row=found, by=request.user)
    return _back(found.kind_id)


@staff_only("POST", needs=SETUP)
def retire(request: HttpRequest, field_id: int) -> HttpResponse:
    """No longer asked."""
    found = _field(field_id)
    acts.retire_question(question=found, by=request.user, now=timezone.now())
    messages.info(request, _("No longer asked. What was answered stays; it can be brought back."))
    return _back(found.kind_id)


@staff_only("POST", needs=SETUP)
def restore(request: HttpRequest, field_id: int) -> HttpResponse:
    """Asked again."""
    found = _field(field_id)
    acts.restore_question(question=found, by=request.user, now=timezone.now())
    return _back(found.kind_id)


def _save(
    request: HttpRequest, kind: CaseKind, found: CaseField | None, prefix: str
) -> HttpResponse:
    form = QuestionForm(request.POST, row=found, languages=profile().languages, prefix=prefix)
    if form.is_valid():
        try:
            acts.save_question(
                kind=kind,
                question=form.question,
                by=request.user,
                now=timezone.now(),
                changed=found,
            )
        except acts.NoName:
            form.add_error(None, _("What do you want to ask? Say it in one language at least."))
        else:
            return _back(kind.pk)
    return kind_page(request, kind, question=form, changed=found.pk if found else None, status=422)


def _field(field_id: int) -> CaseField:
    return CaseField.objects.select_related("kind").get(pk=field_id)


def _back(kind_id: int) -> HttpResponse:
    return redirect(f"{reverse('desk:case-kind', args=[kind_id])}#questions")
