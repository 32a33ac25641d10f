"""Is this easy to read? Asked while writing, answered with the places and the reasons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.common.plain_language import MOST_WORDS, Hard, hard_places, looked_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import language_name

# What a form has beside its words.
ASIDE = {"language", "csrfmiddlewaretoken"}


@staff_only("POST", needs=Permission.DRAFT)
def plain_language(request: HttpRequest) -> HttpResponse:
    """The places of a text that are hard to read. Nothing of it is kept."""
    first = request.POST.get("language", "")[:10].split("-")[0]
    others = profile().languages[1:]
    # A form with a text in several languages calls the copy of `what` in French `what_fr`.
    written: dict[str, list[str]] = {first: []}
    for name, values in request.POST.lists():
        if name not in ASIDE:
            code = name.rpartition("_")[2]
            language = code if code in others else first
            written.setdefault(language, []).extend(values)
    texts = {language: "\n".join(values) for language, values in written.items()}
    context = {
        "findings": [
            (language, one)
            for language, text in texts.items()
            for one in hard_places(text, language)
        ],
        "is_empty": not any(text.strip() for text in texts.values()),
        "only_length": [
            language_name(language)
            for language, text in texts.items()
            if text.strip() and looked_for(language) == [Hard.LONG_SENTENCE]
        ],
        "most_words": MOST_WORDS,
    }
    return render(request, "desk/website/plain_language.html", context)
