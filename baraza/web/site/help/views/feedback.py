"""Were you content? Asked once, when a case is over; the link in the letter is the key."""

from __future__ import annotations

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baraza.base.office.models import Profile
from baraza.engagement.casework.actions.feedback import (
    AlreadyAnswered,
    UnknownFeedback,
    answer_feedback,
    feedback_for,
)
from baraza.web.site.pages import office_page, show

CONTENT = [
    (5, _("Very content")),
    (4, _("Content")),
    (3, _("Neither")),
    (2, _("Not content")),
    (1, _("Not at all")),
]


# Nobody is signed in here: whoever holds the address may say it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def feedback(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """One question, and a line if they like. Opening it changes nothing."""
    try:
        asked = feedback_for(token=token)
    except UnknownFeedback as unknown:
        raise Http404 from unknown
    context = {"choices": CONTENT, "kind": asked.case.kind, "text": "", "trouble": ""}
    context["is_answered"] = asked.answered_at is not None
    status = 200
    if request.method == "POST" and not context["is_answered"]:
        chosen = request.POST.get("content", "")
        text = request.POST.get("text", "")
        if chosen not in {str(number) for number, _words in CONTENT}:
            status = 422
            context |= {"trouble": "choose", "text": text}
        else:
            with suppress(AlreadyAnswered):  # a double click
                answer_feedback(token=token, content=int(chosen), text=text, now=timezone.now())
            context["is_answered"] = True
    response = show(request, "site/help/feedback.html", context, own=own, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
