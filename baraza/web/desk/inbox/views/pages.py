"""The inbox as a whole page or as the pane that changed, with what must change beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.http import push_url, reswap, trigger_client_event

from baraza.base.accounts.actions.notifications import mark_known
from baraza.base.channels.models import Mailbox, OutgoingState, RawState
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.desk import note_fetched, note_read
from baraza.dialogue.conversations.actions.reply import TIME_TO_TAKE_BACK
from baraza.dialogue.conversations.actions.teamwork import be_present
from baraza.dialogue.conversations.models import Conversation, ConversationState, Direction
from baraza.dialogue.conversations.queries.writing import approvals_in, with_ways_out
from baraza.web.desk.inbox.composer import open_composer
from baraza.web.desk.inbox.filters import chips_for
from baraza.web.desk.inbox.place import TABS, Place

ROWS = 20
# The browser says so where its list does not show the letter, or the case, that is open.
NO_ROW = "No-Row"
# How long the way back stands there: until the letter leaves.
LEAVES_IN = int(TIME_TO_TAKE_BACK.total_seconds())
# Some thirty pages; more of one letter is read on a page of its own.
SHOWN_OF_LETTER = 60_000
SHOWN_COUNTS = {
    "approvals",
    "to_print",
    "to_answer",
    "ambiguous",
    "snoozed",
    "junk",
    RawState.QUARANTINE,
}
FURTHER_PLACES: list[tuple[str, str | Promise, str, str]] = [
    # what is counted, label, address, query; empty ones are not shown
    ("approvals", _("For approval"), "desk:approvals", ""),
    ("to_print", _("To print"), "desk:to-print", ""),
    ("ambiguous", _("Who is it?"), "desk:inbox", "?state=ambiguous"),
    ("snoozed", _("Put off for later"), "desk:inbox", "?snoozed=1"),
    (ConversationState.CLOSED, _("Done without an answer"), "desk:inbox", "?state=closed"),
    (ConversationState.JUNK, _("Junk"), "desk:inbox", "?state=junk"),
    (RawState.MACHINE, _("Machine mail"), "desk:machine-mail", ""),
    (RawState.QUARANTINE, _("Quarantine"), "desk:quarantine", ""),
]


@dataclass(frozen=True, slots=True)
class Toast:
    """What was done, and the way to undo it."""

    words: str
    undo_url: str = ""
    undo_words: str = ""
    undo_fields: dict[str, str] = field(default_factory=dict)
    seconds: int = 8
    leaves: bool = False
    # Where to go from here, beside undoing it.
    link_url: str = ""
    link_words: str = ""


def inbox_page(
    request: HttpRequest, place: Place, *, conversation_id: int | None = None, **further: Any
) -> HttpResponse:
    """The whole page: list, and the letter where one is named."""
    return render(
        request,
        "desk/inbox/inbox.html",
        {
            **list_context(request, place),
            **places_context(request, place),
            **(letter_context(request, conversation_id) if conversation_id else {}),
            **further,
        },
    )


def letter_pane(
    request: HttpRequest,
    place: Place,
    *,
    conversation_id: int | None,
    toast: Toast | None = None,
    gone: Conversation | None = None,
    changed: bool = False,
    ahead: bool = False,
    **further: Any,
) -> HttpResponse:
    """The pane with a letter, or with nothing left to read; `gone` leaves the list.

    With `changed`, the row of the letter is drawn anew where the list shows it.
    """
    context = {
        **_where(place),
        **(letter_context(request, conversation_id, ahead=ahead) if conversation_id else {}),
        **further,
    }
    parts = [render_to_string("desk/inbox/open.html", context, request)]
    shows_row = NO_ROW not in request.headers
    if changed and shows_row:
        conversation = context["thread"].conversation
        name_the_ambiguous([conversation])
        row = {**context, "conversation": conversation, "oob": "outerHTML"}
        parts.append(render_to_string("desk/inbox/row.html", row, request))
    if gone is not None and shows_row:
        row = {"conversation": gone, "oob": "delete"}
        parts.append(render_to_string("desk/inbox/row.html", row, request))
    if gone is not None or changed:
        states = {**places_context(request, place), "oob": True}
        parts.append(render_to_string("desk/inbox/states.html", states, request))
    if toast is not None:
        parts.append(render_to_string("desk/inbox/toast.html", {"toast": toast}, request))
    response = HttpResponse("".join(parts))
    if gone is not None:
        address = (
            reverse("desk:letter", args=[conversation_id]) + place.here
            if conversation_id
            else place.list_url
        )
        return push_url(response, address)
    return response


def after_leaving(
    request: HttpRequest, place: Place, conversation: Conversation, toast: Toast
) -> HttpResponse:
    """What is read next once this letter needs nothing more.

    Where the list is what needs an answer, the next of them; elsewhere the letter stays open.
    """
    if place.state != "to_answer":
        return letter_pane(
            request, place, conversation_id=conversation.pk, toast=toast, changed=True
        )
    following = queries.next_to_answer(
        user=request.user, after=conversation, question=place.asks(request.user)
    )
    return letter_pane(
        request,
        place,
        conversation_id=following.pk if following else None,
        toast=toast,
        gone=conversation,
        all_done=following is None,
    )


def toast_alone(request: HttpRequest, toast: Toast) -> HttpResponse:
    """Says something and leaves the page as it is."""
    return reswap(render(request, "desk/inbox/toast.html", {"toast": toast}), "none")


def list_changed(response: HttpResponse) -> HttpResponse:
    """The list beside it is asked for again: more of it changed than one row."""
    return trigger_client_event(response, "inbox-changed")


def list_context(request: HttpRequest, place: Place) -> dict[str, Any]:
    """The rows, and the way to older ones."""
    rows = queries.inbox(
        user=request.user,
        question=place.asks(request.user),
        before=place.before,
        limit=ROWS + 1,
    )
    shown = rows[:ROWS]
    name_the_ambiguous(shown)
    return {
        **_where(place),
        "conversations": shown,
        "older": place.older_than(shown[-1]) if len(rows) > ROWS else "",
        "further": place.before is not None,
        "drawn": timezone.now().isoformat(),
        "has_mailbox": bool(shown) or Mailbox.objects.exists(),
    }


def name_the_ambiguous(rows: list[Conversation]) -> None:
    """Where nobody is chosen yet, the row says what the sender called themselves."""
    names = queries.sender_names(conversations=[row.pk for row in rows if row.person_id is None])
    for row in rows:
        row.sender_name = names.get(row.pk, "")


def places_context(request: HttpRequest, place: Place) -> dict[str, Any]:
    """The tabs above the list and the quieter places below it, with the counts worth acting on."""
    counts = queries.counts(user=request.user)
    # Whose, where and about what holds for every state; late and put off only for what waits.
    kept = {n: v for n, v in place.filters.items() if n not in {"late", "due", "snoozed"}}
    tabs = [
        {
            "label": label,
            "url": Place(state=state, search=place.search, filters=kept).list_url,
            "current": state == place.state,
            "count": counts.get(state) if state in SHOWN_COUNTS and not kept else None,
        }
        for state, label in TABS.items()
    ]
    quiet = [
        {
            "label": label,
            "url": reverse(name) + query,
            "count": counts[counted] if counted in SHOWN_COUNTS else None,
        }
        for counted, label, name, query in FURTHER_PLACES
        if counts.get(counted)
    ]
    return {"states": tabs, "quiet_places": quiet}


def letter_context(
    request: HttpRequest, conversation_id: int, *, ahead: bool = False
) -> dict[str, Any]:
    """The letter with its thread, and that it was read. Raises Conversation.DoesNotExist.

    `ahead`: a browser keeps it ready behind the letter that is read, so nobody is at it yet; that
    it was handed out stands in the trail all the same.
    """
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    now = timezone.now()
    others = []
    if ahead:
        note_fetched(conversation=thread.conversation, by=request.user, now=now)
    else:
        note_read(conversation=thread.conversation, by=request.user, now=now)
        mark_known(user=request.user, about=thread.conversation, now=now)
        others = be_present(conversation=thread.conversation, user=request.user, now=now)
    with_ways_out(thread=thread)
    approvals = approvals_in(conversation=thread.conversation, user=request.user)
    fold_what_was_answered(thread)
    for message in thread.messages:
        message.at = message.happened_at
    for note in thread.notes:
        note.at, note.is_note = note.written_at, True
    return {
        "thread": thread,
        "entries": sorted([*thread.messages, *thread.notes], key=attrgetter("at")),
        "others": others,
        "seen": max((message.pk for message in thread.messages), default=0),
        "approvals": approvals,
        "composer": open_composer(thread, user=request.user, approval=approvals.own)
        if thread.own_draft
        else None,
    }


def fold_what_was_answered(thread: queries.Thread) -> None:
    """Opens our last answer and what came after it; what lies before stays one line each."""
    last_answer = 0
    for position, message in enumerate(thread.messages):
        message.is_unfolded = False
        message.shown = message.said[:SHOWN_OF_LETTER]
        message.quoted = message.quoted[:SHOWN_OF_LETTER]
        message.is_cut = len(message.said) > SHOWN_OF_LETTER
        if message.direction == Direction.OUTGOING:
            last_answer = position
        item = message.outgoing
        message.can_be_taken_back = item is not None and item.state == OutgoingState.WAITING
    for message in thread.messages[last_answer:]:
        message.is_unfolded = True


def _where(place: Place) -> dict[str, Any]:
    return {
        "question": place.question,
        "state": place.state,
        "search": place.search,
        "here": place.here,
        "list_url": place.list_url,
        "chips": chips_for(place),
        "kept_parts": {name: part for name, part in place.parts.items() if name != "search"},
    }
