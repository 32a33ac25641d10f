"""A file of facts on the screen: chosen, looked at, brought in, told, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from baraza.base.accounts.rules import Permission
from baraza.base.people.exchange.headed import NoSuchColumn, Row, TooManyRows
from baraza.base.people.exchange.tables import NotATable
from baraza.common.bringing import BroughtFile, NotUndoable, Plan, RowOutcome, Told
from baraza.common.spreadsheets import csv_lines
from baraza.common.uploads import TEXT, XLSX, UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.web.desk.access import staff_only

MOST_BYTES = 20_000_000
SHOWN = 20
PAST = 10

Words = str | Promise


class FileForm(forms.Form):
    """A table, or JSON where it is read."""

    file = forms.FileField(label=gettext_lazy("The file"))

    def __init__(self, *args: Any, accept: str, help_text: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accept
        self.fields["file"].help_text = help_text

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            check_upload(
                content=file,
                name=file.name,
                allowed=frozenset({TEXT, XLSX}),
                most_bytes=MOST_BYTES,
                scanner=settings.CLAMD,
            )
        except (UploadRefused, Infected, ScannerSilent) as refused:
            raise forms.ValidationError(str(refused)) from refused
        file.seek(0)
        return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One kind of file and all that is asked about it. `forms`: the headings by the name of the
    empty form; `refusals`: what a reader raises, and what is then said."""

    name: str
    model: type[BroughtFile]
    question: Words
    about: Words
    accept: str
    help_text: Words
    forms: dict[str, tuple[Words, Sequence[Words]]]
    # Given the file and what else was entered.
    read: Callable[[Path, Mapping[str, Any]], list[Row]]
    decide: Callable[..., Plan]
    bring_in: Callable[..., list[Told]]
    take_back: Callable[..., int]
    missing: Words
    most: int
    back: str
    form: type[FileForm] = FileForm
    refusals: tuple[tuple[type[Exception], Words], ...] = ()

    def address(self, step: str, *args: int | str) -> str:
        """Of one of its pages."""
        return reverse(f"desk:{self.name}-{step}", args=args)

    def choose(self, request: HttpRequest) -> HttpResponse:
        """Which file?"""
        form = self.form(
            request.POST or None,
            request.FILES or None,
            accept=self.accept,
            help_text=self.help_text,
        )
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                rows = self._rows(file, form.cleaned_data)
            except _Refused as refused:
                form.add_error("file", str(refused))
            else:
                one = self.model.keep(
                    filename=Path(file.name).name, rows=rows, by=request.user, now=timezone.now()
                )
                return redirect(self.address("import-one", one.pk))
        past = self.model.objects.select_related("by").filter(done_at__isnull=False)[:PAST]
        context = {
            "question": self.question,
            "about": self.about,
            "form": form,
            "past": [(one, self.address("import-one", one.pk)) for one in past],
            "empty_forms": [
                (label, self.address("import-form", name), columns)
                for name, (label, columns) in self.forms.items()
            ],
            "back": reverse(self.back),
        }
        status = 422 if form.errors else 200
        return render(request, "desk/website/import.html", context, status=status)

    def one(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """What would happen, or what happened?"""
        file = self.model.objects.select_related("by").get(pk=import_id)
        is_done = file.done_at is not None
        told = file.told() if is_done else self.decide(file.rows, now=timezone.now()).told
        counts = Counter(row.outcome for row in told)
        context = {
            "question": _("What became of it?") if is_done else _("What would happen?"),
            "file": file,
            "counts": [(each.label, counts[each]) for each in RowOutcome if counts[each]],
            "lines": [_said(row) for row in _telling(told, is_done=is_done)],
            "usable": any(counts[each] for each in (RowOutcome.ADDED, RowOutcome.COMPLETED)),
            "another": self.address("import"),
            "back": reverse(self.back),
            "begin": self.address("import-begin", file.pk),
            "leave": self.address("import-leave", file.pk),
            "undo": self.address("import-undo", file.pk),
            "report": self.address("import-report", file.pk),
        }
        return render(request, "desk/website/import_one.html", context)

    def begin(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Bring it in."""
        self.bring_in(file_id=self._known(import_id), by=request.user, now=timezone.now())
        return redirect(self.address("import-one", import_id))

    def leave(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Not this file after all: nothing of it is kept."""
        self.model.objects.filter(pk=self._known(import_id), done_at__isnull=True).delete()
        return redirect(self.address("import"))

    def undo(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Take all of it back."""
        now: datetime = timezone.now()
        try:
            stay = self.take_back(file_id=self._known(import_id), by=request.user, now=now)
        except NotUndoable:
            messages.error(request, _("This was taken back before."))
            return redirect(self.address("import-one", import_id))
        words = _("It is taken back.")
        if stay:
            words = ngettext(
                "It is taken back. %(stay)s entry stays: somebody has changed it since.",
                "It is taken back. %(stay)s entries stay: somebody has changed them since.",
                stay,
            ) % {"stay": stay}
        messages.success(request, words)
        return redirect(self.address("import-one", import_id))

    def report(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """What became of each row, as a table."""
        file = self.model.objects.get(pk=import_id)
        heading = [_("Row"), _("What became of it"), _("Remarks")]
        rows = (
            [line["number"], line["label"], line["remarks"]] for line in map(_said, file.told())
        )
        return table([heading, *rows], "report.csv")

    def empty_form(self, request: HttpRequest, form: str) -> HttpResponse:
        """The headings alone, to be filled in."""
        if form not in self.forms:
            raise Http404
        _label, columns = self.forms[form]
        return table([[str(column) for column in columns]], f"{self.name}-form.csv")

    def _known(self, import_id: int) -> int:
        return self.model.objects.values_list("pk", flat=True).get(pk=import_id)

    def _rows(self, file: UploadedFile, entered: Mapping[str, Any]) -> list[Row]:
        with NamedTemporaryFile() as kept:
            for chunk in file.chunks():
                kept.write(chunk)
            kept.flush()
            try:
                return self.read(Path(kept.name), entered)
            except NotATable as error:
                raise _Refused(str(error)) from error
            except NoSuchColumn as error:
                raise _Refused(str(self.missing)) from error
            except TooManyRows as error:
                words = _("A file may have %(most)s rows at most. Split it into several.")
                raise _Refused(words % {"most": self.most}) from error
            except tuple(kind for kind, _words in self.refusals) as error:
                said = next(words for kind, words in self.refusals if isinstance(error, kind))
                raise _Refused(str(said)) from error


def paths_of(way: Way, prefix: str) -> list[URLPattern]:
    """The addresses of a kind of file: `<name>-import` and its further steps."""
    reads = staff_only("GET", needs=Permission.PUBLISH)
    acts = staff_only("POST", needs=Permission.PUBLISH)
    choose = staff_only("GET", "POST", needs=Permission.PUBLISH)(way.choose)
    pages = [
        ("", choose, "import"),
        ("form/<slug:form>/", reads(way.empty_form), "import-form"),
        ("<int:import_id>/", reads(way.one), "import-one"),
        ("<int:import_id>/begin/", acts(way.begin), "import-begin"),
        ("<int:import_id>/leave/", acts(way.leave), "import-leave"),
        ("<int:import_id>/undo/", acts(way.undo), "import-undo"),
        ("<int:import_id>/report/", reads(way.report), "import-report"),
    ]
    return [path(f"{prefix}{end}", view, name=f"{way.name}-{step}") for end, view, step in pages]


class _Refused(ValueError):
    """A file that cannot be read, with the reason in the reader's language."""


def table(rows: Iterable[Iterable[object]], name: str) -> StreamingHttpResponse:
    """A file of CSV to keep."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _telling(told: list[Told], *, is_done: bool) -> list[Told]:
    """First the rows with remarks; of a file that is over, only those."""
    remarked = [one for one in told if one.remarks]
    if is_done:
        return remarked[: SHOWN * 5]
    return remarked[: SHOWN * 2] + [one for one in told if not one.remarks][:SHOWN]


def _said(row: Told) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "label": str(row.outcome.label),
        "remarks": " ".join(_(remark) for remark in row.remarks),
    }
