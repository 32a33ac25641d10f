"""What explains parliament, as pages and screens ask for it."""

from __future__ import annotations

from django.db.models import QuerySet

from baraza.engagement.civics.models import CamePage, Parliament, QuizQuestion, Reader
from baraza.engagement.civics.standard import LANGUAGES, pages


def parliament() -> Parliament:
    """What is so here; without a word where nobody has said it. One query."""
    return Parliament.objects.filter(pk=1).first() or Parliament(pk=1)


def quiz(*, reader: Reader) -> QuerySet[QuizQuestion]:
    """What everybody is asked."""
    return QuizQuestion.objects.on_site().filter(reader=reader)


def unreviewed() -> QuerySet[CamePage]:
    """Pages that came, are still there, and of which nobody has said that they fit. An outline is
    no page yet."""
    outlines = [page.key for page in pages(LANGUAGES[0]) if page.is_outline]
    rows = CamePage.objects.filter(reviewed_at__isnull=True, page__live=False)
    return rows.exclude(key__in=outlines)


def as_they_came() -> QuerySet[CamePage]:
    """Versions of which nobody here has changed a word."""
    return CamePage.objects.filter(revision__isnull=False).values("revision")


def pages_that_came() -> dict[str, list[CamePage]]:
    """Those still there: key → its versions, the office's first language first. One query."""
    found: dict[str, list[CamePage]] = {}
    for row in CamePage.objects.filter(page__isnull=False).select_related("page"):
        found.setdefault(row.key, []).append(row)
    order = [page.key for page in pages(LANGUAGES[0])]
    return {key: found[key] for key in order if key in found}
