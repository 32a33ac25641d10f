"""A letter to the office, written on its site."""

from __future__ import annotations

import hashlib

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import Channel
from baraza.base.office.models import Entrance, Profile, Way
from baraza.base.office.saying import answer_time_in_words
from baraza.base.places.queries import Standing, standing_of_address
from baraza.web.site import limits
from baraza.web.site.forms import ContactForm, ResidentForm
from baraza.web.site.pages import office_page, show
from baraza.web.site.reach.doors import closed_page
from baraza.web.site.tokens import StaleForm, new_token, showing

SOURCE = "form"
LONGEST_SUBJECT = 200


# No cookie, so not Django's protection but our own: see `tokens`.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def write(request: HttpRequest, own: Profile) -> HttpResponse:
    """Write to the office. What is sent is stored as it came, before anybody looks at it; what was
    begun before the form closed is taken as well."""
    contact_form = ResidentForm if own.asks_where else ContactForm
    if request.method != "POST":
        # A page about a project or a bill leads here with its name.
        about = {"subject": request.GET.get("subject", "")[:LONGEST_SUBJECT]}
        form = contact_form(initial=about)
        return closed_page(request, own, Way.FORM) or _form_page(request, own, form)
    try:
        form = contact_form(request.POST)
    except RequestDataTooBig:
        return render(request, "413.html", status=413)
    if not form.is_valid():
        return _form_page(request, own, form, status=422)
    try:
        shown = showing(form.cleaned_data["token"])
    except StaleForm:
        return _form_page(request, own, form, status=422, trouble="stale")
    if limits.is_too_much(request):
        return _form_page(request, own, form, status=429, trouble="too_much")
    if own.asks_where and not form.asks_nothing_more and _is_outside(form):
        return _form_page(request, own, form, status=422, trouble="outside")
    entry = form.entry()
    # A double click or a reload brings the same words from the same showing; words changed after
    # going back are another letter.
    arrival = Arrival(
        content=entry,
        external_id=f"{shown}:{hashlib.sha256(entry).hexdigest()[:16]}",
        channel=Channel.FORM,
        is_live=True,
    )
    if store_arrivals(source=SOURCE, arrivals=[arrival], now=timezone.now()).new:
        limits.count(request)
    answer = next((way for way in ("email", "phone") if form.cleaned_data[way]), "none")
    query = urlencode({"lang": translation.get_language(), "answer": answer})
    return HttpResponseRedirect(f"{reverse('contact_thanks')}?{query}")


@require_safe
@office_page
def thanks(request: HttpRequest, own: Profile) -> HttpResponse:
    """What happens next, by the way an answer can take."""
    context = {"answer": request.GET.get("answer", ""), "takes": _takes()}
    return show(request, "site/reach/thanks.html", context, own=own)


def _form_page(
    request: HttpRequest, own: Profile, form: ContactForm, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    token = new_token()
    if form.is_bound:
        form.data = form.data.copy()
        # A form shown again is the same showing, unless that one is over.
        token = form.data["token"] if _is_current(form.data.get("token", "")) else token
        form.data["website"] = ""
        form.data["token"] = token
        if trouble == "outside":
            form.data["told"] = "1"
    else:
        form.initial["token"] = token
    words = own.outside_words.get(translation.get_language(), "")
    context = {"form": form, "trouble": trouble, "outside_words": words, "takes": _takes()}
    response = show(request, "site/reach/write.html", context, own=own, status=status)
    # Each reader's form has a mark of its own, so no proxy may keep it; yet "no-store" would make
    # browsers forget, on going back, what was written.
    response["Cache-Control"] = "private, no-cache"
    return response


def _takes() -> str:
    """How long an answer took lately."""
    kept = Entrance.objects.filter(way=Way.FORM).first()
    return answer_time_in_words(kept.usual_days, kept.slow_days) if kept else ""


def _is_outside(form: ContactForm) -> bool:
    day = timezone.localdate()
    standing = standing_of_address(address=form.cleaned_data["address"], day=day)
    return standing == Standing.OUTSIDE


def _is_current(token: str) -> bool:
    try:
        showing(token)
    except StaleForm:
        return False
    return True
