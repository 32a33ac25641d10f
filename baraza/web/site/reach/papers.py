"""What is taken along on paper, for everybody to print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.engagement.casework.models import CaseKind
from baraza.engagement.casework.queries.public_agencies import public_programmes
from baraza.flows import leaflets
from baraza.web.site.pages import office_page


@require_safe
@office_page
def flyer(request: HttpRequest, own: Profile) -> HttpResponse:
    """The office on one page; `?large=1` in large print."""
    content = leaflets.flyer(
        site=request.build_absolute_uri("/"),
        language=_language(),
        now=timezone.now(),
        large_print=_is_large(request),
    )
    return _pdf(content, "flyer")


@require_safe
@office_page
def kind_handout(request: HttpRequest, own: Profile, number: int) -> HttpResponse:
    """What to have at hand for one kind of matter."""
    kind = CaseKind.objects.in_use().filter(is_public=True, pk=number).first()
    if kind is None:
        raise Http404
    content = leaflets.kind_handout(
        kind=kind,
        address=request.build_absolute_uri(reverse("help_ask")),
        language=_language(),
        now=timezone.now(),
        large_print=_is_large(request),
    )
    return _pdf(content, "handout")


@require_safe
@office_page
def programme_handout(request: HttpRequest, own: Profile, number: int) -> HttpResponse:
    """Who can get a support, and what to bring."""
    offered = public_programmes(language=_language(), day=timezone.localdate())
    found = next((one for one in offered if one.id == number), None)
    if found is None:
        raise Http404
    content = leaflets.programme_handout(
        programme=found,
        address=request.build_absolute_uri(reverse("help_programme", args=[number])),
        language=_language(),
        now=timezone.now(),
        large_print=_is_large(request),
    )
    return _pdf(content, "handout")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}-{_language()}.pdf"'
    return answer


def _language() -> str:
    return translation.get_language() or "en"


def _is_large(request: HttpRequest) -> bool:
    return request.GET.get("large") == "1"
