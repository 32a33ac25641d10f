"""A suggested topic: taken with one key, turned down with one key, both undone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.common.numbers import number
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import suggesting as acts
from baraza.dialogue.conversations.models import Conversation
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import Toast, letter_pane


@staff_only("POST", needs=Permission.FILE_LETTERS)
def accept(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Files the letter where it was suggested."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    try:
        topic = acts.accept_suggestion(conversation=conversation, by=request.user)
    except acts.NothingSuggested:
        return _as_it_is(request, conversation)
    toast = Toast(
        words=_("Filed under %(topic)s.") % {"topic": topic.name},
        undo_url=reverse("desk:set-topic", args=[conversation.pk]) + Place.of(request).here,
        undo_fields={"topic": ""},
    )
    return _pane(request, conversation, toast)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def reject(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Never suggests that topic for this letter again."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    try:
        topic = acts.reject_suggestion(
            conversation=conversation, by=request.user, now=timezone.now()
        )
    except acts.NothingSuggested:
        return _as_it_is(request, conversation)
    toast = Toast(
        words=_("%(topic)s is not suggested here again.") % {"topic": topic.name},
        undo_url=reverse("desk:allow-suggestion", args=[conversation.pk]) + Place.of(request).here,
        undo_fields={"topic": str(topic.pk)},
    )
    return _pane(request, conversation, toast)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def allow(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Undoes `reject`."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    topic = Topic.objects.get(pk=number(request.POST.get("topic")))
    acts.allow_suggestion(
        conversation=conversation, topic=topic, by=request.user, now=timezone.now()
    )
    return _pane(request, conversation, None)


def _as_it_is(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    toast = Toast(words=_("A colleague was quicker. This is how it is now."))
    return _pane(request, conversation, toast)


def _pane(request: HttpRequest, conversation: Conversation, toast: Toast | None) -> HttpResponse:
    return letter_pane(
        request,
        Place.of(request),
        conversation_id=conversation.pk,
        toast=toast,
        changed=True,
    )
