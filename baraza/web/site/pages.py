"""What every public page has in common: a language, no cookies, nobody in particular to see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_info, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from baraza.base.office.models import Profile
from baraza.base.office.queries import profile, zone
from baraza.flows.site_preview import PARAMETER
from baraza.web.site.aimed import for_reader, reader, reader_of
from baraza.web.site.navigation import Navigation, navigation
from baraza.web.site.opening import is_open, key_of, shows_all
from baraza.web.site.parts import Block
from baraza.web.site.reach.parts import hours_today
from baraza.web.site.tops import TOPS, filled

# A browser or a proxy keeps a page so long, and we keep it as long (`config.ready_pages`): what is
# published shows everywhere within five seconds.
FRESH_SECONDS = 2
LANGUAGES = dict(settings.LANGUAGES)
HOURS_TODAY = Block("site/reach/today.html", hours_today)


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
        known = {"fallback": own.default_language, "own": own}
        # Days and hours are read as the office's clocks show them.
        with timezone.override(zone(office=own)):
            if not (shows_all(request, own) or is_open(request.path)):
                response = _respond(request, _being_set_up, **known)
            else:
                response = _respond(request, view, **known, **parts)
        if own.site_published_at is None:
            response["X-Robots-Tag"] = "noindex"
            if key_of(request):
                _for_one_reader(response)
        return response

    return respond


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    *,
    own: Profile | None = None,
    status: int = 200,
) -> HttpResponse:
    """A public page in the frame of the site: navigation, languages, what stands on top."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    links = _language_links(request)
    shown = navigation(path=request.path) if own else Navigation()
    if own and not shows_all(request, own):
        shown = Navigation([link for link in shown.links if is_open(link.address)])
    # Messages belong to staff and live in their session, which a public page must not open.
    shared = {
        "profile": own,
        "messages": (),
        "language_links": links,
        "canonical": next((link["full"] for link in links if link["is_current"]), ""),
        "any_language": request.build_absolute_uri(request.path),
        "language": language,
        "chosen": _chosen(request),
        "yours": reader().names,
        "navigation": shown,
        "is_whole": own is None or shows_all(request, own),
        "tops": filled(TOPS, own, language) if own else [],
    }
    return render(request, template, shared | context, status=status)


def language_wanted(request: HttpRequest, *, fallback: str) -> str:
    """The language asked for in the address, else the reader's browser's first we speak, else
    `fallback`, else English."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    preferred = browser_language(request.headers.get("Accept-Language", ""))
    return preferred or (fallback if fallback in LANGUAGES else settings.LANGUAGE_CODE)


def browser_language(header: str) -> str | None:
    """The first language that an Accept-Language header asks for and we speak."""
    for code, _weight in parse_accept_lang_header(header):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return None


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
    with translation.override(language), for_reader(reader_of(request)):
        response = view(request, **known)
    response["Content-Language"] = language
    if "Cache-Control" not in response:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _being_set_up(request: HttpRequest, own: Profile) -> HttpResponse:
    """In place of what is not published yet: what works already, and how to reach the office."""
    status = 200 if request.path == "/" else 404
    language = translation.get_language() or own.default_language
    context = {"first": filled([HOURS_TODAY], own, language)}
    return show(request, "site/being_set_up.html", context, own=own, status=status)


def _for_one_reader(response: HttpResponse) -> None:
    """Shown before it is published: kept nowhere, and at home in a frame of the desk."""
    response["Cache-Control"] = "no-store"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": ["'self'"]}


def _chosen(request: HttpRequest) -> str:
    """What the address says of the reader (language, place, interests), for the links of the page:
    so the choice stays without a cookie."""
    kept: dict[str, object] = {}
    if request.GET.get("lang") in LANGUAGES:
        kept["lang"] = request.GET["lang"]
    known = reader()
    if known.place is not None:
        kept["place"] = known.place
    if known.interests:
        kept["interest"] = sorted(known.interests)
    if key := key_of(request):
        kept[PARAMETER] = key
    return f"?{urlencode(kept, doseq=True)}" if kept else ""


def _language_links(request: HttpRequest) -> list[dict[str, object]]:
    """One link per language to this same page: the address carries the choice, no cookie has to."""
    current = translation.get_language()
    links = []
    for code in LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        bare = f"{request.path}?{urlencode({'lang': code})}"
        links.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "address": f"{request.path}?{query.urlencode()}",
                # As others may quote it: nothing of what this reader asked for.
                "full": request.build_absolute_uri(bare),
                "is_current": code == current,
            }
        )
    return links
