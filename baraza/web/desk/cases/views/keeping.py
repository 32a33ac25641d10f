"""A case leaves as a file, or must be kept whatever the rules say."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.base.office.queries import profile
from baraza.engagement.casework.actions import closing
from baraza.engagement.casework.exchange.whole import as_json, whole_case
from baraza.engagement.casework.models import Case, CaseHold
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.updates import language_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.case_paper import pdf_of
from baraza.web.desk.cases.place import Place
from baraza.web.desk.data.forms import HoldForm

P = Permission


@staff_only("POST", needs=P.EXPORT)
def take_out(request: HttpRequest, case_id: int) -> HttpResponse | StreamingHttpResponse:
    """The case as one file: PDF or JSON, with what colleagues noted or without."""
    case = case_for(user=request.user, case_id=case_id)
    is_complete = request.POST.get("whole") == "1"
    now = timezone.now()
    whole = whole_case(case=case, user=request.user, now=now, is_complete=is_complete)
    record(
        actor=request.user,
        act="case_exported",
        obj=case,
        now=now,
        detail={"complete": int(is_complete)},
    )
    if request.POST.get("format") == "json":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            as_json(case=case, record=whole), content_type="application/json; charset=utf-8"
        )
        ending = "json"
    else:
        # The constituent reads it in their language, a court in the office's.
        language = profile().default_language if is_complete else language_for(case=case)
        known = dict(settings.LANGUAGES)
        language = language if language in known else profile().default_language
        language = language if language in known else "en"
        with translation.override(language):
            content = pdf_of(case=case, record=whole, language=language)
        response = HttpResponse(content, content_type="application/pdf")
        ending = "pdf"
    response["Content-Disposition"] = f'attachment; filename="{case.code}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@staff_only("GET", "POST", needs=P.ERASE)
def hold(request: HttpRequest, case_id: int) -> HttpResponse:
    """Must this case be kept?"""
    case = case_for(user=request.user, case_id=case_id)
    form = HoldForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        closing.hold_case(case=case, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("Nothing of it is erased while this lasts."))
        return redirect("desk:hold-case", case.pk)
    context = {
        "question": _("Must this case be kept?"),
        "case": case,
        "here": Place.of(request).here,
        "holds": case.holds.in_force(now).select_related("placed_by"),
        "form": form,
    }
    return render(request, "desk/cases/hold.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=P.ERASE)
def lift_hold(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Rules and requests apply again."""
    found = CaseHold.objects.select_related("case").get(
        pk=hold_id, case__in=Case.objects.visible_to(request.user)
    )
    closing.lift_hold(hold=found, by=request.user, now=timezone.now())
    messages.success(request, _("Lifted."))
    return redirect("desk:hold-case", found.case_id)
