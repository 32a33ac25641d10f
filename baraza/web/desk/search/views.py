"""The search of everything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.web.desk.access import staff_only
from baraza.web.desk.search.finders import find_everything

LONGEST_SEARCH = 200


@staff_only("GET", needs=Permission.READ_LETTERS)
def search(request: HttpRequest) -> HttpResponse:
    """What are you looking for?"""
    words = request.GET.get("search", "").replace("\0", " ").strip()[:LONGEST_SEARCH]
    context = {
        "question": _("What are you looking for?"),
        "words": words,
        "groups": find_everything(user=request.user, words=words),
    }
    is_part = request.htmx and not request.htmx.history_restore_request
    return render(request, f"desk/search/{'found' if is_part else 'search'}.html", context)
