"""One's own calendars: time blocked, ours followed elsewhere, one's own read here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.engagement.events.actions import calendars
from baraza.engagement.events.calendar_files import NotACalendar
from baraza.engagement.events.models import BusySource, BusyTime
from baraza.web.desk.access import staff_only
from baraza.web.desk.meetings.forms import AddressForm, BlockForm

CASES = Permission.MANAGE_CASES
MOST_BYTES = 5_000_000


@staff_only("GET", needs=CASES)
def page(request: HttpRequest) -> HttpResponse:
    """When do I have no time?"""
    return _page(request)


@staff_only("POST", needs=CASES)
def block(request: HttpRequest) -> HttpResponse:
    """No meetings then."""
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _page(request, block_form=form, status=422)
    calendars.block(user=request.user, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Blocked."))
    return redirect("desk:meetings-own")


@staff_only("POST", needs=CASES)
def unblock(request: HttpRequest, busytime_id: int) -> HttpResponse:
    """Meetings can be booked then after all."""
    blocked = BusyTime.objects.get(pk=busytime_id, user=request.user, source=BusySource.HAND)
    calendars.unblock(blocked=blocked, by=request.user, now=timezone.now())
    return redirect("desk:meetings-own")


@staff_only("POST", needs=CASES)
def feed(request: HttpRequest) -> HttpResponse:
    """A secret address to follow one's meetings at, shown once; or no more of it."""
    now = timezone.now()
    if "end" in request.POST:
        calendars.end_feed(user=request.user, now=now)
        messages.success(request, _("Nobody can follow your meetings any more."))
        return redirect("desk:meetings-own")
    key = calendars.new_feed(user=request.user, now=now)
    address = request.build_absolute_uri(reverse("staff_calendar", args=[key]))
    return _page(request, feed_address=address)


@staff_only("POST", needs=CASES)
def calendar(request: HttpRequest) -> HttpResponse:
    """Read when I am busy from there."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, address_form=form, status=422)
    address = form.cleaned_data["address"]
    calendars.follow(user=request.user, address=address, now=timezone.now())
    messages.success(
        request,
        _("Your calendar is read within a minute, and then every quarter of an hour.")
        if address
        else _("Your calendar is no longer read."),
    )
    return redirect("desk:meetings-own")


@staff_only("POST", needs=CASES)
def file(request: HttpRequest) -> HttpResponse:
    """The same from a file, once."""
    given = request.FILES.get("file")
    try:
        if given is None or given.size > MOST_BYTES:
            raise NotACalendar
        count = calendars.take_file(user=request.user, content=given.read(), now=timezone.now())
    except NotACalendar:
        messages.error(request, _("That is no calendar file (.ics), or it is too large."))
    else:
        said = ngettext("%d busy time was read.", "%d busy times were read.", count) % count
        messages.success(request, said)
    return redirect("desk:meetings-own")


def _page(
    request: HttpRequest,
    *,
    block_form: BlockForm | None = None,
    address_form: AddressForm | None = None,
    feed_address: str = "",
    status: int = 200,
) -> HttpResponse:
    own = calendars.own_calendar(user=request.user)
    coming = BusyTime.objects.filter(user=request.user, ends_at__gt=timezone.now())
    context = {
        "question": _("When do I have no time?"),
        "blocked": coming.filter(source=BusySource.HAND),
        "read_count": coming.exclude(source=BusySource.HAND).count(),
        "calendar": own,
        "problem": _(own.problem) if own.problem else "",
        "block_form": block_form or BlockForm(),
        "address_form": address_form or AddressForm(initial={"address": own.address}),
        "feed_address": feed_address,
    }
    return render(request, "desk/meetings/own.html", context, status=status)
