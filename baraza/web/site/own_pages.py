"""Pages, pictures and files that the office put on its site itself (in the studio)."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model

from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.common.written import addresses, previews
from baraza.web.site.locales import languages
from baraza.web.site.models import ContentPage
from baraza.web.site.pages import office_page, show

# Nothing that somebody uploaded runs here, whatever it is.
HARMLESS = "default-src 'none'; sandbox"
# A picture's name changes with its content.
FOREVER = 31_536_000
FOLDER = "images"


def page_at(*, path: str, language: str) -> ContentPage | None:
    """The published page with this address, in that language if there is one, else in the office's
    first, else in any. An address leads to a page in whichever language it was made."""
    own = languages()
    found = (
        ContentPage.objects.live()
        .filter(url_path__in=[f"/{code}/{path}" for code in own])
        .values_list("translation_key", flat=True)
        .first()
    )
    if found is None:
        return None
    order = [language, *own]
    versions = ContentPage.objects.live().filter(translation_key=found).select_related("locale")
    return min(
        versions,
        key=lambda page: (
            order.index(page.locale.language_code)
            if page.locale.language_code in order
            else len(order)
        ),
    )


@require_safe
@office_page
def own_page(request: HttpRequest, own: Profile, path: str) -> HttpResponse:
    """A page of the office's own."""
    page = page_at(path=path, language=translation.get_language() or settings.LANGUAGE_CODE)
    if page is None:
        raise Http404(path)
    return show_page(request, page, own=own)


def show_page(request: HttpRequest, page: ContentPage, *, own: Profile) -> HttpResponse:
    """A page as its readers see it, whether it is published or not."""
    language = page.locale.language_code
    context = {
        "page": page,
        "page_language": language,
        "page_direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "above": page.get_ancestors().live().filter(depth__gt=2),
        "below": page.get_children().live().specific(),
    }
    return show(request, "site/own_page.html", context, own=own)


def framed(
    request: HttpRequest, language: str, shown: Callable[[Profile], HttpResponse]
) -> HttpResponse:
    """What `shown` gives, as somebody who is not signed in would read it; for the preview, which
    stands in a frame of the studio."""
    request.user = AnonymousUser()
    with translation.override(language):
        response = shown(profile())
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": ["'self'"]}
    return response


def _preview(request: HttpRequest, page: ContentPage) -> HttpResponse:
    return framed(request, page.locale.language_code, lambda own: show_page(request, page, own=own))


def _address(page: ContentPage) -> str:
    # Without the language its path begins with.
    return "/" + page.url_path.strip("/").partition("/")[2] + "/"


previews[ContentPage] = _preview
addresses[ContentPage] = _address


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture in one size. Never the file that was uploaded."""
    try:
        content = storages["pictures"].open(f"{FOLDER}/{name}")
    except (OSError, ValueError) as error:
        raise Http404(name) from error
    media_type, _encoding = mimetypes.guess_type(name)
    response = FileResponse(content, content_type=media_type or "application/octet-stream")
    response["Content-Security-Policy"] = HARMLESS
    patch_cache_control(response, public=True, max_age=FOREVER, immutable=True)
    return response


@require_safe
def document(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A file to download. It is never opened within the site."""
    kept = get_object_or_404(get_document_model(), pk=number)
    if kept.filename != name:
        raise Http404(name)
    try:
        content = kept.file.open("rb")
    except OSError as error:
        raise Http404(name) from error
    response = FileResponse(content, as_attachment=True, filename=PurePath(name).name)
    response["Content-Security-Policy"] = HARMLESS
    patch_cache_control(response, public=True, max_age=60)
    return response
