"""What can be booked: what for, when, with whom; and constituency days."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.engagement.events.actions import setting_up
from baraza.engagement.events.models import Availability, ConstituencyDay, Purpose
from baraza.web.desk.access import staff_only
from baraza.web.desk.meetings.forms import DayForm, HoursForm, PurposeForm

CASES, SETUP = Permission.MANAGE_CASES, Permission.MANAGE_SETUP


@staff_only("GET", needs=Permission.READ_LETTERS)
def page(request: HttpRequest) -> HttpResponse:
    """What can be booked?"""
    rows = Availability.objects.filter(user__is_active=True)
    context = {
        "question": _("What can be booked?"),
        "purposes": Purpose.objects.in_use().prefetch_related("hosts"),
        "hours": rows.select_related("user", "location").order_by("user__name", "begins", "pk"),
        "days": ConstituencyDay.objects.filter(date__gte=timezone.localdate()),
        "day_form": DayForm(),
    }
    return render(request, "desk/meetings/hours.html", context)


@staff_only("GET", "POST", needs=CASES)
def new_hours(request: HttpRequest) -> HttpResponse:
    """When does somebody meet people?"""
    hours = Availability(user=request.user, weekdays=[])
    return _hours(request, hours, _("When do you meet people?"))


@staff_only("GET", "POST", needs=CASES)
def change_hours(request: HttpRequest, availability_id: int) -> HttpResponse:
    """Other hours?"""
    return _hours(request, _own(request, availability_id), _("When do they meet people?"))


@staff_only("POST", needs=CASES)
def remove(request: HttpRequest, availability_id: int) -> HttpResponse:
    """Nothing more can be booked then; what is booked stays."""
    hours = _own(request, availability_id)
    setting_up.remove_hours(hours=hours, by=request.user, now=timezone.now())
    messages.success(request, _("Removed. What is booked already stays."))
    return redirect("desk:meetings-hours")


@staff_only("GET", "POST", needs=SETUP)
def new_purpose(request: HttpRequest) -> HttpResponse:
    """What can people come for?"""
    return _purpose(request, Purpose(), _("What can people come for?"))


@staff_only("GET", "POST", needs=SETUP)
def change_purpose(request: HttpRequest, purpose_id: int) -> HttpResponse:
    """How is it now?"""
    purpose = Purpose.objects.get(pk=purpose_id)
    return _purpose(request, purpose, _("What can people come for?"))


@staff_only("POST", needs=SETUP)
def retire(request: HttpRequest, purpose_id: int) -> HttpResponse:
    """Nobody can book it any more; or again."""
    purpose = Purpose.objects.get(pk=purpose_id)
    act = setting_up.restore_purpose if purpose.retired_at else setting_up.retire_purpose
    act(purpose=purpose, by=request.user, now=timezone.now())
    return redirect("desk:meetings-hours")


@staff_only("POST", needs=SETUP)
def take_part(request: HttpRequest) -> HttpResponse:
    """This office takes part in a constituency day."""
    form = DayForm(request.POST)
    if form.is_valid():
        setting_up.take_part(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The free times of that day are on the common page now."))
    else:
        messages.error(request, _("Choose a day."))
    return redirect("desk:meetings-hours")


@staff_only("POST", needs=SETUP)
def take_no_part(request: HttpRequest, constituencyday_id: int) -> HttpResponse:
    """Not that day after all."""
    day = ConstituencyDay.objects.get(pk=constituencyday_id)
    setting_up.take_no_part(day=day, by=request.user, now=timezone.now())
    return redirect("desk:meetings-hours")


def _own(request: HttpRequest, number: int) -> Availability:
    hours = Availability.objects.get(pk=number)
    if hours.user_id != request.user.pk and not may(request.user, SETUP):
        raise PermissionDenied
    return hours


def _hours(request: HttpRequest, hours: Availability, question: str) -> HttpResponse:
    people = [request.user]
    if may(request.user, SETUP):
        people = list(User.objects.at_work() | User.objects.filter(pk=hours.user_id))
    form = HoursForm(request.POST or None, instance=hours, people=people)
    if request.method == "POST" and form.is_valid():
        setting_up.save_hours(
            hours=form.save(commit=False),
            purposes=list(form.cleaned_data["purposes"]),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Kept. These times can be booked now."))
        return redirect("desk:meetings-hours")
    context = {"question": question, "form": form, "back": reverse("desk:meetings-hours")}
    status = 422 if form.errors else 200
    return render(request, "desk/meetings/edit_hours.html", context, status=status)


def _purpose(request: HttpRequest, purpose: Purpose, question: str) -> HttpResponse:
    initial = None
    if purpose.pk:
        plain = ("name", "bring", "minutes", "gap_minutes", "ways", "is_public")
        initial = {name: getattr(purpose, name) for name in plain}
        initial |= PurposeForm.translated_initial(purpose.translations)
        initial |= {
            "hosts": list(purpose.hosts.values_list("pk", flat=True)),
            "topic": purpose.topic_id,
            "for_circle": purpose.for_circle_id,
        }
    form = PurposeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        for name in (
            "name", "bring", "minutes", "gap_minutes", "ways", "is_public", "topic", "for_circle",
        ):  # fmt: skip
            setattr(purpose, name, said[name])
        setting_up.save_purpose(
            purpose=purpose,
            hosts=list(said["hosts"]),
            translations=form.translations,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Kept."))
        return redirect("desk:meetings-hours")
    context = {
        "question": question,
        "form": form,
        "purpose": purpose if purpose.pk else None,
        "back": reverse("desk:meetings-hours"),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/meetings/edit_purpose.html", context, status=status)
