"""Whose it is, when it comes back, notes among colleagues, and who else is here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number, numbers
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import assigning, teamwork
from baraza.dialogue.conversations.actions import desk as acts
from baraza.dialogue.conversations.models import Conversation
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.later import meant, moments
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import (
    Toast,
    after_leaving,
    letter_pane,
    toast_alone,
)
from baraza.web.desk.seals import sealed, unsealed
from baraza.web.desk.templatetags.inbox import coming_moment

# Whose it was and why, as the button that undoes it carries them.
FORMER = "desk.inbox.assign"


@staff_only("GET", needs=Permission.FILE_LETTERS)
def colleagues_for(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Whose is it?"""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    colleagues = queries.colleagues_for(
        user=request.user, circle_id=conversation.circle_id, day=timezone.localdate()
    )
    context = {
        "action": reverse("desk:assign", args=[conversation.pk]) + Place.of(request).here,
        "colleagues": colleagues,
        "whose": conversation.assigned_to_id,
        "because": conversation.get_assigned_because_display(),
        "target": "#open",
    }
    return render(request, "desk/inbox/colleagues.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def assign(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Gives the letter to a colleague, or to nobody; with `former` it is whose it was, and why."""
    place = Place.of(request)
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    if "former" in request.POST:
        return _give_back(request, place, conversation)
    chosen = number(request.POST.get("to"))
    to = User.objects.at_work().get(pk=chosen) if chosen else None
    try:
        done = assigning.assign(
            conversations=[conversation.pk], to=to, by=request.user, now=timezone.now()
        )
    except assigning.CannotBeTheirs:
        return toast_alone(request, Toast(words=_("Their role does not answer letters.")))
    if done.left_out:
        return toast_alone(request, Toast(words=_("This letter is for a circle they are not in.")))
    words = _("This is %(name)s’s now.") % {"name": to.name} if to else _("This is nobody’s now.")
    if to == request.user:
        words = _("This is yours now.")
    # Also where it was theirs before: a key that was pressed is answered.
    toast = Toast(words=words)
    if former := done.former.get(conversation.pk):
        toast = Toast(
            words=words,
            undo_url=reverse("desk:assign", args=[conversation.pk]) + place.here,
            undo_fields={"former": sealed([conversation.pk, *former], purpose=FORMER)},
        )
    return letter_pane(request, place, conversation_id=conversation.pk, toast=toast, changed=True)


def _give_back(request: HttpRequest, place: Place, conversation: Conversation) -> HttpResponse:
    try:
        conversation_id, user_id, because = unsealed(request.POST["former"], purpose=FORMER)
    except signing.BadSignature as wrong:
        raise Conversation.DoesNotExist from wrong
    if conversation_id != conversation.pk:
        raise Conversation.DoesNotExist
    former = {conversation.pk: (user_id, because)}
    assigning.restore(former=former, by=request.user, now=timezone.now())
    toast = Toast(words=_("It is as it was before."))
    return letter_pane(request, place, conversation_id=conversation.pk, toast=toast, changed=True)


@staff_only("GET", needs=Permission.FILE_LETTERS)
def later_for(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """When should it come back?"""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    now = timezone.now()
    context = {
        "action": reverse("desk:snooze", args=[conversation.pk]) + Place.of(request).here,
        "moments": moments(now=now),
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "is_put_off": conversation.snoozed_until and conversation.snoozed_until > now,
        "target": "#open",
    }
    return render(request, "desk/inbox/later.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def snooze(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Out of sight until a moment, or back at once."""
    place = Place.of(request)
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    now = timezone.now()
    wanted = request.POST.get("until", "")
    until = meant(wanted, now=now)
    if until is None and wanted and parse_datetime(wanted) is None:
        return toast_alone(request, Toast(words=_("Choose a day that is still to come.")))
    former = acts.snooze(conversation=conversation, until=until, by=request.user)
    toast = Toast(
        words=_("It comes back %(when)s.") % {"when": coming_moment(until)}
        if until
        else _("It is in the inbox again."),
        undo_url=reverse("desk:snooze", args=[conversation.pk]) + place.here,
        undo_fields={"until": former.isoformat() if former else ""},
    )
    if until is None:
        return letter_pane(
            request, place, conversation_id=conversation.pk, toast=toast, changed=True
        )
    return after_leaving(request, place, conversation, toast)


@staff_only("GET", needs=Permission.FILE_LETTERS)
def note_for(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """A note for colleagues, with whom it may be for."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    context = {
        "conversation": conversation,
        "readers": queries.readers_of(circle_id=conversation.circle_id).exclude(pk=request.user.pk),
        "here": Place.of(request).here,
    }
    return render(request, "desk/inbox/note_new.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def write_note(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Keeps a note among staff, and tells whoever is named in it."""
    place = Place.of(request)
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    try:
        note = teamwork.write_note(
            conversation=conversation,
            author=request.user,
            text=request.POST.get("text", ""),
            tell=numbers(request.POST.getlist("tell")),
            now=timezone.now(),
        )
    except teamwork.NothingNoted:
        return toast_alone(request, Toast(words=_("There are no words in the note yet.")))
    toast = Toast(
        words=_("Noted for colleagues."),
        undo_url=reverse("desk:remove-letter-note", args=[conversation.pk]) + place.here,
        undo_fields={"note": str(note.pk)},
    )
    return letter_pane(request, place, conversation_id=conversation.pk, toast=toast)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def remove_note(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Takes one's own note away."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    note = conversation.notes.get(pk=number(request.POST.get("note")), author=request.user)
    teamwork.remove_note(note=note, by=request.user)
    toast = Toast(words=_("The note is gone."))
    return letter_pane(request, Place.of(request), conversation_id=conversation.pk, toast=toast)


@staff_only("POST", needs=Permission.READ_LETTERS)
def pulse(request: HttpRequest) -> HttpResponse:
    """Every twenty seconds from a page somebody looks at: who else has this letter open, what
    was answered or came in on it, and how many letters came in since the list was drawn."""
    place = Place.of(request)
    context: dict[str, object] = {"list_url": place.list_url, "here": place.here}
    if conversation_id := number(request.POST.get("conversation")):
        conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
        context["conversation"] = conversation
        context["others"] = teamwork.be_present(
            conversation=conversation,
            user=request.user,
            now=timezone.now(),
            is_writing="writing" in request.POST,
        )
        if seen := number(request.POST.get("seen")):
            context["since"] = queries.newer_message(
                conversation=conversation, user=request.user, seen=seen
            )
        acts.note_read(conversation=conversation, by=request.user, now=timezone.now())
    moment = moment_in(request.POST.get("drawn", ""))
    if moment is not None:
        context["fresh"] = queries.came_since(
            user=request.user, moment=moment, question=place.asks(request.user)
        )
    return render(request, "desk/inbox/pulse.html", context)


def moment_in(text: str) -> datetime | None:
    """The moment a browser says, with its time zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
