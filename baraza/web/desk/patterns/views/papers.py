"""Papers made from a pattern: drafted in one step, changed, printed, put, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.common import paper as print_paper
from baraza.engagement.casework.actions import papers as acts
from baraza.engagement.casework.models import PaperKind, PatternPaper
from baraza.engagement.casework.queries.patterns import pattern_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.entry.papers import head_of
from baraza.web.desk.patterns.forms import PaperForm, PutForm, office_languages


@staff_only("POST", needs=Permission.MANAGE_CASES)
def draft(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """Ready words, from the figures as they are now."""
    pattern = pattern_for(pattern_id=pattern_id)
    kind, language = request.POST.get("kind", ""), request.POST.get("language", "")
    known = dict(office_languages())
    if kind not in PaperKind.values:
        return redirect("desk:pattern", pattern_id)
    made = acts.draft_paper(
        pattern=pattern,
        kind=PaperKind(kind),
        language=language if language in known else next(iter(known)),
        by=request.user,
        now=timezone.now(),
    )
    return redirect("desk:paper", made.pk)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Is that what we want to say?"""
    found = _paper(paper_id)
    form = PaperForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        acts.change_paper(
            paper=_paper(paper_id), by=request.user, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Kept."))
        return redirect("desk:paper", paper_id)
    return _page(request, found, form, PutForm(instance=found), 422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def put(request: HttpRequest, paper_id: int) -> HttpResponse:
    """It was put, sent or tabled; this came of it."""
    found = _paper(paper_id)
    form = PutForm(request.POST, instance=found)
    if not form.is_valid():
        return _page(request, found, PaperForm(instance=_paper(paper_id)), form, 422)
    acts.put_paper(paper=_paper(paper_id), by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Kept."))
    return redirect("desk:pattern", found.pattern_id)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def pdf(request: HttpRequest, paper_id: int) -> HttpResponse:
    """On the office's letterhead."""
    found = _paper(paper_id)
    agency = found.pattern.organisation
    is_letter = found.kind == PaperKind.LETTER and agency is not None
    to = [agency.name, *agency.address.splitlines()] if is_letter else []
    data: print_paper.Letters = {
        "head": head_of(profile()),
        "letters": [
            {
                "to": to,
                "text": found.text,
                "subject": found.title,
                "dated": print_paper.long_date(
                    found.put_date or timezone.localdate(), found.language
                ),
            }
        ],
    }
    printed = print_paper.render("letter", data, found.language)
    name = slugify(found.title)[:60] or f"paper-{found.pk}"
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(printed, content_type="application/pdf", headers=headers)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def remove(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Nobody needs this draft; what was put stays. Its words can be brought back from here."""
    found = _paper(paper_id)
    if found.put_date is not None:
        return redirect("desk:paper", paper_id)
    acts.remove_paper(paper=found, by=request.user, now=timezone.now())
    context = {"question": _("The draft is taken away"), "paper": found}
    return render(request, "desk/patterns/removed.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def bring_back(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """It was needed: drafted again, with the words it had."""
    pattern = pattern_for(pattern_id=pattern_id)
    said = request.POST
    if said.get("kind") not in PaperKind.values:
        return redirect("desk:pattern", pattern_id)
    language = said.get("language", "")
    known = dict(office_languages())
    form = PaperForm(said)
    made = acts.draft_paper(
        pattern=pattern,
        kind=PaperKind(said["kind"]),
        language=language if language in known else next(iter(known)),
        by=request.user,
        now=timezone.now(),
    )
    if form.is_valid():
        acts.change_paper(paper=made, by=request.user, now=timezone.now(), **form.cleaned_data)
    return redirect("desk:paper", made.pk)


def _paper(paper_id: int) -> PatternPaper:
    return PatternPaper.objects.select_related("pattern__organisation", "written_by").get(
        pk=paper_id
    )


def _page(
    request: HttpRequest, found: PatternPaper, form: PaperForm, put_form: PutForm, status: int
) -> HttpResponse:
    context = {
        "question": found.get_kind_display(),
        "paper": found,
        "form": form,
        "put_form": put_form,
    }
    return render(request, "desk/patterns/paper.html", context, status=status)
