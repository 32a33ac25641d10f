"""A few questions, answered at once, and nothing of it kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baraza.base.office.models import Profile
from baraza.engagement.civics.models import QuizQuestion, Reader
from baraza.engagement.civics.queries import quiz as asked
from baraza.web.site.pages import office_page, show

# The field of an answer; the value is that of the row.
ANSWERS = ("right", "wrong", "also_wrong")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page shows it; `chosen` is empty until somebody answered."""

    row: QuizQuestion
    # In an order of its own, the same at each showing.
    answers: list[str]
    chosen: str = ""

    @property
    def name(self) -> str:
        """Of its field."""
        return f"q{self.row.pk}"


# Nothing is stored and nobody is signed in, so there is nothing to protect.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def quiz(request: HttpRequest, own: Profile) -> HttpResponse:
    """What do you know? Shown with the answers explained once it is sent."""
    reader = Reader.CHILDREN if request.GET.get("for") == Reader.CHILDREN else Reader.ADULTS
    questions = [_asked(row, request) for row in asked(reader=reader)]
    answered = [one for one in questions if one.chosen]
    is_over = request.method == "POST" and len(answered) == len(questions) > 0
    other = Reader.ADULTS if reader == Reader.CHILDREN else Reader.CHILDREN
    context = {
        "questions": questions,
        "reader": reader,
        "is_over": is_over,
        "is_unfinished": request.method == "POST" and not is_over,
        "missing": [one for one in questions if not one.chosen],
        "right": sum(one.chosen == "right" for one in questions),
        "other": other if asked(reader=other).exists() else "",
    }
    status = 422 if context["is_unfinished"] else 200
    return show(request, "site/learning/quiz.html", context, own=own, status=status)


def _asked(row: QuizQuestion, request: HttpRequest) -> Asked:
    offered = [name for name in ANSWERS if getattr(row, name)]
    order = sorted(offered, key=lambda name: hashlib.sha256(f"{row.pk}{name}".encode()).digest())
    chosen = request.POST.get(f"q{row.pk}", "")
    return Asked(row=row, answers=order, chosen=chosen if chosen in offered else "")
