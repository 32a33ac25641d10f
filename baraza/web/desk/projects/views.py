"""Projects: kept, how far each is, what was paid, taken out."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.base.places.models import Area
from baraza.base.places.naming import area_paths
from baraza.base.places.queries import area_tree
from baraza.engagement.projects import actions as acts
from baraza.engagement.projects import files, queries
from baraza.engagement.projects.models import Payment, Project, ProjectStep, Status
from baraza.web.desk.access import staff_only
from baraza.web.desk.projects.forms import PaymentForm, ProjectForm, ProjectStepForm
from baraza.web.desk.website.bringing import table
from baraza.web.desk.website.facts import allow_change, is_locked, publishes

PAGE = 50


@staff_only("GET", needs=Permission.DRAFT)
def projects(request: HttpRequest) -> HttpResponse:
    """What is being built, and how far is it?"""
    status = request.GET.get("status", "")
    status = status if status in Status.values else ""
    places = area_tree(day=timezone.localdate())
    area = request.GET.get("area", "")
    area_id = next((pk for pk, _name in places if str(pk) == area), None)
    words = request.GET.get("words", "").strip()
    rows = queries.projects(public_only=False, area_id=area_id, status=status)
    if words:
        rows = rows.filter(name__icontains=words)
    context = {
        "question": _("What is being built, and how far is it?"),
        "page": Paginator(queries.with_spent(rows=rows), PAGE).get_page(request.GET.get("page")),
        "withdrawn": Project.objects.filter(retired_at__isnull=False)[:PAGE],
        "statuses": Status.choices,
        "status": status,
        "places": places,
        "area_id": area_id,
        "words": words,
    }
    return render(request, "desk/projects/projects.html", context)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit(request: HttpRequest, project_id: int | None = None) -> HttpResponse:
    """What is done, where, and with whose money?"""
    project = Project.objects.get(pk=project_id) if project_id else None
    form = ProjectForm.of(project, request.POST or None, publishes=publishes(request))
    if request.method == "POST":
        allow_change(request, is_public=project is not None and project.is_public)
        if form.is_valid():
            saved = acts.save_project(
                about=form.about, by=request.user, now=timezone.now(), project=project
            )
            messages.success(request, _("Kept."))
            return redirect("desk:change-project", saved.pk)
    return _page(request, project, form=form)


@staff_only("POST", needs=Permission.DRAFT)
def add_step(request: HttpRequest, project_id: int) -> HttpResponse:
    """How far is it?"""
    project = Project.objects.get(pk=project_id)
    allow_change(request, is_public=project.is_public)
    form = ProjectStepForm.of(project, request.POST)
    if not form.is_valid():
        return _page(request, project, step_form=form)
    step = acts.add_step(
        project=project,
        status=Status(form.cleaned_data["status"]),
        happened_date=form.cleaned_data["happened_date"],
        note=form.cleaned_data["note"],
        translations=form.translations,
        by=request.user,
        now=timezone.now(),
    )
    undo = reverse("desk:remove-project-step", args=[step.pk])
    messages.success(request, _("It is noted."), extra_tags=undo)
    return redirect("desk:change-project", project.pk)


@staff_only("POST", needs=Permission.DRAFT)
def remove_step(request: HttpRequest, step_id: int) -> HttpResponse:
    """It was noted by mistake."""
    step = ProjectStep.objects.select_related("project").get(pk=step_id)
    allow_change(request, is_public=step.project.is_public)
    acts.remove_step(step=step, by=request.user, now=timezone.now())
    messages.success(request, _("It is taken out."))
    return redirect("desk:change-project", step.project_id)


@staff_only("POST", needs=Permission.DRAFT)
def add_payment(request: HttpRequest, project_id: int) -> HttpResponse:
    """What was paid?"""
    project = Project.objects.get(pk=project_id)
    allow_change(request, is_public=project.is_public)
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            payment = acts.add_payment(
                project=project,
                **{name: form.cleaned_data[name] for name in PaymentForm.base_fields},
                translations=form.translations,
                by=request.user,
                now=timezone.now(),
            )
        except acts.NoCurrency:
            form.add_error("amount", _("First say above in which currency the project is paid."))
        else:
            undo = reverse("desk:remove-payment", args=[payment.pk])
            messages.success(request, _("It is noted."), extra_tags=undo)
            return redirect("desk:change-project", project.pk)
    return _page(request, project, payment_form=form)


@staff_only("POST", needs=Permission.DRAFT)
def remove_payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    """It was noted by mistake."""
    payment = Payment.objects.select_related("project").get(pk=payment_id)
    allow_change(request, is_public=payment.project.is_public)
    acts.remove_payment(payment=payment, by=request.user, now=timezone.now())
    messages.success(request, _("It is taken out."))
    return redirect("desk:change-project", payment.project_id)


@staff_only("POST", needs=Permission.PUBLISH)
def withdraw(request: HttpRequest, project_id: int) -> HttpResponse:
    """It is shown nowhere any more."""
    project = Project.objects.get(pk=project_id)
    acts.withdraw(project=project, by=request.user, now=timezone.now())
    undo = reverse("desk:restore-project", args=[project.pk])
    messages.success(request, _("It is withdrawn, and nothing of it is lost."), extra_tags=undo)
    return redirect("desk:projects")


@staff_only("POST", needs=Permission.PUBLISH)
def restore(request: HttpRequest, project_id: int) -> HttpResponse:
    """It is where it was before."""
    project = Project.objects.get(pk=project_id)
    acts.bring_back(project=project, by=request.user, now=timezone.now())
    messages.success(request, _("It is there again."))
    return redirect("desk:projects")


@staff_only("GET", needs=Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """All projects, as the table that brings them in."""
    found = list(queries.projects(public_only=False))
    areas = area_paths(Area.objects.filter(valid_to__isnull=True))
    record(actor=request.user, act="exported", obj=Project, count=len(found))
    return table(files.table_of(found, areas=areas), "projects.csv")


def _page(
    request: HttpRequest,
    project: Project | None,
    *,
    form: ProjectForm | None = None,
    step_form: ProjectStepForm | None = None,
    payment_form: PaymentForm | None = None,
) -> HttpResponse:
    is_wrong = any(one is not None and one.errors for one in (form, step_form, payment_form))
    context = {
        "question": project.said("name") if project else _("Which project is new?"),
        "project": project,
        "known": project is not None,
        "locked": project is not None and is_locked(request, is_public=project.is_public),
        "form": form or ProjectForm.of(project, None, publishes=publishes(request)),
        "back": reverse("desk:projects"),
    }
    if project is not None:
        context |= {
            "steps": project.steps.all(),
            "payments": project.payments.all(),
            "step_form": step_form or ProjectStepForm.of(project),
            "payment_form": payment_form or PaymentForm(),
        }
    return render(request, "desk/projects/project.html", context, status=422 if is_wrong else 200)
