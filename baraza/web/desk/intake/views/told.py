"""What they told us, completed or put right."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.common.uploads import MOST_BYTES, UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.engagement.casework.actions.changing import CaseChanged
from baraza.engagement.casework.actions.intake import retold as as_typed
from baraza.engagement.casework.actions.retelling import Retold, add_file, retell
from baraza.engagement.casework.models import Case, Told
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.kinds import kinds_offered
from baraza.web.desk.access import staff_only
from baraza.web.desk.intake import showing
from baraza.web.desk.intake.forms import ToldForm, answers_in, typed_by

CASES = Permission.MANAGE_CASES


@staff_only("GET", "POST", needs=CASES)
def change(request: HttpRequest, case_id: int) -> HttpResponse:
    """What did they tell us?"""
    case = case_for(user=request.user, case_id=case_id)
    if request.method == "GET":
        return _page(request, case, as_typed(case))
    form = ToldForm(request.POST)
    typed = typed_by(request.POST)
    if not form.is_valid():
        return _page(request, case, typed, errors=form.errors, status=422)
    read = form.cleaned_data
    # Questions that stood on the page and were left empty are answered no longer.
    asked = {one.field.pk: "" for one in showing.kind_context(typed, area=None)["asked"]}
    try:
        retell(
            case_id=case.pk,
            version=read["version"],
            retold=Retold(
                kind=read["kind"],
                title=read["title"],
                told=Told(read["story"], read["tried"], read["wanted"]),
                answers=asked | answers_in(request.POST),
                organisation=read["organisation"],
            ),
            by=request.user,
            now=timezone.now(),
        )
    except CaseChanged as changed:
        problem = _(
            "A colleague changed this case while you wrote. Your words are below and not kept yet: "
            "compare them with the case, then keep them."
        )
        return _page(request, changed.case, typed, problem=problem, status=422)
    messages.success(request, _("Kept."))
    return redirect("desk:case", case.pk)


@staff_only("POST", needs=CASES)
def file(request: HttpRequest, case_id: int) -> HttpResponse:
    """Papers that came later."""
    case = case_for(user=request.user, case_id=case_id)
    problems = []
    for upload in request.FILES.getlist("files"):
        try:
            seen = check_upload(content=upload, name=upload.name or "", scanner=settings.CLAMD)
            kept = EnteredFile(seen.name, seen.kind.media_type, upload.read())
            add_file(case_id=case.pk, file=kept, by=request.user, now=timezone.now())
        except UploadRefused as refused:
            problems.append(f"{upload.name}: {refused}")
        except Infected:
            problems.append(_("%(name)s carries a virus. It was not kept.") % {"name": upload.name})
        except ScannerSilent:
            problems.append(_("The virus scanner does not answer, so no file can be kept now."))
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, _("Added."))
    return redirect(f"{reverse('desk:case', args=[case.pk])}")


def _page(
    request: HttpRequest, case: Case, typed: dict[str, str], *, status: int = 200, **further: Any
) -> HttpResponse:
    kind = typed.get("kind") or str(case.kind_id)
    context = {
        "question": _("What did they tell us?"),
        "case": case,
        "typed": typed | {"kind": kind},
        "kinds": kinds_offered() if case.kind.retired_at is None else [*kinds_offered(), case.kind],
        "most_megabytes": MOST_BYTES // 1_000_000,
        "errors": {},
        **showing.kind_context(typed | {"kind": kind}, area=case.area),
        **further,
    }
    return render(request, "desk/intake/told.html", context, status=status)
