"""The media list, and what became of what was sent to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.engagement.press import files, queries
from baraza.engagement.press.actions import coverage as covering
from baraza.engagement.press.actions import outlets as acts
from baraza.engagement.press.models import Coverage, MediaContact, Outlet, Release, Sending
from baraza.web.desk.access import staff_only
from baraza.web.desk.press.forms import ContactForm, CoverageForm, OutletForm
from baraza.web.desk.website.bringing import table

PAGE = 50
RECENT = 10


@staff_only("GET", needs=Permission.DRAFT)
def press(request: HttpRequest) -> HttpResponse:
    """Who writes about us, and what have they got?"""
    now = timezone.now()
    words = request.GET.get("words", "").strip()
    rows = queries.outlets()
    if words:
        rows = rows.filter(name__icontains=words)
    sendings = Sending.objects.select_related("release", "by").filter(stopped_at=None)
    context = {
        "question": _("Who writes about us, and what have they got?"),
        "outlets": rows,
        "retired": Outlet.objects.filter(retired_at__isnull=False),
        "words": words,
        "releases": Release.objects.filter(live=True).select_related("locale")[:RECENT],
        "sendings": [(one, one.leaves_at > now) for one in sendings[:RECENT]],
        "coverage": Coverage.objects.select_related("outlet", "release")[:RECENT],
        "now": now,
    }
    return render(request, "desk/press/press.html", context)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit_outlet(request: HttpRequest, outlet_id: int | None = None) -> HttpResponse:
    """What do we know of them?"""
    outlet = Outlet.objects.prefetch_related("contacts").get(pk=outlet_id) if outlet_id else None
    form = OutletForm(request.POST or None, instance=outlet)
    if request.method == "POST" and form.is_valid():
        saved = acts.save_outlet(
            about=form.about, by=request.user, now=timezone.now(), outlet=outlet
        )
        messages.success(request, _("Kept."))
        return redirect("desk:change-outlet", saved.pk)
    context = {
        "question": outlet.name if outlet else _("Which outlet is new?"),
        "form": form,
        "outlet": outlet,
        "contacts": outlet.contacts.all() if outlet else (),
        "contact_form": ContactForm(auto_id="new_%s") if outlet else None,
        "back": reverse("desk:press"),
    }
    return render(request, "desk/press/outlet.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.DRAFT)
def retire_outlet(request: HttpRequest, outlet_id: int) -> HttpResponse:
    """Nothing is sent there any more."""
    outlet = Outlet.objects.get(pk=outlet_id)
    acts.retire_outlet(outlet=outlet, by=request.user, now=timezone.now())
    undo = reverse("desk:restore-outlet", args=[outlet.pk])
    messages.success(request, _("It is off the list."), extra_tags=undo)
    return redirect("desk:press")


@staff_only("POST", needs=Permission.DRAFT)
def restore_outlet(request: HttpRequest, outlet_id: int) -> HttpResponse:
    """It is on the list again."""
    outlet = Outlet.objects.get(pk=outlet_id)
    acts.restore_outlet(outlet=outlet, by=request.user, now=timezone.now())
    return redirect("desk:change-outlet", outlet.pk)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def add_contact(request: HttpRequest, outlet_id: int) -> HttpResponse:
    """Whom do we write to there?"""
    outlet = Outlet.objects.get(pk=outlet_id)
    return _contact(request, outlet, MediaContact(outlet=outlet))


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Is this still right?"""
    contact = MediaContact.objects.select_related("outlet").get(pk=contact_id)
    return _contact(request, contact.outlet, contact)


@staff_only("POST", needs=Permission.DRAFT)
def confirm_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """It is still right."""
    contact = MediaContact.objects.get(pk=contact_id)
    acts.confirm_contact(contact=contact, by=request.user, now=timezone.now())
    return redirect("desk:change-outlet", contact.outlet_id)


@staff_only("POST", needs=Permission.DRAFT)
def remove_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """They are no longer there."""
    contact = MediaContact.objects.get(pk=contact_id)
    outlet_id = contact.outlet_id
    acts.remove_contact(contact=contact, by=request.user, now=timezone.now())
    messages.success(request, _("Taken off the list."))
    return redirect("desk:change-outlet", outlet_id)


@staff_only("POST", needs=Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The list as a table."""
    record(actor=request.user, act="exported", obj=MediaContact)
    return table(files.table_of(queries.outlets()), "press.csv")


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit_coverage(request: HttpRequest, coverage_id: int | None = None) -> HttpResponse:
    """Who wrote or spoke about it?"""
    row = Coverage.objects.get(pk=coverage_id) if coverage_id else None
    form = CoverageForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        covering.note_coverage(
            **form.cleaned_data, by=request.user, now=timezone.now(), coverage=row
        )
        messages.success(request, _("Kept."))
        return redirect("desk:press")
    context = {
        "question": _("Who wrote or spoke about it?"),
        "form": form,
        "coverage": row,
        "back": reverse("desk:press"),
    }
    return render(request, "desk/press/coverage.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.DRAFT)
def remove_coverage(request: HttpRequest, coverage_id: int) -> HttpResponse:
    """It was noted by mistake."""
    row = Coverage.objects.get(pk=coverage_id)
    covering.remove_coverage(coverage=row, by=request.user, now=timezone.now())
    messages.success(request, _("It is no longer noted."))
    return redirect("desk:press")


def _contact(request: HttpRequest, outlet: Outlet, contact: MediaContact) -> HttpResponse:
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        acts.save_contact(
            outlet=outlet, about=form.about, by=request.user, now=timezone.now(), contact=contact
        )
        messages.success(request, _("Kept, and confirmed today."))
        return redirect("desk:change-outlet", outlet.pk)
    context = {
        "question": _("Whom do we write to at %(outlet)s?") % {"outlet": outlet.name},
        "form": form,
        "back": reverse("desk:change-outlet", args=[outlet.pk]),
    }
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)
