"""What every public page has in common: a language, no cookies, nobody in particular to see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_info, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from baraza.base.office.models import Profile
from baraza.base.office.queries import profile

FRESH_SECONDS = 60
LANGUAGES = dict(settings.LANGUAGES)


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the machine itself: in the reader's language, the same for everybody."""

    @wraps(view)
    def respond(request: HttpRequest) -> HttpResponse:
        return _respond(request, view, fallback=settings.LANGUAGE_CODE)

    return respond


def office_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one office; the view is given its profile as `own`, and the parts of its path."""

    @wraps(view)
    def respond(request: HttpRequest, **parts: str) -> HttpResponse:
        own = profile()
        return _respond(request, view, fallback=own.default_language, own=own, **parts)

    return respond


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    *,
    own: Profile | None = None,
    status: int = 200,
) -> HttpResponse:
    """A public page with its switch of languages."""
    # Messages belong to staff and live in their session, which a public page must not open.
    shared = {
        "profile": own,
        "messages": (),
        "language_links": _language_links(request),
        "language": translation.get_language(),
        "chosen": f"?lang={translation.get_language()}" if request.GET.get("lang") else "",
    }
    return render(request, template, shared | context, status=status)


def language_wanted(request: HttpRequest, *, fallback: str) -> str:
    """The language asked for in the address, else the reader's browser's first we speak, else
    `fallback`, else English."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return fallback if fallback in LANGUAGES else settings.LANGUAGE_CODE


def _respond(
    request: HttpRequest,
    view: Callable[..., HttpResponse],
    *,
    fallback: str,
    **known: Profile | str,
) -> HttpResponse:
    # Whoever is signed in at the desk is a stranger here: their session is not even opened, so
    # that the page can be kept by proxies and nothing on it depends on who they are.
    request.user = AnonymousUser()
    language = language_wanted(request, fallback=fallback)
    with translation.override(language):
        response = view(request, **known)
    response["Content-Language"] = language
    if "Cache-Control" not in response:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _language_links(request: HttpRequest) -> list[dict[str, object]]:
    """One link per language to this same page: the address carries the choice, no cookie has to."""
    current = translation.get_language()
    links = []
    for code in LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        links.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "address": f"{request.path}?{query.urlencode()}",
                "is_current": code == current,
            }
        )
    return links
