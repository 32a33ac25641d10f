"""A school asks for a visit; what it asks is a letter in the inbox."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import Channel
from baraza.base.office.models import Profile, Way
from baraza.web.site import limits
from baraza.web.site.learning.forms import VisitForm
from baraza.web.site.pages import office_page, show
from baraza.web.site.reach.doors import closed_page
from baraza.web.site.reach.writing import SOURCE
from baraza.web.site.tokens import StaleForm, new_token, showing


# No cookie, so not Django's protection but our own: see `tokens`.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def visit(request: HttpRequest, own: Profile) -> HttpResponse:
    """Which class, when, and what does it need? Stored as it came, as every letter."""
    if request.method != "POST":
        return closed_page(request, own, Way.FORM) or _page(request, own, VisitForm())
    form = VisitForm(request.POST)
    if not form.is_valid():
        return _page(request, own, form, status=422)
    try:
        shown = showing(form.cleaned_data["token"])
    except StaleForm:
        return _page(request, own, form, status=422, trouble="stale")
    if limits.is_too_much(request):
        return _page(request, own, form, status=429, trouble="too_much")
    entry = form.entry()
    # A double click or a reload brings the same words from the same showing.
    arrival = Arrival(
        content=entry,
        external_id=f"{shown}:{hashlib.sha256(entry).hexdigest()[:16]}",
        channel=Channel.FORM,
        is_live=True,
    )
    if store_arrivals(source=SOURCE, arrivals=[arrival], now=timezone.now()).new:
        limits.count(request)
    answer = "email" if form.cleaned_data["email"] else "phone"
    query = urlencode({"lang": translation.get_language(), "answer": answer})
    return HttpResponseRedirect(f"{reverse('contact_thanks')}?{query}")


def _page(
    request: HttpRequest, own: Profile, form: VisitForm, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    if form.is_bound:
        form.data = form.data.copy()
        form.data["website"] = ""
        # A form shown again is the same showing, unless that one is over.
        form.data["token"] = _mark(form.data.get("token", ""))
    else:
        form.initial["token"] = new_token()
    context = {"form": form, "trouble": trouble}
    response = show(request, "site/learning/visit.html", context, own=own, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response


def _mark(token: str) -> str:
    try:
        showing(token)
    except StaleForm:
        return new_token()
    return token
