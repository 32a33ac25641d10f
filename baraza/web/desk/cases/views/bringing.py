"""Cases and notes of another program: looked at, brought in, taken back."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.base.people.exchange.tables import NotATable
from baraza.base.people.models import ImportState
from baraza.common.spreadsheets import csv_lines
from baraza.engagement.casework.actions import importing
from baraza.engagement.casework.exchange.deciding import Decision, Seen, decide
from baraza.engagement.casework.exchange.reading import COLUMNS, MissingColumns, rows_in
from baraza.engagement.casework.models import CaseImport, RowOutcome
from baraza.web.desk.access import staff_only
from baraza.web.desk.people_exchange.forms import FileForm

P = Permission
LOOKED_AT = 2_000
SHOWN = 8
PAST = 20


@staff_only("GET", "POST", needs=P.MANAGE_SETUP)
def choose_file(request: HttpRequest) -> HttpResponse:
    """Which cases shall we bring in?"""
    form = FileForm(request.POST or None, request.FILES or None)
    form.fields["file"].help_text = _("A table (CSV or Excel), a row for each case and each note.")
    form.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx"
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        stored_as = default_storage.save(f"imports/{uuid4().hex}", file)
        problem = _problem(Path(default_storage.path(stored_as)))
        if problem:
            default_storage.delete(stored_as)
            form.add_error("file", problem)
        else:
            case_import = CaseImport.objects.create(
                filename=Path(file.name).name[:200],
                stored_as=stored_as,
                by=request.user,
                started_at=timezone.now(),
            )
            return redirect("desk:case-import-one", case_import.pk)
    context = {
        "question": _("Which cases shall we bring in?"),
        "form": form,
        "columns": COLUMNS,
        "past": CaseImport.objects.select_related("by").exclude(state=ImportState.PREVIEW)[:PAST],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/cases/bring.html", context, status=status)


@staff_only("GET", needs=P.MANAGE_SETUP)
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What would happen, what is happening, or what happened."""
    case_import = CaseImport.objects.get(pk=import_id)
    if case_import.state != ImportState.PREVIEW:
        template = "bring_part" if request.htmx else "bring_progress"
        return render(request, f"desk/cases/{template}.html", _progress(case_import))
    context = _preview(Path(default_storage.path(case_import.stored_as))) | {
        "question": _("What would happen?"),
        "case_import": case_import,
    }
    return render(request, "desk/cases/bring_preview.html", context)


@staff_only("POST", needs=P.MANAGE_SETUP)
def begin(request: HttpRequest, import_id: int) -> HttpResponse:
    """Bring them in; a worker does it while other work goes on."""
    case_import = CaseImport.objects.get(pk=import_id, state=ImportState.PREVIEW)
    importing.start_import(case_import=case_import, by=request.user, now=timezone.now())
    return redirect("desk:case-import-one", import_id)


@staff_only("POST", needs=P.MANAGE_SETUP)
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Not this file after all, or not the rest of it."""
    case_import = CaseImport.objects.get(pk=import_id)
    importing.cancel_import(case_import=case_import, by=request.user, now=timezone.now())
    return redirect("desk:case-import-one", import_id)


@staff_only("POST", needs=P.MANAGE_SETUP)
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take all of it back."""
    case_import = CaseImport.objects.get(pk=import_id)
    try:
        stayed = importing.undo_import(case_import=case_import, by=request.user, now=timezone.now())
    except importing.NotUndoable:
        messages.error(request, _("This is still under way. Stop it first."))
    else:
        words = _("It is taken back. People it added stay in the address book.")
        if stayed:
            words += " " + ngettext(
                "%(stayed)s case stays: the office has worked on it since.",
                "%(stayed)s cases stay: the office has worked on them since.",
                stayed,
            ) % {"stayed": stayed}
        messages.success(request, words)
    return redirect("desk:case-import-one", import_id)


@staff_only("GET", needs=P.MANAGE_SETUP)
def report(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """What became of each row, as a table."""
    case_import = CaseImport.objects.get(pk=import_id)
    rows = case_import.rows.iterator(chunk_size=2_000)
    heading = [_("Row"), _("What became of it"), _("Remarks")]
    table = csv_lines(
        [heading, *([row.number, row.get_outcome_display(), _said(row.remarks)] for row in rows)]
    )
    response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="report.csv"'
    return response


def _problem(path: Path) -> str:
    """Why nothing of the file can be used; empty where something can."""
    try:
        next(rows_in(path), None)
    except NotATable as error:
        return str(error)
    except MissingColumns as error:
        return _(
            "No column says what a case is about. Call one of them: %(columns)s. Nothing was kept."
        ) % {"columns": error}
    return ""


def _preview(path: Path) -> dict[str, Any]:
    rows = list(islice(rows_in(path), LOOKED_AT + 1))
    decisions = decide(rows[:LOOKED_AT], seen=Seen())
    counts = Counter(one.outcome for one in decisions)
    return {
        "counts": [(outcome.label, counts[outcome]) for outcome in RowOutcome if counts[outcome]],
        "lines": [
            {
                "row": one.row,
                "label": one.outcome.label,
                "remarks": _said("; ".join(one.row.remarks)),
            }
            for one in _telling(decisions)
        ],
        "looked_at": LOOKED_AT if len(rows) > LOOKED_AT else 0,
        "usable": any(one.outcome != RowOutcome.UNUSABLE for one in decisions),
    }


def _telling(decisions: list[Decision]) -> list[Decision]:
    """The first rows with something to say, then the first ones."""
    remarked = [one for one in decisions if one.row.remarks][:SHOWN]
    return (remarked + [one for one in decisions if not one.row.remarks])[: 2 * SHOWN]


def _progress(case_import: CaseImport) -> dict[str, Any]:
    outcomes = Counter(case_import.rows.values_list("outcome", flat=True))
    return {
        "question": _("What became of it?"),
        "case_import": case_import,
        "running": case_import.state in (ImportState.WAITING, ImportState.RUNNING),
        "undoable": case_import.state in importing.OVER,
        "counts": [(one.label, outcomes[one]) for one in RowOutcome if outcomes[one]],
        "remarks": [
            (row.number, _said(row.remarks)) for row in case_import.rows.exclude(remarks="")[:50]
        ],
    }


def _said(remarks: str) -> str:
    return "; ".join(_(remark) for remark in remarks.split("; ") if remark)
