"""The list of people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.people.models import Group, Organisation
from baraza.base.people.search import PAGE, people_count, people_listed
from baraza.web.desk.access import staff_only
from baraza.web.desk.people.forms import languages
from baraza.web.desk.people.place import Choice, read_after, write_after

COUNTED = 1000


@staff_only("GET", needs=Permission.READ_LETTERS)
def people(request: HttpRequest) -> HttpResponse:
    """Whom do we know?"""
    choice = Choice.of(request)
    context = _rows(request, choice)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "desk/people/rows.html", context)
    context |= {
        "question": _("Whom do we know?"),
        "choice": choice,
        "groups": Group.objects.all(),
        "organisation": Organisation.objects.filter(pk=choice.organisation).first()
        if choice.organisation
        else None,
        "languages": languages(),
    }
    return render(request, "desk/people/people.html", context)


def _rows(request: HttpRequest, choice: Choice) -> dict[str, Any]:
    asked = {
        "words": choice.search,
        "group_id": choice.group,
        "organisation_id": choice.organisation,
        "language": choice.language,
    }
    after = read_after(request.GET.get("after", ""))
    found = people_listed(**asked, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    further = ""
    if len(found) > PAGE:
        cursor = write_after((shown[-1].sort_key, shown[-1].pk))
        query = f"{choice.query}&" if choice.query else ""
        further = f"{reverse('desk:people')}?{query}after={cursor}"
    count = None if after else people_count(**asked, most=COUNTED)
    return {
        "people": shown,
        "further": further,
        "count": count,
        "most": COUNTED,
        "is_first": after is None,
        "choice": choice,
    }
