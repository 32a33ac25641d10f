"""Whom to turn to at an agency: kept right by one click."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.engagement.casework.actions import agencies as acts
from baraza.engagement.casework.models import Agency, AgencyContact
from baraza.engagement.casework.queries.agencies import agency_with_all, stale_contacts
from baraza.web.desk.access import staff_only
from baraza.web.desk.agencies.forms import ContactForm
from baraza.web.desk.agencies.views.directory import parts_of

MOST_SHOWN = 100


@staff_only("GET", needs=Permission.READ_LETTERS)
def stale(request: HttpRequest) -> HttpResponse:
    """Are these still right?"""
    rows = list(stale_contacts(day=timezone.localdate())[: MOST_SHOWN + 1])
    context = {
        "question": _("Are these still right?"),
        "contacts": rows[:MOST_SHOWN],
        "has_more": len(rows) > MOST_SHOWN,
    }
    return render(request, "desk/agencies/stale.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def add(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Somebody else to turn to."""
    agency = Agency.objects.get(pk=agency_id)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _part(request, agency_id, status=422, contact_form=form)
    before = day_in(request.POST.get("confirmed", ""))
    acts.save_contact(
        agency=agency,
        by=request.user,
        now=timezone.now(),
        confirmed_date=before,
        **form.cleaned_data,
    )
    return _part(request, agency_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def change(request: HttpRequest, contact_id: int) -> HttpResponse:
    """They moved, or have another number."""
    contact = AgencyContact.objects.select_related("agency").get(pk=contact_id)
    form = ContactForm(request.POST, instance=contact)
    if not form.is_valid():
        return _part(request, contact.agency_id, status=422, wrong=form)
    fresh = AgencyContact.objects.select_related("agency").get(pk=contact_id)
    acts.save_contact(
        agency=fresh.agency,
        contact=fresh,
        by=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    )
    return _part(request, contact.agency_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def remove(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Nobody is there any more."""
    contact = AgencyContact.objects.select_related("agency").get(pk=contact_id)
    acts.remove_contact(contact=contact, by=request.user)
    return _part(request, contact.agency_id, removed=contact)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def confirm(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Still right, today."""
    contact = AgencyContact.objects.select_related("agency__organisation").get(pk=contact_id)
    before = contact.confirmed_date
    acts.confirm_contact(contact=contact, by=request.user, now=timezone.now())
    return _line(request, contact, {"confirmed": True, "before": before})


@staff_only("POST", needs=Permission.MANAGE_CASES)
def unconfirm(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Nobody asked after all."""
    contact = AgencyContact.objects.select_related("agency__organisation").get(pk=contact_id)
    before = day_in(request.POST.get("before", ""))
    acts.unconfirm_contact(contact=contact, before=before, by=request.user)
    return _line(request, contact, {"confirmed": False})


def _line(request: HttpRequest, contact: AgencyContact, context: dict[str, Any]) -> HttpResponse:
    on_page = request.POST.get("from") == "agency"
    if not request.htmx:
        address = reverse("desk:stale-contacts")
        if on_page:
            address = f"{reverse('desk:agency', args=[contact.agency_id])}#contacts"
        return redirect(address)
    template = "confirmation" if on_page else "stale_line"
    context |= {"contact": contact, "from_agency": on_page}
    return render(request, f"desk/agencies/{template}.html", context)


def _part(
    request: HttpRequest, agency_id: int, *, status: int = 200, **further: Any
) -> HttpResponse:
    if not request.htmx and status == 200:
        return redirect(f"{reverse('desk:agency', args=[agency_id])}#contacts")
    context = parts_of(agency_with_all(agency_id=agency_id)) | further
    wrong = context.pop("wrong", None)
    if wrong is not None:
        context["contacts"] = [
            (contact, is_stale, wrong if contact.pk == wrong.instance.pk else form)
            for contact, is_stale, form in context["contacts"]
        ]
    return render(request, "desk/agencies/contacts.html", context, status=status)


def day_in(words: str) -> date | None:
    """A day as a form sends it; None for anything else."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
