"""How is my case? A code and something only they and we know; the answer is in this page alone."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baraza.base.office.models import Profile
from baraza.common.paper.codes import read_code
from baraza.engagement.casework.actions import asking
from baraza.engagement.casework.queries.status import (
    Stage,
    Status,
    case_for_status,
    status_of,
    status_of_case,
)
from baraza.web.site import limits
from baraza.web.site.limits import Limit
from baraza.web.site.pages import office_page, show
from baraza.web.site.tokens import StaleForm, new_pass, new_token, passed, showing

CASE = "help-case"
# Wrong tries in an hour.
TRIES = Limit("help-tries", 20, 500)
LETTERS = Limit("help-letters", 20, 500)
# Wrong tries of one code, from wherever they come.
TRIES_IN_AN_HOUR, TRIES_IN_A_DAY = 5, 15
HOUR, DAY = 3_600, 86_400
LONGEST_LETTER = 5_000


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def status(request: HttpRequest, own: Profile) -> HttpResponse:
    """Asks for the code, shows the case, and takes what they add to it."""
    if request.method != "POST":
        return _ask(request, own, typed=request.GET.get("code", "")[:40])
    if "pass" in request.POST:
        return _act(request, own)
    typed = request.POST.get("code", "")[:40]
    known = request.POST.get("known", "")[:254]
    code = read_code(typed) or ""
    if not code or not known.strip():
        return _ask(request, own, typed=typed, trouble="incomplete" if code else "code")
    if limits.is_too_much(request, TRIES) or _is_locked(code):
        return _ask(request, own, typed=typed, trouble="too_much")
    found = status_of(code=code, known=known, day=timezone.localdate())
    if found is None:
        limits.count(request, TRIES)
        _count(code)
        return _ask(request, own, typed=typed, trouble="unknown")
    return _page(request, own, found, text=request.POST.get("text", "")[:LONGEST_LETTER])


def _act(request: HttpRequest, own: Profile) -> HttpResponse:
    """They write more, or take back what they allowed."""
    text = request.POST.get("text", "").strip()
    try:
        case = case_for_status(case_id=passed(CASE, request.POST["pass"]))
        key = showing(request.POST.get("token", ""))
    except StaleForm:
        case = None
    if case is None:
        return _ask(request, own, trouble="stale", text=text)
    found = status_of_case(case=case, day=timezone.localdate())
    act = request.POST.get("act", "")
    if act == "write" and not text:
        return _page(request, own, found, trouble="empty")
    if act == "write" and len(text) > LONGEST_LETTER:
        return _page(request, own, found, text=text, trouble="long")
    if limits.is_too_much(request, LETTERS):
        return _page(request, own, found, text=text, trouble="too_much")
    limits.count(request, LETTERS)
    now = timezone.now()
    if act == "nobody" and found.may_withdraw:
        asking.ask_nobody(case=case, now=now)
        text = _("I no longer want you to ask others about my case.")
    elif act == "enough" and found.stage != Stage.CLOSED:
        if found.may_withdraw:
            asking.ask_nobody(case=case, now=now)
        text = _("I no longer need help with this. Please close my case.")
    elif act != "write":
        return _page(request, own, found)
    asking.write_more(case=case, text=text, key=f"{act}.{key}", now=now)
    return _page(request, own, status_of_case(case=case, day=timezone.localdate()), said=act)


def _ask(
    request: HttpRequest, own: Profile, *, typed: str = "", trouble: str = "", text: str = ""
) -> HttpResponse:
    code = 429 if trouble == "too_much" else 422 if trouble else 200
    context = {"typed": typed, "trouble": trouble, "text": text}
    response = show(request, "site/help/status_ask.html", context, own=own, status=code)
    response["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest,
    own: Profile,
    found: Status,
    *,
    said: str = "",
    text: str = "",
    trouble: str = "",
) -> HttpResponse:
    context = {
        "status": found,
        "stage": str(found.stage),
        "pass": new_pass(CASE, found.case.pk) if found.case else "",
        "token": new_token(),
        "said": said,
        "text": text,
        "trouble": trouble,
        "longest": LONGEST_LETTER,
    }
    code = 429 if trouble == "too_much" else 422 if trouble else 200
    response = show(request, "site/help/status.html", context, own=own, status=code)
    response["Cache-Control"] = "private, no-store"
    return response


def _keys(code: str) -> list[tuple[str, int, int]]:
    # Kept where every process of the machine sees them; of the code only a digest.
    digest = salted_hmac("help-tries", code).hexdigest()[:32]
    return [
        (f"help:hour:{digest}", HOUR, TRIES_IN_AN_HOUR),
        (f"help:day:{digest}", DAY, TRIES_IN_A_DAY),
    ]


def _is_locked(code: str) -> bool:
    counts = cache.get_many([key for key, _seconds, _most in _keys(code)])
    now = time.time()
    return any(
        counts[key][0] >= most and counts[key][1] > now
        for key, _seconds, most in _keys(code)
        if key in counts
    )


def _count(code: str) -> None:
    """A wrong try. Whoever is locked out is not counted, so that nobody can lock somebody out for
    ever.
    """
    now = time.time()
    for key, seconds, _most in _keys(code):
        tries, until = cache.get(key, (0, 0))
        tries, until = (tries + 1, until) if until > now else (1, now + seconds)
        cache.set(key, (tries, until), timeout=max(1, int(until - now)))
