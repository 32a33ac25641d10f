"""The list of all keys, asked for when somebody opens it: every page is lighter without it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baraza.web.desk.access import staff_only


@staff_only("GET")
def keys(request: HttpRequest) -> HttpResponse:
    """Which keys help?"""
    return render(request, "desk/keys.html")
