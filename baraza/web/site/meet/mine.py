"""Somebody's own appointment, by the link they were given. Opening it changes nothing: mail
programs look at links by themselves."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from baraza.base.office.models import Profile
from baraza.engagement.events.actions import changing, waiting
from baraza.engagement.events.actions.booking import SlotTaken
from baraza.engagement.events.actions.changing import CannotChange
from baraza.engagement.events.actions.telling import meeting_of, video_link_of
from baraza.engagement.events.actions.waiting import NotOffered
from baraza.engagement.events.calendar_files import PUBLISH, calendar_of
from baraza.engagement.events.links import UnknownAppointment, appointment_by, token_of
from baraza.engagement.events.models import Appointment, State
from baraza.engagement.events.queries.free import Times, place_of, zone_of
from baraza.engagement.events.words import said_time, zone_name
from baraza.web.site.meet.asked import moment_as, moment_in, said_of
from baraza.web.site.pages import office_page, show

# After it the link leads nowhere: who comes later by chance reads nothing.
SHOWN_AFTER = timedelta(days=30)


# Whoever holds the link may change it: nobody is signed in here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def mine(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """When and where; and the buttons that change it."""
    appointment = _found(token)
    trouble = ""
    if request.method == "POST":
        said = request.POST.get("act", "")
        try:
            _act(appointment, said)
        except (NotOffered, CannotChange):
            appointment, trouble = _found(token), "changed"
        else:
            query = urlencode({"lang": translation.get_language(), "said": said})
            return HttpResponseRedirect(f"{request.path}?{query}")
    return _page(request, own, appointment, trouble=trouble)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def move(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """Shall it be then? They keep the time they have until the other one is theirs."""
    appointment = _found(token)
    asked = request.POST if request.method == "POST" else request.GET
    # Another time, of those offered instead, may be elsewhere.
    start, _dot, elsewhere = asked.get("start", "").partition("@")
    starts_at, place = moment_in(start), (elsewhere or asked.get("place", ""))[:30]
    choose = _another_time(appointment)
    if starts_at is None or appointment.starts_at is None:
        return HttpResponseRedirect(choose)
    context: dict[str, Any] = {
        "appointment": appointment,
        "place": place,
        "start": moment_as(starts_at),
        "when": said_time(starts_at, _zone_at(appointment, place)),
        "former": said_time(appointment.starts_at, zone_of(appointment=appointment)),
        "choose": choose,
        "back": f"{reverse('appointment_mine', kwargs={'token': token})}?{_query()}",
    }
    status = 200
    if request.method == "POST":
        try:
            changing.move(
                appointment=appointment, place=place, starts_at=starts_at, now=timezone.now()
            )
        except SlotTaken as taken:
            status = 409
            context |= {
                "is_taken": True,
                "others": [
                    (f"{moment_as(one.starts_at)}@{one.place.key}", one, said_of(one.place))
                    for one in taken.others
                ],
            }
        except CannotChange:
            return HttpResponseRedirect(context["back"])
        else:
            return HttpResponseRedirect(f"{context['back']}&said=moved")
    return _private(show(request, "site/meet/move.html", context, own=own, status=status))


@require_safe
@office_page
def file(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """The appointment, for their own calendar."""
    appointment = _found(token)
    if appointment.starts_at is None:
        raise Http404
    content = calendar_of([meeting_of(appointment=appointment)], method=PUBLISH)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return _private(response)


def _act(appointment: Appointment, said: str) -> None:
    now = timezone.now()
    match said:
        case "cancel":
            # Twice is as good as once.
            with suppress(CannotChange):
                changing.cancel(appointment=appointment, now=now)
        case "accept":
            waiting.accept(appointment=appointment, now=now)
        case "pass":
            waiting.pass_on(appointment=appointment, now=now)
            waiting.offer_places(now=now)
        case "wait":
            waiting.wait_again(appointment=appointment, now=now)


def _page(
    request: HttpRequest, own: Profile, appointment: Appointment, *, trouble: str
) -> HttpResponse:
    token = token_of(appointment)
    now = timezone.now()
    context: dict[str, Any] = {
        "appointment": appointment,
        "purpose": appointment.purpose,
        "state": str(appointment.state),
        "token": token,
        "trouble": trouble,
        "said": request.GET.get("said", ""),
        "choose": _another_time(appointment),
        "again": f"{reverse('appointments')}?{_query(purpose=appointment.purpose_id)}",
        "is_over": bool(appointment.ends_at and appointment.ends_at <= now),
        "has_begun": bool(appointment.starts_at and appointment.starts_at <= now),
        "video_link": video_link_of(appointment=appointment),
    }
    if appointment.starts_at is not None:
        zone = zone_of(appointment=appointment)
        place = place_of(appointment=appointment)
        context |= {
            "when": said_time(appointment.starts_at, zone),
            "zone": zone_name(zone, appointment.starts_at, translation.get_language()),
            "where": said_of(place) if place else "",
        }
        if appointment.state == State.OFFERED and appointment.offered_until:
            context["until"] = said_time(appointment.offered_until, zone)
    status = 409 if trouble else 200
    return _private(show(request, "site/meet/mine.html", context, own=own, status=status))


def _found(token: str) -> Appointment:
    try:
        found = appointment_by(token=token)
    except UnknownAppointment as unknown:
        raise Http404 from unknown
    last = found.ends_at or found.changed_at
    if found.state != State.WAITING and last < timezone.now() - SHOWN_AFTER:
        raise Http404
    return found


def _another_time(appointment: Appointment) -> str:
    """Where another time is chosen: at the same place, unless they say otherwise there."""
    place = place_of(appointment=appointment)
    known = {"place": place.key} if place else {}
    return f"{reverse('appointments')}?{_query(change=token_of(appointment), **known)}"


def _zone_at(appointment: Appointment, key: str) -> ZoneInfo:
    times = Times(purpose=appointment.purpose, now=timezone.now())
    place = next((one for one in times.places() if one.key == key), None)
    return times.zone_of(place)


def _query(**chosen: object) -> str:
    return urlencode({"lang": translation.get_language()} | chosen)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
