"""A letter in the inbox that answers an inquiry: it goes to the file of its case, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.to_agencies import hindrance
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.actions import claiming
from baraza.engagement.casework.queries.claiming import (
    candidates_for,
    found_letter,
    inquiries_like,
    inquiry_to_claim,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import Toast, letter_pane, list_changed, toast_alone

SHOWN = 8


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def choose(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Which inquiry does it answer? Chosen, the letter stands in its thread."""
    if request.method == "POST":
        return _claimed(request, conversation_id)
    place = Place.of(request)
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    conversation = thread.conversation
    words = request.GET.get("words", "").replace("\0", "")[:200]
    likely = candidates_for(conversation=conversation, letters=thread.messages, user=request.user)
    shown = {one.inquiry.pk for one in likely}
    others = inquiries_like(user=request.user, words=words, limit=SHOWN + len(shown))
    context = {
        "question": _("Which inquiry does it answer?") if not request.htmx else "",
        "conversation": conversation,
        "here": place.here,
        "address": reverse("desk:answers-inquiry", args=[conversation.pk]) + place.here,
        "hindrance": hindrance(conversation=conversation),
        "words": words,
        "candidates": [] if words.strip() else likely,
        "others": [one for one in others if words.strip() or one.pk not in shown][:SHOWN],
    }
    part = "answers_page" if not request.htmx else "answers_choose"
    if request.htmx and "words" in request.GET:
        part = "answers_found"
    return render(request, f"desk/cases/{part}.html", context)


def _claimed(request: HttpRequest, conversation_id: int) -> HttpResponse:
    place = Place.of(request)
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    inquiry_id = number(request.POST.get("inquiry"))
    inquiry = inquiry_to_claim(user=request.user, inquiry_id=inquiry_id)
    following = None
    if place.state == "to_answer":
        following = queries.next_to_answer(
            user=request.user, after=conversation, question=place.asks(request.user)
        )
    try:
        found = claiming.claim(
            conversation=conversation, inquiry=inquiry, by=request.user, now=timezone.now()
        )
    except claiming.CannotMove as refused:
        return _refused(request, conversation, _(refused.reason))
    case = reverse("desk:case", args=[inquiry.case_id])
    words = _("It stands in the file of the case now. The clock of %(agency)s stops.") % {
        "agency": inquiry.organisation.name
    }
    undo = reverse("desk:give-back-answer", args=[found.pk]) + place.here
    if not request.htmx:
        messages.success(request, words, extra_tags=undo)
        return redirect(f"{case}#inquiry-{inquiry.pk}")
    toast = Toast(
        words=words,
        undo_url=undo,
        link_url=f"{case}#inquiry-{inquiry.pk}",
        link_words=_("Open the case"),
    )
    return letter_pane(
        request,
        place,
        conversation_id=following.pk if following else None,
        toast=toast,
        gone=conversation,
        all_done=following is None and place.state == "to_answer",
    )


@staff_only("POST", needs=Permission.MANAGE_CASES)
def give_back(request: HttpRequest, found_id: int) -> HttpResponse:
    """It answers something else: it waits in the inbox again."""
    found = found_letter(user=request.user, found_id=found_id)
    conversation = claiming.give_back(found=found, by=request.user, now=timezone.now())
    words = _("The letter is in the inbox again.")
    if not request.htmx:
        messages.success(request, words)
        return redirect("desk:letter", conversation.pk)
    return _pane(request, conversation, Toast(words=words))


@staff_only("POST", needs=Permission.MANAGE_CASES)
def none(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """It answers no inquiry; nobody is asked again."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    claiming.answers_none(conversation=conversation, by=request.user, now=timezone.now())
    toast = Toast(
        words=_("It is not asked again for this letter."),
        undo_url=reverse("desk:may-answer", args=[conversation.pk]) + Place.of(request).here,
    )
    return _pane(request, conversation, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def again(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Undoes `none`."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    claiming.may_answer(conversation=conversation, by=request.user, now=timezone.now())
    return _pane(request, conversation, None)


def _refused(request: HttpRequest, conversation: Conversation, words: str) -> HttpResponse:
    if request.htmx:
        return toast_alone(request, Toast(words=words))
    messages.error(request, words)
    return redirect("desk:letter", conversation.pk)


def _pane(request: HttpRequest, conversation: Conversation, toast: Toast | None) -> HttpResponse:
    if not request.htmx:
        return redirect(reverse("desk:letter", args=[conversation.pk]))
    # Its row may have left the list, or come back to it.
    response = letter_pane(request, Place.of(request), conversation_id=conversation.pk, toast=toast)
    return list_changed(response)
