"""The picture beside a link to one of our pages, where people share it: title, member, place."""

from __future__ import annotations

from functools import lru_cache

from django.core import signing
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.common.paper import picture
from baraza.web.site.pages import office_page

LONGEST = 160
A_DAY = 86_400
# Pictures of 20 to 40 KB that stay in a process.
MOST_KEPT = 64


def picture_address(*, title: str, language: str) -> str:
    """Signed, so that nobody else's words come out of it under the member's name."""
    said = _signer().sign_object([language, title[:LONGEST]], compress=True)
    return reverse("share_picture", args=[said])


@require_safe
@office_page
def share_picture(request: HttpRequest, own: Profile, said: str) -> HttpResponse:
    """The picture of one page, 1200 by 630."""
    try:
        language, title = _signer().unsign_object(said)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    drawn = _drawn(title, own.member_name or own.name, own.constituency, language)
    response = HttpResponse(drawn, content_type="image/png")
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@lru_cache(maxsize=MOST_KEPT)
def _drawn(title: str, name: str, place: str, language: str) -> bytes:
    data = {"title": title or name, "name": name, "place": place}
    return picture("share", data, language)


def _signer() -> signing.Signer:
    # Without the time: the address of a page's picture stays the same.
    return signing.Signer(salt=f"share:{connection.schema_name}")
