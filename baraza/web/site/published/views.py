"""News, statements and press releases, as lists and one by one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from baraza.base.agenda.models import Position, Topic
from baraza.base.office.models import Profile
from baraza.common.written import Written, addresses, best_versions, previews
from baraza.engagement.outreach.models import Publication, PublicationKind
from baraza.engagement.press.models import Release
from baraza.web.site.locales import languages
from baraza.web.site.own_pages import framed
from baraza.web.site.pages import office_page, show
from baraza.web.site.published.shelves import NEWS, POSITIONS, RELEASES, STATEMENTS, Shelf

PAGE = 20


@require_safe
@office_page
def texts(request: HttpRequest, own: Profile, shelf: Shelf) -> HttpResponse:
    """The newest first; those of a year, or on a topic."""
    language = translation.get_language() or own.default_language
    # A list shows no bodies, and reading them is most of the work.
    rows = shelf.in_language(language).defer("body")
    years = [day.year for day in rows.dates("public_since", "year", order="DESC")]
    rows_of = Topic.objects.filter(pk__in=shelf.public().values("topic"))
    topics = sorted(rows_of, key=lambda one: one.said("name"))
    asked_year, asked_topic = request.GET.get("year", ""), request.GET.get("topic", "")
    year = int(asked_year) if asked_year.isdecimal() and int(asked_year) in years else None
    topic = next((one for one in topics if str(one.pk) == asked_topic), None)
    if year:
        rows = rows.filter(public_since__year=year)
    if topic:
        rows = rows.filter(topic=topic)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "shelf": shelf,
        "page": page,
        "texts": [(one, shelf.address(one)) for one in page],
        "years": years,
        "year": year,
        "topics": topics,
        "topic": topic,
    }
    return show(request, "site/published/list.html", context, own=own)


@require_safe
@office_page
def text(request: HttpRequest, own: Profile, shelf: Shelf, slug: str) -> HttpResponse:
    """One of them, in the reader's language where it was written in it. Its address leads to it
    in whichever language it was made."""
    public = shelf.public()
    key = public.filter(slug=slug).values_list("translation_key", flat=True).first()
    if key is None:
        raise Http404(slug)
    language = translation.get_language() or own.default_language
    versions = best_versions(public.filter(translation_key=key), languages=[language, *languages()])
    return show_text(request, versions.select_related("locale", "topic").get(), own, shelf)


def show_text(request: HttpRequest, one: Written, own: Profile, shelf: Shelf) -> HttpResponse:
    """A text as its readers see it, whether it is published or not."""
    language = one.locale.language_code
    context = {
        "shelf": shelf,
        "text": one,
        "text_language": language,
        "text_direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "partners": list(one.partners.all()) if isinstance(one, Release) else [],
    }
    return show(request, "site/published/text.html", context, own=own)


def _preview(request: HttpRequest, one: Publication | Release | Position) -> HttpResponse:
    shelf = _shelf_of(one)
    language = one.locale.language_code
    return framed(request, language, lambda own: show_text(request, one, own, shelf))


def _address(one: Publication | Release | Position) -> str:
    return _shelf_of(one).address(one)


def _shelf_of(one: Publication | Release | Position) -> Shelf:
    if isinstance(one, Publication):
        return STATEMENTS if one.kind == PublicationKind.STATEMENT else NEWS
    return POSITIONS if isinstance(one, Position) else RELEASES


for model in (Publication, Release, Position):
    previews[model] = _preview
    addresses[model] = _address
