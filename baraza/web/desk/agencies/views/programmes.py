"""The guide to support: what there is, for whom, until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.engagement.casework.actions import programmes as acts
from baraza.engagement.casework.models import Programme
from baraza.engagement.casework.queries import programmes as queries
from baraza.web.desk.access import staff_only
from baraza.web.desk.agencies.programme_forms import ProgrammeForm
from baraza.web.desk.agencies.views.directory import number_in
from baraza.web.desk.setup.forms import language_name

STATES = {
    "open": queries.open_programmes,
    "near": queries.near_deadlines,
    "over": queries.over,
}


@staff_only("GET", needs=Permission.READ_LETTERS)
def programmes(request: HttpRequest) -> HttpResponse:
    """What support is there?"""
    state = request.GET.get("state", "open")
    day = timezone.localdate()
    rows = queries.retired() if state == "retired" else STATES.get(state, STATES["open"])(day=day)
    context = {
        "question": _("What support is there?"),
        "programmes": rows,
        "state": state,
        "soon": day + queries.NEAR,
    }
    return render(request, "desk/agencies/programmes.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def page(request: HttpRequest, programme_id: int) -> HttpResponse:
    """What does it give, to whom, and what must they bring?"""
    rows = Programme.objects.select_related("organisation", "area").prefetch_related("kinds")
    programme = rows.get(pk=programme_id)
    own, *others = profile().languages
    codes = [own, *(code for code in others if programme.translations.get(code))]
    day = timezone.localdate()
    context = {
        "question": programme.said("name"),
        "programme": programme,
        "versions": [
            {
                "code": code,
                "language": language_name(code),
                **{
                    field: programme.said(field, code)
                    for field in ("name", "what", "who", "documents", "how")
                },
            }
            for code in codes
        ],
        "missing": [language_name(code) for code in others if code not in codes],
        "is_over": programme.deadline_date is not None and programme.deadline_date < day,
        "told": programme.notices.count(),
    }
    return render(request, "desk/agencies/programme.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def edit(request: HttpRequest, programme_id: int | None = None) -> HttpResponse:
    """What does the guide say of it?"""
    rows = Programme.objects.select_related("organisation")
    programme = rows.get(pk=programme_id) if programme_id else None
    given_by = number_in(request, "given_by")
    form = ProgrammeForm(request.POST or None, programme=programme, given_by=given_by)
    if request.method == "POST" and form.is_valid():
        saved = acts.save_programme(
            about=form.about, by=request.user, now=timezone.now(), programme=programme
        )
        messages.success(request, _("Kept."))
        return redirect("desk:programme", saved.pk)
    question = _("Which support is new?")
    if programme is not None:
        question = _("What does the guide say of %(name)s?") % {"name": programme.said("name")}
    context = {
        "question": question,
        "form": form,
        "back": reverse("desk:programme", args=[programme.pk])
        if programme
        else reverse("desk:programmes"),
    }
    return render(request, "desk/agencies/edit.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def retire(request: HttpRequest, programme_id: int) -> HttpResponse:
    """It is no longer given."""
    programme = Programme.objects.get(pk=programme_id)
    acts.retire_programme(programme=programme, by=request.user, now=timezone.now())
    return redirect("desk:programme", programme.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def restore(request: HttpRequest, programme_id: int) -> HttpResponse:
    """It is given after all."""
    programme = Programme.objects.get(pk=programme_id)
    acts.restore_programme(programme=programme, by=request.user, now=timezone.now())
    messages.success(request, _("It is in the guide again."))
    return redirect("desk:programme", programme.pk)
