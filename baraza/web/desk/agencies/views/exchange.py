"""Agencies from a file and into a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.base.people.exchange.headed import TooManyRows
from baraza.base.people.exchange.tables import NotATable
from baraza.base.places.models import Area
from baraza.base.places.naming import area_paths
from baraza.common.spreadsheets import csv_lines
from baraza.engagement.casework.actions import bringing_agencies as acts
from baraza.engagement.casework.agency_deciding import RowOutcome, Told
from baraza.engagement.casework.agency_files import (
    FIELDS,
    MOST_ROWS,
    NoNames,
    read_rows,
    table_of,
)
from baraza.engagement.casework.models import Agency, AgencyImport
from baraza.engagement.casework.queries.agencies import with_all
from baraza.web.desk.access import staff_only
from baraza.web.desk.agencies.forms import FileForm
from baraza.web.desk.agencies.views.directory import Asked

SHOWN = 20
PAST = 10


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def choose_file(request: HttpRequest) -> HttpResponse:
    """Which file of agencies shall we bring in?"""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with NamedTemporaryFile() as kept:
                for chunk in file.chunks():
                    kept.write(chunk)
                kept.flush()
                rows = read_rows(Path(kept.name))
        except NotATable as error:
            form.add_error("file", str(error))
        except NoNames:
            form.add_error("file", _("No column is called “Agency”. Use the headings of the form."))
        except TooManyRows:
            words = _("A file may have %(most)s rows at most. Split it into several.")
            form.add_error("file", words % {"most": MOST_ROWS})
        else:
            one = acts.keep_file(
                filename=Path(file.name).name, rows=rows, by=request.user, now=timezone.now()
            )
            return redirect("desk:agencies-import-one", one.pk)
    past = AgencyImport.objects.select_related("by").filter(done_at__isnull=False)[:PAST]
    context = {
        "question": _("Which file of agencies shall we bring in?"),
        "form": form,
        "past": past,
        "columns": FIELDS.values(),
    }
    return render(request, "desk/agencies/import.html", context, status=422 if form.errors else 200)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def empty_form(request: HttpRequest) -> HttpResponse:
    """The headings alone, to be filled in."""
    return _table([[str(label) for label in FIELDS.values()]], "agencies-form.csv")


@staff_only("GET", needs=Permission.MANAGE_CASES)
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What would happen, or what happened?"""
    one = AgencyImport.objects.select_related("by").get(pk=import_id)
    is_done = one.done_at is not None
    told = acts.told_of(agency_import=one) if is_done else acts.look_at(rows=one.rows)
    counts = Counter(row.outcome for row in told)
    context = {
        "question": _("What became of it?") if is_done else _("What would happen?"),
        "agency_import": one,
        "counts": [(outcome.label, counts[outcome]) for outcome in RowOutcome if counts[outcome]],
        "lines": [_said(row) for row in _telling(told, is_done=is_done)],
        "usable": any(counts[outcome] for outcome in (RowOutcome.ADDED, RowOutcome.COMPLETED)),
    }
    return render(request, "desk/agencies/import_one.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def begin(request: HttpRequest, import_id: int) -> HttpResponse:
    """Bring it in."""
    one = AgencyImport.objects.get(pk=import_id)
    acts.bring_in_agencies(agency_import=one, by=request.user, now=timezone.now())
    return redirect("desk:agencies-import-one", import_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def leave(request: HttpRequest, import_id: int) -> HttpResponse:
    """Not this file after all."""
    one = AgencyImport.objects.get(pk=import_id)
    acts.leave_agencies(agency_import=one)
    return redirect("desk:agencies-import")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take all of it back."""
    one = AgencyImport.objects.get(pk=import_id)
    try:
        stay = acts.undo_agencies(agency_import=one, by=request.user, now=timezone.now())
    except acts.NotUndoable:
        messages.error(request, _("This was taken back before."))
        return redirect("desk:agencies-import-one", import_id)
    words = _("It is taken back.")
    if stay:
        words = ngettext(
            "It is taken back. %(stay)s agency stays: somebody has worked with it since.",
            "It is taken back. %(stay)s agencies stay: somebody has worked with them since.",
            stay,
        ) % {"stay": stay}
    messages.success(request, words)
    return redirect("desk:agencies-import-one", import_id)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def report(request: HttpRequest, import_id: int) -> HttpResponse:
    """What became of each row, as a table."""
    one = AgencyImport.objects.get(pk=import_id)
    heading = [_("Row"), _("What became of it"), _("Remarks")]
    rows = [
        [line["number"], line["label"], line["remarks"]]
        for line in map(_said, acts.told_of(agency_import=one))
    ]
    return _table([heading, *rows], "report.csv")


@staff_only("GET", needs=Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The agencies of a list, as the form that brings them in."""
    found = with_all(Asked.of(request).rows())
    areas = area_paths(Area.objects.filter(valid_to__isnull=True))
    record(actor=request.user, act="exported", obj=Agency, count=len(found))
    return _table(table_of(found, areas=areas), "agencies.csv")


def _telling(told: list[Told], *, is_done: bool) -> list[Told]:
    """First the rows with remarks; of a file that is over, only those."""
    remarked = [one for one in told if one.remarks]
    return (
        remarked[: SHOWN * 5]
        if is_done
        else (remarked + [one for one in told if not one.remarks])[: len(remarked[:SHOWN]) + SHOWN]
    )


def _said(row: Told) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "label": str(row.outcome.label),
        "remarks": " ".join(_(remark) for remark in row.remarks),
    }


def _table(rows: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
