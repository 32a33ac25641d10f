"""The last step: who you are. Two at once for one time: one has it, the other hears it kindly and
loses nothing of what was typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baraza.base.office.models import Profile
from baraza.engagement.events.actions import booking, waiting
from baraza.engagement.events.actions.booking import SlotTaken, TooMany
from baraza.engagement.events.links import token_of
from baraza.engagement.events.models import Appointment
from baraza.engagement.events.queries.free import Slot
from baraza.engagement.events.words import said_time, zone_name
from baraza.web.site import limits
from baraza.web.site.limits import Limit
from baraza.web.site.meet.asked import Asked, moment_as, moment_in, said_of
from baraza.web.site.meet.forms import WhoForm
from baraza.web.site.pages import office_page, show
from baraza.web.site.tokens import StaleForm, new_token, showing

# A library, or a village with one line, books from one address.
BOOKED = Limit("appointments", 60, 1_000)


# No cookie, so not Django's protection but our own: see `tokens`.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def book(request: HttpRequest, own: Profile) -> HttpResponse:
    """Who comes, at the time in the address; with another, chosen here, if that one is taken."""
    asked = Asked.in_address(request)
    chosen = request.POST.get("start") or request.GET.get("start", "")
    starts_at = moment_in(chosen.partition("@")[0])
    if asked.purpose is None or asked.place is None or starts_at is None:
        return HttpResponseRedirect(asked.address())
    if request.method != "POST":
        free = asked.times_on(starts_at).slot_at(starts_at=starts_at, place=asked.place.key)
        if free is None:
            others = booking.next_free(
                purpose=asked.purpose, place=asked.place.key, after=starts_at, now=asked.now
            )
            return _form_page(request, own, asked, WhoForm(), starts_at, others=others, taken=True)
        return _form_page(request, own, asked, WhoForm(), starts_at)
    if "wait" in request.POST:
        return _send(request, own, asked, None)
    return _send(request, own, asked, starts_at)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def wait(request: HttpRequest, own: Profile) -> HttpResponse:
    """Nothing suits: who waits for a place?"""
    asked = Asked.in_address(request)
    if asked.purpose is None:
        return HttpResponseRedirect(asked.address())
    if request.method != "POST":
        return _form_page(request, own, asked, WhoForm(), None)
    return _send(request, own, asked, None)


def _send(
    request: HttpRequest, own: Profile, asked: Asked, starts_at: datetime | None
) -> HttpResponse:
    try:
        form = WhoForm(request.POST)
    except RequestDataTooBig:
        return render(request, "413.html", status=413)
    if not form.is_valid():
        return _form_page(request, own, asked, form, starts_at, status=422)
    try:
        shown = showing(form.cleaned_data["token"])
    except StaleForm:
        return _form_page(request, own, asked, form, starts_at, status=422, trouble="stale")
    if limits.is_too_much(request, BOOKED):
        return _form_page(request, own, asked, form, starts_at, status=429, trouble="too_much")
    try:
        made = _make(asked, form, starts_at, shown)
    except SlotTaken as taken:
        return _form_page(
            request, own, asked, form, starts_at, status=409, others=taken.others, taken=True
        )
    except TooMany:
        return _form_page(request, own, asked, form, starts_at, status=422, trouble="too_many")
    limits.count(request, BOOKED)
    query = urlencode({"lang": translation.get_language(), "said": made.state})
    page = reverse("appointment_mine", kwargs={"token": token_of(made)})
    return HttpResponseRedirect(f"{page}?{query}")


def _make(asked: Asked, form: WhoForm, starts_at: datetime | None, shown: str) -> Appointment:
    who = form.who(translation.get_language())
    place = asked.place.key if asked.place else ""
    # A double click is one; the same page, filled in for another time after going back, is two.
    if starts_at is None:
        return waiting.wait(
            purpose=asked.purpose,
            who=who,
            wish=waiting.Wish(place=place, first_date=asked.on, last_date=asked.on),
            key=f"{shown}:wait",
            now=asked.now,
        )
    # Another time, of those offered instead, may be elsewhere.
    start, _dot, elsewhere = form.data.get("start", "").partition("@")
    return booking.book(
        purpose=asked.purpose,
        place=elsewhere or place,
        starts_at=moment_in(start) or starts_at,
        who=who,
        key=f"{shown}:{asked.purpose.pk}:{start}"[:60],
        now=asked.now,
    )


def _form_page(
    request: HttpRequest,
    own: Profile,
    asked: Asked,
    form: WhoForm,
    starts_at: datetime | None,
    *,
    status: int = 200,
    trouble: str = "",
    others: list[Slot] | None = None,
    taken: bool = False,
) -> HttpResponse:
    token = new_token()
    if form.is_bound:
        form.data = form.data.copy()
        # A form shown again is the same showing, unless that one is over.
        token = form.data["token"] if _is_current(form.data.get("token", "")) else token
        form.data["website"] = ""
        form.data["token"] = token
    else:
        form.initial["token"] = token
    at, of = asked.step(5)
    context: dict[str, Any] = {
        "asked": asked,
        "purpose": asked.purpose,
        "form": form,
        "trouble": trouble,
        "number": at,
        "steps": of,
        "where": said_of(asked.place) if asked.place else "",
        "again": asked.address(),
        "is_taken": taken,
        "others": [
            (f"{moment_as(one.starts_at)}@{one.place.key}", one, said_of(one.place))
            for one in others or []
        ],
    }
    if starts_at is not None:
        zone = asked.times.zone_of(asked.place)
        context |= {
            "start": moment_as(starts_at),
            "when": said_time(starts_at, zone),
            "zone": zone_name(zone, starts_at, translation.get_language()),
        }
    response = show(request, "site/meet/who.html", context, own=own, status=status)
    # Each reader's form has a mark of its own, so no proxy may keep it; yet "no-store" would make
    # browsers forget, on going back, what was written.
    response["Cache-Control"] = "private, no-cache"
    return response


def _is_current(token: str) -> bool:
    try:
        showing(token)
    except StaleForm:
        return False
    return True
