"""The lessons on paper, made from the page the office keeps of them."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.common.paper.layouts import LeafletSection
from baraza.engagement.civics.models import QuizQuestion, Reader
from baraza.engagement.civics.queries import quiz
from baraza.flows import leaflets
from baraza.web.site.models import ContentPage
from baraza.web.site.own_pages import page_at
from baraza.web.site.pages import office_page

LESSONS = "schools/lessons/"
LETTERS = "ABC"


@require_safe
@office_page
def pack(request: HttpRequest, own: Profile) -> HttpResponse:
    """The lessons, then the quiz for the class and its answers; `?large=1` in large print."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    page = page_at(path=LESSONS, language=language)
    if page is None:
        raise Http404(LESSONS)
    content = leaflets.teaching_pack(
        title=page.title,
        lead=page.summary,
        sections=[*sections_of(page), *_quiz()],
        address=request.build_absolute_uri(reverse("schools")),
        language=page.locale.language_code,
        now=timezone.now(),
        large_print=request.GET.get("large") == "1",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="lessons-{page.locale.language_code}.pdf"'
    return answer


def sections_of(page: ContentPage) -> Iterator[LeafletSection]:
    """The words of a page, a section for each heading; pictures and boxes stay on the screen."""
    section = LeafletSection(heading="", text="", points=[])
    for block in page.body:
        if block.block_type == "heading":
            if section["text"] or section["points"]:
                yield section
            section = LeafletSection(heading=block.value["text"], text="", points=[])
        elif block.block_type == "paragraph":
            read = _Words(str(block.value.source))
            section["text"] = "\n\n".join(filter(None, [section["text"], *read.paragraphs]))
            section["points"] += read.points
    if section["text"] or section["points"]:
        yield section


def _quiz() -> Iterator[LeafletSection]:
    rows = list(quiz(reader=Reader.ADULTS))
    if not rows:
        return
    numbered = list(enumerate(rows, 1))
    yield LeafletSection(
        heading=_("Quiz for the class"),
        facts=[[f"{number}", _on_paper(row)] for number, row in numbered],
    )
    yield LeafletSection(
        heading=_("The answers"),
        facts=[
            [f"{number}", f"{row.said('right')}. {row.said('because')}"] for number, row in numbered
        ],
    )


def _on_paper(row: QuizQuestion) -> str:
    # By the alphabet, so that the right one stands now here, now there.
    offered = sorted(filter(None, [row.said("right"), row.said("wrong"), row.said("also_wrong")]))
    lettered = zip(LETTERS, offered, strict=False)
    return "\n".join([row.said("question"), *(f"{letter}. {words}" for letter, words in lettered)])


class _Words(HTMLParser):
    """The plain words of a paragraph of Wagtail's."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self.points: list[str] = []
        self._said = ""
        self.feed(source)

    def handle_data(self, data: str) -> None:
        self._said += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "li"}:
            if words := " ".join(self._said.split()):
                (self.points if tag == "li" else self.paragraphs).append(words)
            self._said = ""
