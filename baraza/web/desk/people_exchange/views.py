"""One call to the domain each, then a page or the part of it that changed."""

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
from baraza.base.audit.actions import record
from baraza.base.people.actions import importing
from baraza.base.people.exchange import writing
from baraza.base.people.exchange.deciding import decide, understood_rows
from baraza.base.people.exchange.mapping import guess_mapping
from baraza.base.people.exchange.tables import NotATable, is_vcard, open_table
from baraza.base.people.models import ImportState, Outcome, PeopleImport, Person
from baraza.base.people.search import people_listed
from baraza.common.spreadsheets import csv_lines
from baraza.web.desk.access import staff_only
from baraza.web.desk.people.place import Choice
from baraza.web.desk.people_exchange.forms import FileForm, MappingForm
from baraza.web.desk.today.guide import first_steps

LOOKED_AT = 2_000
SHOWN = 8
PAST = 20
MOST_EXPORTED = 200_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcf": "text/vcard; charset=utf-8",
}


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def choose_file(request: HttpRequest) -> HttpResponse:
    """Which address book shall we bring in?"""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        stored_as = default_storage.save(f"imports/{uuid4().hex}", file)
        path = Path(default_storage.path(stored_as))
        try:
            mapping = {} if is_vcard(path) else _guess(path)
        except NotATable as error:
            default_storage.delete(stored_as)
            form.add_error("file", str(error))
        else:
            people_import = PeopleImport.objects.create(
                filename=Path(file.name).name[:200],
                stored_as=stored_as,
                mapping=mapping,
                by=request.user,
                started_at=timezone.now(),
            )
            return redirect("desk:people-import-one", people_import.pk)
    past = PeopleImport.objects.select_related("by").exclude(state=ImportState.PREVIEW)[:PAST]
    context = {"question": _("Which address book shall we bring in?"), "form": form, "past": past}
    return render(request, "desk/people_exchange/file.html", context, status=_status(form))


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What would happen, what is happening, or what happened."""
    people_import = PeopleImport.objects.get(pk=import_id)
    if people_import.state != ImportState.PREVIEW:
        template = "progress_part" if request.htmx else "progress"
        return render(
            request, f"desk/people_exchange/{template}.html", _progress(request, people_import)
        )
    path = Path(default_storage.path(people_import.stored_as))
    columns: list[str] = []
    if not is_vcard(path):
        with open_table(path) as sheet:
            columns = sheet.columns
    form = MappingForm(columns, people_import.mapping, request.POST or None) if columns else None
    if form is not None and request.method == "POST" and form.is_valid():
        people_import.mapping = form.mapping
        people_import.save(update_fields=["mapping"])
        return redirect("desk:people-import-one", people_import.pk)
    context = _preview(people_import, path) | {
        "question": _("What would happen?"),
        "people_import": people_import,
        "form": form,
    }
    return render(
        request,
        "desk/people_exchange/preview.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def begin(request: HttpRequest, import_id: int) -> HttpResponse:
    """Bring it in; a worker does it while other work goes on."""
    people_import = PeopleImport.objects.get(pk=import_id, state=ImportState.PREVIEW)
    importing.start_import(people_import=people_import, by=request.user, now=timezone.now())
    return redirect("desk:people-import-one", import_id)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Not this file after all, or not the rest of it."""
    people_import = PeopleImport.objects.get(pk=import_id)
    importing.cancel_import(people_import=people_import, by=request.user, now=timezone.now())
    return redirect("desk:people-import-one", import_id)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take all of it back."""
    people_import = PeopleImport.objects.get(pk=import_id)
    try:
        stayed = importing.undo_import(
            people_import=people_import, by=request.user, now=timezone.now()
        )
    except importing.NotUndoable:
        messages.error(request, _("This is still under way. Stop it first."))
    else:
        if stayed:
            words = ngettext(
                "It is taken back. %(stayed)s person stays: the office has dealt with them since.",
                "It is taken back. %(stayed)s people stay: the office has dealt with them since.",
                stayed,
            )
            messages.success(request, words % {"stayed": stayed})
        else:
            messages.success(request, _("It is taken back."))
    return redirect("desk:people-import-one", import_id)


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def report(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """What became of each row, as a table."""
    people_import = PeopleImport.objects.get(pk=import_id)
    rows = people_import.imported_rows.iterator(chunk_size=2_000)
    heading = [_("Row"), _("What became of it"), _("Remarks")]
    table = csv_lines(
        [heading, *([row.number, row.get_outcome_display(), _notes(row.notes)] for row in rows)]
    )
    return _download(table, "csv", "report.csv")


@staff_only("GET", needs=Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The people of a list as a file for another program."""
    choice = Choice.of(request)
    people = people_listed(
        words=choice.search,
        group_id=choice.group,
        organisation_id=choice.organisation,
        language=choice.language,
        limit=MOST_EXPORTED,
        with_groups=True,
    )
    kind = request.GET.get("format", "csv")
    kind = kind if kind in TYPES else "csv"
    record(actor=request.user, act="exported", obj=Person, count=len(people))
    made = {"csv": writing.as_csv, "xlsx": writing.as_xlsx, "vcf": writing.as_vcards}[kind](people)
    return _download(made, kind, f"people.{kind}")


def _guess(path: Path) -> dict[str, str]:
    with open_table(path) as sheet:
        return {str(column): field for column, field in guess_mapping(sheet.columns).items()}


def _preview(people_import: PeopleImport, path: Path) -> dict[str, Any]:
    mapping = {int(column): field for column, field in people_import.mapping.items()}
    rows = list(islice(understood_rows(path, mapping=mapping), LOOKED_AT + 1))
    decisions = decide(rows[:LOOKED_AT])
    counts = Counter(one.outcome for one in decisions)
    return {
        "counts": [(outcome.label, counts[outcome]) for outcome in Outcome if counts[outcome]],
        "lines": [
            {"row": one.row, "label": one.outcome.label, "notes": _notes("; ".join(one.row.notes))}
            for one in _telling(decisions)
        ],
        "looked_at": LOOKED_AT if len(rows) > LOOKED_AT else 0,
        "usable": any(one.outcome != Outcome.UNUSABLE for one in decisions),
    }


def _telling(decisions: list) -> list:
    """The first rows with something to say, then the first ones."""
    remarked = [one for one in decisions if one.row.notes][:SHOWN]
    return (remarked + [one for one in decisions if not one.row.notes])[: 2 * SHOWN]


def _progress(request: HttpRequest, people_import: PeopleImport) -> dict[str, Any]:
    outcomes = Counter(people_import.imported_rows.values_list("outcome", flat=True))
    remarks = people_import.imported_rows.exclude(notes="")[:50]
    running = people_import.state in (ImportState.WAITING, ImportState.RUNNING)
    return {
        "question": _("What became of it?"),
        "people_import": people_import,
        "running": running,
        "guide": None if running else first_steps(user=request.user),
        "undoable": people_import.state
        in (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED),
        "counts": [(outcome.label, outcomes[outcome]) for outcome in Outcome if outcomes[outcome]],
        "remarks": [(row.number, _notes(row.notes)) for row in remarks],
    }


def _notes(notes: str) -> str:
    return "; ".join(_(note) for note in notes.split("; ") if note)


def _download(made: Any, kind: str, name: str) -> StreamingHttpResponse:
    content = [made] if isinstance(made, bytes) else made
    response = StreamingHttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _status(form: FileForm) -> int:
    return 422 if form.is_bound and form.errors else 200
