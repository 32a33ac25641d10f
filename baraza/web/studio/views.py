"""What Wagtail answers on every page anew, answered so that a browser keeps it; and the ways out
of the studio."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.admin.icons import get_icons
from wagtail.admin.views.i18n import js_catalog
from wagtail.models import Page

from baraza.web.studio.publications import first_locale

WEEK = 604_800


@require_safe
def sprite(request: HttpRequest) -> HttpResponse:
    """All icons. Wagtail's address of them has their digest in it."""
    response = HttpResponse(get_icons(), content_type="image/svg+xml; charset=utf-8")
    patch_cache_control(response, private=True, max_age=WEEK)
    return response


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The words of Wagtail's scripts, in the language that one reads the desk in."""
    response = js_catalog(request)
    patch_cache_control(response, private=True, max_age=3600)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the studio is the desk's."""
    return redirect("desk:website")


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The pages in the office's first language. What lies above them is no page of anybody's."""
    return redirect("wagtailadmin_explore", Page.objects.get(depth=2, locale=first_locale()).pk)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One has one account, on the desk."""
    return redirect("desk:me")
