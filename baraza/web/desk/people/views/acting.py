"""Write, note and warn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import acknowledge
from baraza.base.office.queries import not_yet_acknowledged
from baraza.base.people.actions import care
from baraza.base.people.models import (
    CallFirst,
    ContactKind,
    ContactPoint,
    Person,
    PersonNote,
    StaffWarning,
)
from baraza.dialogue.conversations.actions import begin, reply
from baraza.dialogue.conversations.models import Approval, Conversation
from baraza.dialogue.conversations.queries.writing import salutation, signature
from baraza.web.desk.access import staff_only
from baraza.web.desk.people.forms import LetterForm, NoteForm, WarningForm


@staff_only("GET", "POST", needs=Permission.ANSWER)
def write(request: HttpRequest, person_id: int) -> HttpResponse:
    """What do we want to say?"""
    person = Person.objects.current().get(pk=person_id)
    addresses = _points(person, ContactKind.EMAIL)
    to_be_begun = Conversation(person=person, language=person.language)
    ending = signature(conversation=to_be_begun, author=request.user)
    is_signed = "signed" in request.POST
    form = LetterForm(
        request.POST or None,
        addresses=addresses,
        chosen=request.GET.get("to", ""),
        salutation=salutation(conversation=to_be_begun, author=request.user),
    )
    unread_rules = not_yet_acknowledged(user=request.user)
    if unread_rules and request.POST.get("keeps_to") == str(unread_rules.version):
        acknowledge(user=request.user, version=unread_rules.version, now=timezone.now())
        unread_rules = None
    if request.method == "POST" and form.is_valid() and not unread_rules:
        try:
            message = begin.begin(
                person=person,
                author=request.user,
                subject=form.cleaned_data["subject"],
                text=form.cleaned_data["text"],
                address=form.cleaned_data.get("to", ""),
                is_signed=is_signed,
                now=timezone.now(),
            )
        except begin.NoSubject:
            form.add_error("subject", _("A few words here help them to find your letter again."))
        except reply.NothingToSend:
            form.add_error("text", _("There is nothing in it yet. Write a few words first."))
        except reply.UnfilledFields as missing:
            words = _("These still wait for words: %(fields)s")
            form.add_error("text", words % {"fields": ", ".join(missing.fields)})
        except reply.NobodyToAnswer:
            form.add_error(None, _("We know no e-mail address of theirs that works."))
        except begin.NotToBeContacted:
            form.add_error(None, _("They do not want to be contacted, or have died."))
        else:
            waits = isinstance(message, Approval)
            messages.success(
                request,
                _("Your letter waits for approval, and leaves by itself once it has it.")
                if waits
                else _("Your letter leaves in ten seconds. Until then you can take it back."),
            )
            return redirect("desk:letter", message.conversation_id)
    context = {
        "question": _("What do we want to say to %(name)s?") % {"name": person.name},
        "person": person,
        "form": form,
        "addresses": addresses,
        "signature": ending,
        "is_signed": is_signed or request.method == "GET",
        "asks_for_rules": unread_rules is not None and request.method == "POST",
    }
    refused = form.errors or context["asks_for_rules"]
    return render(request, "desk/people/write.html", context, status=422 if refused else 200)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def note(request: HttpRequest, person_id: int) -> HttpResponse:
    """A few words for colleagues."""
    person = Person.objects.current().get(pk=person_id)
    form = NoteForm(request.POST, user=request.user)
    if form.is_valid():
        care.write_note(
            person=person,
            text=form.cleaned_data["text"],
            circle=form.cleaned_data["circle"],
            by=request.user,
            now=timezone.now(),
        )
    else:
        messages.error(request, _("A note needs a few words. Nothing was kept."))
    return redirect("desk:person", person.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def remove_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Its words go."""
    found = PersonNote.objects.visible_to(request.user).get(pk=note_id)
    person_id = found.person_id
    care.remove_note(note=found, by=request.user)
    return redirect("desk:person", person_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def warn(request: HttpRequest, person_id: int) -> HttpResponse:
    """What all staff must know."""
    person = Person.objects.current().get(pk=person_id)
    form = WarningForm(request.POST)
    if form.is_valid():
        care.place_warning(
            person=person,
            text=form.cleaned_data["text"],
            call_first=CallFirst(form.cleaned_data["call_first"]),
            by=request.user,
            now=timezone.now(),
        )
    else:
        messages.error(request, _("Say what colleagues must know. Nothing was changed."))
    return redirect("desk:person", person.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def lift(request: HttpRequest, warning_id: int) -> HttpResponse:
    """It no longer holds."""
    warning = StaffWarning.objects.in_force().select_related("person").get(pk=warning_id)
    care.lift_warning(warning=warning, by=request.user, now=timezone.now())
    return redirect(reverse("desk:person", args=[warning.person_id]))


def _points(person: Person, kind: ContactKind) -> list[ContactPoint]:
    """Where they are reached that way, the oldest first."""
    links = person.contact_links.filter(contact_point__kind=kind).select_related("contact_point")
    return [link.contact_point for link in links.order_by("pk")]
