"""Where news, statements, press releases and positions stand: lists that are read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import DateTimeField, F, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Position
from baraza.common.written import Written, best_versions
from baraza.engagement.outreach.models import Publication, PublicationKind
from baraza.engagement.press.models import Release
from baraza.web.site.aimed import concern
from baraza.web.site.locales import languages
from baraza.web.site.parts import Entry, Found, Listed

MOST_IN_FEED = 50
_PUBLIC_AT = Greatest("first_published_at", "embargo_until", output_field=DateTimeField())


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of the lists: `rows` is everything public at a moment, each with `public_at`, in every
    language it was written in."""

    slug: str
    label: str | Promise
    lead: str | Promise
    nothing_yet: str | Promise
    rows: Callable[[datetime], QuerySet[Any]]

    def public(self) -> QuerySet[Any]:
        """What everybody may read now."""
        return self.rows(timezone.now())

    def in_language(self, language: str) -> QuerySet[Any]:
        """Each text once, in this language where it was written in it, the newest first; before
        them what concerns the reader."""
        best = best_versions(self.public(), languages=[language, *languages()])
        order = [*concern(topic="topic"), "-public_since", "-pk"]
        return best.select_related("locale", "topic").order_by(*order)

    def address(self, one: Written) -> str:
        """Of one text, in whichever language."""
        return reverse(f"{self.slug}_item", args=[one.slug])


def newest(language: str, *, most: int) -> list[tuple[Publication, str]]:
    """News and statements together, each with its address, as lists show them; one query."""
    shelves = {PublicationKind.NEWS: NEWS, PublicationKind.STATEMENT: STATEMENTS}
    best = best_versions(Publication.objects.public(), languages=[language, *languages()])
    # Lists show no bodies, and reading them is most of the work.
    rows = best.defer("body").annotate(public_since=F("first_published_at"))
    order = [*concern(topic="topic"), "-public_since", "-pk"]
    found = rows.select_related("locale", "topic").order_by(*order)[:most]
    return [(one, shelves[PublicationKind(one.kind)].address(one)) for one in found]


def _publications(kind: PublicationKind, _now: datetime) -> QuerySet[Publication]:
    rows = Publication.objects.public().filter(kind=kind)
    return rows.annotate(public_since=F("first_published_at"))


def _releases(now: datetime) -> QuerySet[Release]:
    return Release.objects.public(now).annotate(public_since=_PUBLIC_AT)


def _positions(_now: datetime) -> QuerySet[Position]:
    return Position.objects.public().annotate(public_since=F("first_published_at"))


NEWS = Shelf(
    "news",
    _("News"),
    _("What this office is doing, and what is new for you."),
    _("There is no news yet."),
    partial(_publications, PublicationKind.NEWS),
)
STATEMENTS = Shelf(
    "statements",
    _("Statements"),
    _("What we say to what happens, in our own words."),
    _("There are no statements yet."),
    partial(_publications, PublicationKind.STATEMENT),
)
RELEASES = Shelf(
    "releases",
    _("Press releases"),
    _("For editors and whoever wants to read what they were told."),
    _("There are no press releases yet."),
    _releases,
)
POSITIONS = Shelf(
    "positions",
    _("Positions"),
    _("Where our member stands, why, and what those say who see it differently."),
    _("No position is written down here yet."),
    _positions,
)
SHELVES: Sequence[Shelf] = (NEWS, STATEMENTS, RELEASES, POSITIONS)


def found_on(shelf: Shelf, language: str) -> Iterator[Found]:
    """For the search."""
    for one in shelf.in_language(language):
        yield Found(
            title=one.title,
            address=shelf.address(one),
            text=f"{one.summary}\n{plain(one)}",
            date=timezone.localdate(one.public_since),
            names=(one.topic.said("name", language),) if one.topic else (),
        )


def entries_of(shelf: Shelf, language: str) -> Iterator[Entry]:
    """For feed readers."""
    for one in shelf.in_language(language)[:MOST_IN_FEED]:
        yield Entry(
            title=one.title,
            address=shelf.address(one),
            updated_at=max(one.last_published_at or one.public_since, one.public_since),
            published_at=one.public_since,
            summary=one.summary,
            language=one.locale.language_code,
        )


def pages_of_texts() -> Iterator[Listed]:
    """For the sitemap: each text once."""
    for shelf in SHELVES:
        for one in shelf.in_language(languages()[0]):
            yield Listed(shelf.address(one), one.last_published_at)


def plain(one: Written) -> str:
    """The words of its body, without what they look like."""
    return " ".join(one.body.stream_block.get_searchable_content(one.body))
