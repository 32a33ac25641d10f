"""Which sheets are out, printing more of them, and finding one by its code."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.base.office.queries import profile
from baraza.common.paper import read_code
from baraza.dialogue.logbook.actions.sheets import MOST_TOPICS, print_sheets
from baraza.dialogue.logbook.models import Sheet, SheetKind
from baraza.dialogue.logbook.queries import sheets
from baraza.engagement.casework.models import Intake
from baraza.web.desk.access import staff_only
from baraza.web.desk.entry.forms import PrintForm
from baraza.web.desk.entry.papers import pdf_of
from baraza.web.desk.people.forms import languages

ROWS = 50


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def page(request: HttpRequest) -> HttpResponse:
    """Which paper comes back?"""
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        made = print_sheets(
            kind=SheetKind(wanted["kind"]),
            count=wanted["count"],
            language=wanted["language"],
            is_large_print=wanted["large"],
            person=wanted["person"] if wanted["kind"] == SheetKind.FORM else None,
            by=request.user,
            now=timezone.now(),
        )
        return redirect(f"{reverse('desk:sheets')}?printed={made[0].batch}")
    printed = _uuid(request.GET.get("printed", ""))
    # Unfinished ones first: they are what somebody has in hand.
    rows = sheets().order_by("finished_at", "-printed_at", "pk")
    office = profile()
    context = {
        "question": _("Which paper comes back?"),
        "form": form,
        "sheets": rows.filter(finished_at__isnull=True)[:ROWS],
        "finished": rows.filter(finished_at__isnull=False).order_by("-finished_at")[:ROWS],
        "printed": sheets().filter(batch=printed) if printed else [],
        "batch": printed,
        "languages": languages(),
        "language": get_language()
        if get_language() in office.languages
        else office.default_language,
        "topic_count": Topic.objects.in_use().count(),
        "most_topics": MOST_TOPICS,
    }
    return render(request, "desk/entry/sheets.html", context, status=422 if form.errors else 200)


@staff_only("GET", needs=Permission.FILE_LETTERS)
def find(request: HttpRequest) -> HttpResponse:
    """The sheet somebody holds in their hand."""
    typed = request.GET.get("code", "")
    code = read_code(typed[:100])
    if code and Sheet.objects.filter(code=code).exists():
        return redirect("desk:sheet", code)
    if code and Intake.objects.filter(code=code, printed_at__isnull=False).exists():
        return redirect("desk:case-form", code)
    if code:
        words = _("No sheet of this office has the code %(code)s.") % {"code": code}
    else:
        words = _("That is not a whole code. It has eight signs, like ABCD-EFGH.")
    messages.error(request, words)
    return redirect("desk:sheets")


@staff_only("GET", needs=Permission.FILE_LETTERS)
def paper(request: HttpRequest, batch: UUID) -> HttpResponse:
    """A batch as one file, as often as it is needed."""
    printed = list(_to_print().filter(batch=batch).order_by("pk"))
    if not printed:
        raise Http404
    return _pdf(request, printed)


@staff_only("GET", needs=Permission.FILE_LETTERS)
def one_paper(request: HttpRequest, code: str) -> HttpResponse:
    """One page of it once more."""
    return _pdf(request, [_to_print().get(code=code)])


def _to_print() -> QuerySet[Sheet]:
    return Sheet.objects.select_related("person").prefetch_related("person__contact_points")


def _pdf(request: HttpRequest, printed: list[Sheet]) -> HttpResponse:
    response = HttpResponse(pdf_of(printed, request), content_type="application/pdf")
    name = f"{printed[0].kind}-{printed[0].code}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
