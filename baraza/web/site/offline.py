"""Contact, hours and help without a network: what a browser keeps after the first visit."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.web.site.pages import office_page, show

FILES = ("site/site.css", "site/site.js", "site/mark.svg", "site/mark-light.svg")
# What is worth keeping; what carries a mark of its reader says so and is never kept.
PAGES = ("/", "/contact/", "/help/", "/help/who/", "/help/answers/")


@require_safe
@office_page
def worker(request: HttpRequest, own: Profile) -> HttpResponse:
    """The service worker: from the root of the site, for it answers for all of it."""
    files = [static(name) for name in FILES]
    context = {"files": json.dumps(files), "pages": json.dumps(PAGES)}
    return render(
        request, "site/offline.js", context, content_type="text/javascript; charset=utf-8"
    )


@require_safe
@office_page
def offline(request: HttpRequest, own: Profile) -> HttpResponse:
    """What is shown where there is no network, of a page that was not kept."""
    return show(request, "site/offline.html", {}, own=own)


@require_safe
@office_page
def manifest(request: HttpRequest, own: Profile) -> HttpResponse:
    """What this site is called where a telephone keeps it on its first screen."""
    return JsonResponse(
        {
            "name": own.name,
            "short_name": own.member_name or own.name,
            "lang": translation.get_language(),
            "start_url": "/",
            "display": "browser",
            "background_color": "#fbfaf6",
            "theme_color": "#0e5a4a",
            "icons": [
                {"src": static("site/icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("site/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )
