"""Which kinds of case the office takes, and what each demands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.engagement.casework.actions import kinds as acts
from baraza.engagement.casework.models import CaseKind
from baraza.engagement.casework.queries.kinds import kinds_offered
from baraza.web.desk.access import staff_only
from baraza.web.desk.intake.kind_forms import KindForm, PolicyForm, QuestionForm, StepsForm

SETUP = Permission.MANAGE_SETUP


@staff_only("GET", needs=SETUP)
def kinds(request: HttpRequest) -> HttpResponse:
    """What do people need help with?"""
    return _kinds(request, PolicyForm())


@staff_only("POST", needs=SETUP)
def policy(request: HttpRequest) -> HttpResponse:
    """How often people hear from us, by urgency; cases that are open keep their own pace."""
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return _kinds(request, form, status=422)
    acts.set_policy(days=form.days, by=request.user, now=timezone.now())
    messages.success(request, _("Kept. It counts from the next case on."))
    return redirect("desk:case-kinds")


@staff_only("POST", needs=SETUP)
def add(request: HttpRequest) -> HttpResponse:
    """A new kind, which opens to be filled in."""
    try:
        kind = acts.add_kind(name=request.POST.get("name", ""), by=request.user, now=timezone.now())
    except acts.NoName:
        messages.error(request, _("What is it called? A few words are enough."))
    except acts.NameTaken as taken:
        messages.error(request, _("There is a kind called %(name)s already.") % {"name": taken})
    else:
        return redirect("desk:case-kind", kind.pk)
    return redirect("desk:case-kinds")


@staff_only("GET", "POST", needs=SETUP)
def kind(request: HttpRequest, kind_id: int) -> HttpResponse:
    """What do we ask, and what do we say?"""
    found = CaseKind.objects.get(pk=kind_id)
    form = KindForm(request.POST or None, row=found, languages=profile().languages)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_kind(
                kind=found, words=form.words, rules=form.rules, by=request.user, now=timezone.now()
            )
        except acts.NoName:
            form.add_error(None, _("What is it called? Name it in one language at least."))
        except acts.NameTaken:
            form.add_error(None, _("Another kind is called so already."))
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:case-kind", kind_id)
    return kind_page(request, found, form=form, status=422 if form.errors else 200)


@staff_only("POST", needs=SETUP)
def steps(request: HttpRequest, kind_id: int) -> HttpResponse:
    """What is usually done, and by when."""
    found = CaseKind.objects.get(pk=kind_id)
    form = StepsForm(request.POST, kind=found, languages=profile().languages)
    if not form.is_valid():
        return kind_page(request, found, steps=form, status=422)
    acts.set_steps(kind=found, steps=form.steps, by=request.user, now=timezone.now())
    messages.success(request, _("Kept. New cases get these steps."))
    return redirect("desk:case-kind", kind_id)


@staff_only("POST", needs=SETUP)
def up(request: HttpRequest, kind_id: int) -> HttpResponse:
    """It is chosen more often."""
    acts.move_up(row=CaseKind.objects.get(pk=kind_id), by=request.user)
    return redirect("desk:case-kinds")


@staff_only("POST", needs=SETUP)
def retire(request: HttpRequest, kind_id: int) -> HttpResponse:
    """No longer offered."""
    found = CaseKind.objects.get(pk=kind_id)
    acts.retire_kind(kind=found, by=request.user, now=timezone.now())
    messages.info(request, _("Retired. Its cases stay; below, it can be brought back."))
    return redirect("desk:case-kinds")


@staff_only("POST", needs=SETUP)
def restore(request: HttpRequest, kind_id: int) -> HttpResponse:
    """Offered again."""
    found = CaseKind.objects.get(pk=kind_id)
    acts.restore_kind(kind=found, by=request.user, now=timezone.now())
    return redirect("desk:case-kinds")


def kind_page(
    request: HttpRequest,
    found: CaseKind,
    *,
    form: KindForm | None = None,
    steps: StepsForm | None = None,
    question: QuestionForm | None = None,
    changed: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """One kind with its questions and steps; `question` is a form that was not right."""
    languages = profile().languages
    fields = list(found.fields.all())
    context = {
        "question": str(found),
        "kind": found,
        "form": form or KindForm(row=found, languages=languages),
        "steps": steps or StepsForm(kind=found, languages=languages),
        "fields": [
            (
                one,
                question
                if question and changed == one.pk
                else QuestionForm(row=one, languages=languages, prefix=f"q{one.pk}"),
            )
            for one in fields
            if not one.retired_at
        ],
        "retired": [one for one in fields if one.retired_at],
        "new_question": question
        if question and changed is None
        else QuestionForm(row=None, languages=languages, prefix="new"),
        "opened": changed,
        "languages": languages,
    }
    return render(request, "desk/intake/kind_setup.html", context, status=status)


def _kinds(request: HttpRequest, form: PolicyForm, *, status: int = 200) -> HttpResponse:
    context = {
        "question": _("What do people need help with?"),
        "kinds": kinds_offered().select_related("topic"),
        "retired": CaseKind.objects.filter(retired_at__isnull=False),
        "policy": form,
    }
    return render(request, "desk/intake/kinds_setup.html", context, status=status)
