"""Two conversations that are one matter, and one that is two."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import push_url

from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import joining
from baraza.dialogue.conversations.models import Joining
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import (
    Toast,
    letter_pane,
    list_changed,
    toast_alone,
)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def split(request: HttpRequest, message_id: int) -> HttpResponse:
    """A letter and what follows it become a conversation of their own."""
    place = Place.of(request)
    message = queries.message_for(user=request.user, message_id=message_id)
    former = message.conversation_id
    try:
        made = joining.split(message=message, by=request.user, now=timezone.now())
    except joining.NothingToSplit:
        return toast_alone(request, Toast(words=_("Nothing would be left of the rest.")))
    toast = Toast(
        words=_("This is a matter of its own now."),
        undo_url=reverse("desk:join", args=[former]) + place.here,
        undo_fields={"conversation": str(made.pk)},
    )
    answer = letter_pane(request, place, conversation_id=made.pk, toast=toast)
    return push_url(list_changed(answer), reverse("desk:letter", args=[made.pk]) + place.here)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def join(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Another conversation of the same person is this matter too."""
    place = Place.of(request)
    into = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    other = queries.conversation_for(
        user=request.user, conversation_id=number(request.POST.get("conversation"))
    )
    try:
        made = joining.join(conversation=other, into=into, by=request.user, now=timezone.now())
    except joining.CannotJoin:
        words = _("These two cannot be one: they are not with the same person, or not for all.")
        return toast_alone(request, Toast(words=words))
    toast = Toast(
        words=_("Both are one matter now."),
        undo_url=reverse("desk:part", args=[into.pk]) + place.here,
        undo_fields={"joining": str(made.pk)},
    )
    answer = letter_pane(request, place, conversation_id=into.pk, toast=toast)
    return list_changed(answer)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def part(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """They were two after all."""
    kept = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    made = Joining.objects.select_related("joined", "kept").get(
        pk=number(request.POST.get("joining")), kept=kept
    )
    joining.part(joining=made, by=request.user, now=timezone.now())
    toast = Toast(words=_("They are two again."))
    answer = letter_pane(request, Place.of(request), conversation_id=kept.pk, toast=toast)
    return list_changed(answer)
