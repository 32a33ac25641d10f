"""The search page, and what is suggested while somebody types."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.web.site.help.advising import advice_for
from baraza.web.site.pages import office_page, show
from baraza.web.site.search.index import Match
from baraza.web.site.search.shelf import index_of
from baraza.web.site.search.words import words_of

LONGEST = 300
ON_A_PAGE = 20
SUGGESTED = 6
EXCERPT = 220
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?؟:\n])\s+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the results."""

    match: Match
    title: SafeString
    excerpt: SafeString


@require_safe
@office_page
def search(request: HttpRequest, own: Profile) -> HttpResponse:
    """What the office has published that fits some words."""
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    matches = index_of(language=_language()).search(asked, most=200) if asked else []
    page = Paginator(matches, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "q": asked,
        "page": page,
        "hits": [_hit(match) for match in page],
        "advice": advice_for(asked, language=_language()) if asked else [],
        "partly": bool(matches) and not matches[0].whole,
    }
    response = show(request, "site/search/results.html", context, own=own)
    # What people look for is theirs: not kept by a proxy, nor listed by a search engine.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@office_page
def suggestions(request: HttpRequest, own: Profile) -> HttpResponse:
    """The pages that fit what is typed so far: [{"title", "kind", "address"}]."""
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    found = index_of(language=_language()).search(asked, most=SUGGESTED)
    rows = [
        {
            "title": match.document.found.title,
            "kind": str(match.document.kind),
            "address": match.document.found.address,
        }
        for match in found
    ]
    response = JsonResponse(rows, safe=False)
    response["Cache-Control"] = "private, no-cache"
    return response


def _language() -> str:
    return translation.get_language() or "en"


def _hit(match: Match) -> Hit:
    found = match.document.found
    return Hit(
        match, marked(found.title, match.words), marked(_best(found.text, match), match.words)
    )


def _best(text: str, match: Match) -> str:
    """The stretch of a text that says most of what was looked for."""
    if len(text) <= EXCERPT:
        return text
    sentences = _SENTENCE.split(text)
    best = max(
        range(len(sentences)),
        key=lambda at: (len(match.words & {*words_of(sentences[at])}), -at),
    )
    stretch = " ".join(sentences[best : best + 3])
    if len(stretch) > EXCERPT:
        stretch = stretch[:EXCERPT].rpartition(" ")[0] + " …"
    return stretch if best == 0 else f"… {stretch}"


def marked(text: str, words: frozenset[str]) -> SafeString:
    """The text, harmless, with these words marked wherever they stand in any of their forms."""
    parts, at = [], 0
    for word in _WORD.finditer(text):
        if words & {*words_of(word.group())}:
            parts += [escape(text[at : word.start()]), f"<mark>{escape(word.group())}</mark>"]
            at = word.end()
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308  # every part is escaped above
