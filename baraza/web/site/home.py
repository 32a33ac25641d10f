"""The blocks of the home page, in their order: each is there only when it has something to say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.web.site.facts import blocks as facts
from baraza.web.site.pages import office_page, show
from baraza.web.site.parts import Block
from baraza.web.site.published import blocks as published
from baraza.web.site.reach import parts as reach
from baraza.web.site.told import blocks as told
from baraza.web.site.tops import filled

# Beside the search field, in the first screen: hours today, what is urgent.
FIRST: list[Block] = [
    Block("site/reach/today.html", reach.hours_today),
    Block("site/told/urgent.html", told.urgent),
]
# Below: news, priorities, what comes next, "you said, we did".
BLOCKS: list[Block] = [
    Block("site/facts/home_priorities.html", facts.priorities),
    Block("site/published/latest_news.html", published.latest_news),
    Block("site/told/latest_outcomes.html", told.latest_outcomes),
    Block("site/told/passed_on.html", told.passed_on),
    Block("site/facts/home_lately.html", facts.lately),
]


@require_safe
@office_page
def home(request: HttpRequest, own: Profile) -> HttpResponse:
    """Who this is, how we can help, what is urgent, and what is new."""
    language = translation.get_language() or own.default_language
    said = own.portrait_words
    spoken = language if said.get(language) else own.default_language
    context = {
        "portrait_words": said.get(spoken, ""),
        "portrait_language": spoken,
        "first": filled(FIRST, own, language),
        "blocks": filled(BLOCKS, own, language),
    }
    return show(request, "site/home.html", context, own=own)
