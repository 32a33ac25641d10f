"""What the search, the sitemap and the navigation know of pages the office writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from baraza.common.written import best_versions
from baraza.engagement.civics.models import QuizQuestion
from baraza.web.site.locales import languages
from baraza.web.site.models import ContentPage
from baraza.web.site.parts import Found, Listed


def is_at(slug: str) -> Callable[[], QuerySet[ContentPage]]:
    """Whether there is a page of the office's own with that first part of an address."""
    # Below the root and the page of a language.
    return lambda: ContentPage.objects.live().filter(depth=3, slug=slug)


def is_published(*, path: str) -> bool:
    """Whether a page with this address is there, in whichever language; one query."""
    addresses = [f"/{code}/{path}" for code in languages()]
    return ContentPage.objects.live().filter(url_path__in=addresses).exists()


def has_quiz() -> QuerySet[QuizQuestion]:
    """Whether there is anything to answer."""
    return QuizQuestion.objects.on_site()


def pages_found(language: str) -> Iterator[Found]:
    """For the search: each page once, in this language where it was written in it."""
    rows = best_versions(ContentPage.objects.live(), languages=[language, *languages()])
    for page in rows:
        words = " ".join(page.body.stream_block.get_searchable_content(page.body))
        yield Found(title=page.title, address=_address(page), text=f"{page.summary}\n{words}")


def own_pages() -> Iterator[Listed]:
    """For the sitemap: each page once."""
    for page in best_versions(ContentPage.objects.live(), languages=languages()):
        yield Listed(_address(page), page.last_published_at)


def _address(page: ContentPage) -> str:
    """Without the language it is written in."""
    return "/" + page.url_path.split("/", 2)[2]
