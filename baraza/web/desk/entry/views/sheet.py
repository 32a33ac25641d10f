"""A sheet that came back: its lines are entered one by one, in one sitting."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from baraza.base.accounts.rules import Permission
from baraza.dialogue.conversations import queries as threads
from baraza.dialogue.conversations.actions import entering
from baraza.dialogue.logbook.actions import sheets as acts
from baraza.dialogue.logbook.models import Sheet, SheetKind
from baraza.dialogue.logbook.queries import Line, lines_of, topics_of
from baraza.web.desk.access import staff_only
from baraza.web.desk.entry.forms import LineForm, typed_of
from baraza.web.desk.entry.papers import news_words
from baraza.web.desk.inbox.views.pages import Toast, toast_alone


@staff_only("GET", needs=Permission.FILE_LETTERS)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What stands on this sheet? A form that came back is entered as one."""
    found = _sheet(code)
    lines = lines_of(sheet=found, user=request.user)
    if found.kind == SheetKind.FORM and not lines[0].entered:
        return redirect(f"{reverse('desk:entry')}?sheet={found.code}")
    context = _context(found, lines) | {
        "question": _("What stands on this sheet?")
        if found.kind == SheetKind.LOGBOOK
        else _("What stands on this form?"),
        "lines": lines,
        "typed": {},
    }
    return render(request, "desk/entry/sheet.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def line(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Keeps one line; sent twice, it is one entry."""
    found = _sheet(code)
    if not 1 <= number <= found.line_count:
        raise Http404
    form = LineForm(request.POST, user=request.user)
    problem = ""
    if form.is_valid():
        try:
            acts.enter_line(
                sheet=found,
                number=number,
                entry=form.entry(),
                may_write=form.cleaned_data["news"],
                written_date=form.cleaned_data["day"],
                by=request.user,
                now=timezone.now(),
            )
        except acts.LineEntered:
            pass  # as if this had been the first time: what is kept is shown
        except entering.NothingSaid:
            problem = _("What did they say? A few words are enough.")
        except entering.NotFiledYet:
            problem = _("It is kept, and appears in the inbox within a minute.")
    else:
        problem = " ".join(error for errors in form.errors.values() for error in errors)
    if not request.htmx:
        return redirect("desk:sheet", found.code)
    typed = {name: request.POST.get(name, "") for name in LineForm.base_fields}
    return _line(request, found, number, problem=problem, typed=typed)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def undo_line(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The line is open again, with its words in it."""
    found = _sheet(code)
    entered = found.lines.select_related("message").get(number=number, message__isnull=False)
    threads.message_for(user=request.user, message_id=entered.message_id)
    try:
        entry = acts.take_line_back(line=entered, by=request.user)
    except entering.CannotTakeBack:
        words = _("A colleague has gone on with it. Open it in the inbox instead.")
        return toast_alone(request, Toast(words=words))
    if not request.htmx:
        return redirect("desk:sheet", found.code)
    typed = typed_of(entry)
    typed |= {
        "needs": "on" if entry.needs_answer else "",
        "reach": entry.email or entry.phone,
        "time": typed["happened_at"][11:],
        "person": str(entry.person.pk) if entry.person else "",
    }
    return _line(request, found, number, typed=typed)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def finish(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that stands on it has been entered."""
    acts.finish(sheet=_sheet(code), by=request.user, now=timezone.now())
    return _again(request, code)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def open_again(request: HttpRequest, code: str) -> HttpResponse:
    """There is more on it."""
    acts.open_again(sheet=_sheet(code), by=request.user)
    return _again(request, code)


def _again(request: HttpRequest, code: str) -> HttpResponse:
    if request.htmx:
        return HttpResponseClientRefresh()
    return redirect(reverse("desk:sheet", args=[code]))


def _sheet(code: str) -> Sheet:
    return Sheet.objects.select_related("person", "printed_by", "finished_by").get(code=code)


def _context(found: Sheet, lines: list[Line]) -> dict[str, Any]:
    return {
        "sheet": found,
        "topics": topics_of(found),
        # What does not stand on the paper cannot be read there.
        "asks_news": bool(news_words(found.language)),
        "entered": sum(1 for one in lines if one.entered),
        "today": timezone.localdate().isoformat(),
        "day": (found.written_date or timezone.localdate()).isoformat(),
    }


def _line(
    request: HttpRequest,
    found: Sheet,
    number: int,
    *,
    typed: dict[str, str],
    problem: str = "",
) -> HttpResponse:
    lines = lines_of(sheet=found, user=request.user)
    context = _context(found, lines) | {
        "line": lines[number - 1],
        "typed": typed,
        "problem": problem,
        "is_part": True,
    }
    return render(request, "desk/entry/line.html", context, status=422 if problem else 200)
