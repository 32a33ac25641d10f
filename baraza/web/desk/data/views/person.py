"""What is held about one person: shown, given to them, erased."""

from __future__ import annotations

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record_reading
from baraza.base.people.actions import consent
from baraza.base.people.models import HowGiven, Person, Purpose
from baraza.base.people.queries import current_wording, holds_of
from baraza.base.people.search import people_matching
from baraza.flows.data_held import erasure
from baraza.flows.data_held.person_archive import hidden_entries, write_person_archive
from baraza.flows.data_held.words import said
from baraza.web.desk.access import staff_only
from baraza.web.desk.data.forms import AgreeForm, EraseForm, HoldForm, WithdrawForm

P = Permission
MOST = 50


@staff_only("GET", needs=P.EXPORT)
def search(request: HttpRequest) -> HttpResponse:
    """Who asks for their data?"""
    words = request.GET.get("search", "").strip()
    context = {
        "question": _("Who asks for their data?"),
        "search": words,
        "people": people_matching(words).prefetch_related("contact_points")[:MOST] if words else [],
    }
    return render(request, "desk/data/people.html", context)


@staff_only("GET", needs=P.EXPORT)
def overview(request: HttpRequest, person_id: int) -> HttpResponse:
    """What do we hold about them?"""
    person = Person.objects.get(pk=person_id)
    record_reading(actor=request.user, obj=person, now=timezone.now())
    return _overview(request, person)


def _overview(
    request: HttpRequest,
    person: Person,
    agree_form: AgreeForm | None = None,
    hold_form: HoldForm | None = None,
) -> HttpResponse:
    context = {
        "question": _("What do we hold about %(person)s?")
        % {"person": person.name or _("somebody erased")},
        "person": person,
        "consents": person.consents.select_related("witness"),
        "holds": holds_of(person=person, now=timezone.now()),
        "hidden": hidden_entries(person=person, user=request.user),
        "agree_form": agree_form or AgreeForm(),
        "hold_form": hold_form or HoldForm(),
    }
    wrong = any(form and form.errors for form in (agree_form, hold_form))
    return render(request, "desk/data/person.html", context, status=422 if wrong else 200)


@staff_only("POST", needs=P.EXPORT)
def archive(request: HttpRequest, person_id: int) -> FileResponse:
    """Everything held about them, in one file for them."""
    person = Person.objects.get(pk=person_id)
    # Closed, and so deleted, when the answer has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write_person_archive(person=person, user=request.user, to=file, now=timezone.now())
    file.seek(0)
    response = FileResponse(
        file, as_attachment=True, filename=f"data-{person.pk}.zip", content_type="application/zip"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@staff_only("GET", "POST", needs=P.ERASE)
def erase(request: HttpRequest, person_id: int) -> HttpResponse:
    """Shall everything about them be erased?"""
    person = Person.objects.get(pk=person_id, erased_at__isnull=True)
    form = EraseForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            counts = erasure.erase_person(person=person, by=request.user, now=now)
        except erasure.CannotErase as error:
            for obstacle in error.obstacles:
                form.add_error(None, obstacle)
        else:
            messages.success(request, _("Erased: %(what)s.") % {"what": said(counts)})
            return redirect("desk:data-people")
    preview = erasure.preview_erasure(person=person, now=now)
    context = {
        "question": _("Shall everything about %(person)s be erased?") % {"person": person.name},
        "person": person,
        "form": form,
        "preview": preview,
        "what": said(preview.counts),
    }
    return render(request, "desk/data/erase.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=P.EXPORT)
def agree(request: HttpRequest, person_id: int) -> HttpResponse:
    """They agreed to something."""
    person = Person.objects.get(pk=person_id)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _overview(request, person, agree_form=form)
    purpose, how = Purpose(form.cleaned_data["purpose"]), HowGiven(form.cleaned_data["how_given"])
    wordings = current_wording(purpose=purpose)
    consent.give_consent(
        person=person,
        purpose=purpose,
        how_given=how,
        wording=wordings.get(person.language) or next(iter(wordings.values()), None),
        witness=request.user if how == HowGiven.SPOKEN else None,
        now=timezone.now(),
    )
    messages.success(request, _("Kept."))
    return redirect("desk:data-person", person.pk)


@staff_only("POST", needs=P.EXPORT)
def withdraw(request: HttpRequest, person_id: int) -> HttpResponse:
    """They no longer agree to something."""
    person = Person.objects.get(pk=person_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        purpose = Purpose(form.cleaned_data["purpose"])
        consent.withdraw_consent(person=person, purpose=purpose, now=timezone.now())
        messages.success(request, _("They no longer agree."))
    return redirect("desk:data-person", person.pk)
