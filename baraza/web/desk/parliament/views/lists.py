"""Bills, votes and committees as lists, and as files to take out."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.engagement.consultations import files, queries
from baraza.engagement.consultations.models import Bill, Committee, Vote
from baraza.web.desk.access import staff_only
from baraza.web.desk.website.bringing import table

PAGE = 50


@staff_only("GET", needs=Permission.DRAFT)
def bills(request: HttpRequest) -> HttpResponse:
    """What is before parliament?"""
    rows = queries.bills(public_only=False)
    withdrawn = Bill.objects.filter(retired_at__isnull=False)
    words = request.GET.get("words", "").strip()
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words))
    return _list(request, _("What is before parliament?"), "bills", rows, withdrawn)


@staff_only("GET", needs=Permission.DRAFT)
def votes(request: HttpRequest) -> HttpResponse:
    """How did the member vote, and why?"""
    rows = queries.votes(public_only=False)
    if request.GET.get("state") == "unexplained":
        rows = rows.exclude(option="").filter(explanation="")
    words = request.GET.get("words", "").strip()
    if words:
        rows = rows.filter(title__icontains=words)
    withdrawn = Vote.objects.filter(retired_at__isnull=False)
    return _list(request, _("How did the member vote, and why?"), "votes", rows, withdrawn)


@staff_only("GET", needs=Permission.DRAFT)
def committees(request: HttpRequest) -> HttpResponse:
    """Where does the member sit?"""
    rows = queries.committees(public_only=False)
    withdrawn = Committee.objects.filter(retired_at__isnull=False)
    return _list(request, _("Where does the member sit?"), "committees", rows, withdrawn)


@staff_only("GET", needs=Permission.EXPORT)
def export_bills(request: HttpRequest) -> HttpResponse:
    """All bills, as the table that brings them in."""
    found = list(queries.bills(public_only=False).prefetch_related("steps"))
    record(actor=request.user, act="exported", obj=Bill, count=len(found))
    return table(files.table_of_bills(found), "bills.csv")


@staff_only("GET", needs=Permission.EXPORT)
def export_votes(request: HttpRequest) -> HttpResponse:
    """All votes, as the table that brings them in."""
    found = list(queries.votes(public_only=False))
    record(actor=request.user, act="exported", obj=Vote, count=len(found))
    return table(files.table_of_votes(found), "votes.csv")


@staff_only("GET", needs=Permission.EXPORT)
def export_committees(request: HttpRequest) -> HttpResponse:
    """All committees, as the table that brings them in."""
    found = list(queries.committees(public_only=False))
    record(actor=request.user, act="exported", obj=Committee, count=len(found))
    return table(files.table_of_committees(found), "committees.csv")


def _list(
    request: HttpRequest, question: str, kind: str, rows: QuerySet[Any], withdrawn: QuerySet[Any]
) -> HttpResponse:
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "question": question,
        "page": page,
        "withdrawn": withdrawn[:PAGE],
        "kind": kind,
        "words": request.GET.get("words", "").strip(),
        "state": request.GET.get("state", ""),
    }
    return render(request, f"desk/parliament/{kind}.html", context)
