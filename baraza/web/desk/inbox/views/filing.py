"""Topic, done, junk and back, and who it is: each act says what it did and can be undone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.base.people.models import Person
from baraza.common.numbers import is_number, number
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import desk as acts
from baraza.dialogue.conversations.models import ConversationState
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import Toast, after_leaving, letter_pane, toast_alone

PUT_AWAY = {ConversationState.CLOSED, ConversationState.JUNK}
# What it may have been before that.
BEFORE = {ConversationState.TO_ANSWER, ConversationState.ANSWERED, ConversationState.CLOSED}


@staff_only("GET", needs=Permission.FILE_LETTERS)
def topics_for(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """What is it about?"""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    context = {
        "conversation": conversation,
        "topics": Topic.objects.in_use(),
        "action": reverse("desk:set-topic", args=[conversation.pk]) + Place.of(request).here,
    }
    return render(request, "desk/inbox/topics_for.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def set_topic(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Files the letter under a topic, or under none."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    chosen = number(request.POST.get("topic"))
    topic = Topic.objects.get(pk=chosen) if chosen else None
    former = acts.set_topic(conversation=conversation, topic=topic, by=request.user)
    words = _("Filed under %(topic)s.") % {"topic": topic.name} if topic else _("No topic now.")
    toast = Toast(
        words=words,
        undo_url=reverse("desk:set-topic", args=[conversation.pk]) + Place.of(request).here,
        undo_fields={"topic": str(former.pk) if former else ""},
    )
    return letter_pane(
        request,
        Place.of(request),
        conversation_id=conversation.pk,
        toast=None if former == topic else toast,
        changed=True,
    )


@staff_only("POST", needs=Permission.FILE_LETTERS)
def close(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Done without an answer."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    seen = request.POST.get("seen", "")
    try:
        former = acts.close(
            conversation=conversation,
            by=request.user,
            last_seen_id=number(seen) if is_number(seen) else None,
        )
    except acts.NewLetter:
        words = _("They have written again meanwhile. Nothing was changed: read it first.")
        return letter_pane(
            request,
            Place.of(request),
            conversation_id=conversation.pk,
            toast=Toast(words=words),
            changed=True,
        )
    toast = Toast(
        words=_("Done."),
        undo_url=reverse("desk:reopen", args=[conversation.pk]),
        undo_fields={"state": former},
    )
    return after_leaving(request, Place.of(request), conversation, toast)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def reopen(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """It needs an answer after all; undoing `close`, it stands as it stood."""
    return _brought_back(request, conversation_id, acts.reopen)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def junk(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Out of sight; nothing is deleted."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    former = acts.move_to_junk(conversation=conversation, by=request.user)
    if not request.htmx:
        return redirect(reverse("desk:inbox") + "?state=junk")
    toast = Toast(
        words=_("Moved to junk."),
        undo_url=reverse("desk:not-junk", args=[conversation.pk]),
        undo_fields={"state": former},
    )
    return after_leaving(request, Place.of(request), conversation, toast)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def not_junk(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """A real letter after all; undoing `junk`, it stands as it stood."""
    response = _brought_back(request, conversation_id, acts.move_from_junk)
    if request.POST.get("state") not in BEFORE:
        undo_url = reverse("desk:junk", args=[conversation_id])
        messages.success(request, _("No junk: it is in the inbox again."), extra_tags=undo_url)
    return response


def _brought_back(
    request: HttpRequest, conversation_id: int, act: Callable[..., str]
) -> HttpResponse:
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    former = request.POST.get("state", "")
    if former not in BEFORE:
        act(conversation=conversation, by=request.user)
    elif conversation.state in PUT_AWAY:  # else a letter that came meanwhile has opened it
        state = ConversationState(former)
        acts.set_state(conversation=conversation, state=state, by=request.user)
    return HttpResponseClientRedirect(reverse("desk:letter", args=[conversation.pk]))


@staff_only("POST", needs=Permission.FILE_LETTERS)
def choose_person(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Says who an ambiguous sender is; an empty choice asks the question again."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    chosen = request.POST.get("person", "")
    if not chosen:
        acts.unchoose_person(conversation=conversation, by=request.user)
        return letter_pane(
            request, Place.of(request), conversation_id=conversation.pk, changed=True
        )
    person = Person.objects.get(pk=number(chosen)) if is_number(chosen) else None
    try:
        found = acts.choose_person(
            conversation=conversation, person=person, now=timezone.now(), by=request.user
        )
    except acts.NotACandidate:
        return toast_alone(request, Toast(words=_("This cannot be that person.")))
    toast = Toast(
        words=_("This is %(name)s.") % {"name": found.name},
        undo_url=reverse("desk:choose-person", args=[conversation.pk]) + Place.of(request).here,
        undo_fields={"person": ""},
    )
    return letter_pane(
        request, Place.of(request), conversation_id=conversation.pk, toast=toast, changed=True
    )
