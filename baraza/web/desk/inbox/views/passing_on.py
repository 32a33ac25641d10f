"""Passing a letter on to the office that can help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.common.paper import long_date
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import passing_on
from baraza.dialogue.conversations.actions.answering import answer_address
from baraza.dialogue.conversations.actions.reply import (
    NeedsApproval,
    NothingToSend,
    TooLate,
    UnfilledFields,
)
from baraza.dialogue.conversations.models import Direction, Message
from baraza.dialogue.conversations.queries.writing import (
    language_of,
    offices_to_pass_on_to,
    redirect_for,
    signature,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.forms import PassOnForm
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.answering import show_composer
from baraza.web.desk.inbox.views.pages import (
    LEAVES_IN,
    Toast,
    after_leaving,
    inbox_page,
    letter_pane,
    list_changed,
    toast_alone,
)

TO_WHOM = "[to_whom]"


@staff_only("GET", "POST", needs=Permission.ANSWER)
def pass_on(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Who can help?"""
    place = Place.of(request)
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    letter = thread.newest_letter
    if letter is None:
        raise Message.DoesNotExist
    form = _form(request, thread, letter)
    if request.method == "POST" and form.is_valid():
        done = _passed_on(request, thread, letter, form)
        if done is not None:
            return after_leaving(request, place, thread.conversation, done)
    context = {"passing_on": form, "conversation": thread.conversation, "letter": letter}
    if request.htmx and not request.htmx.history_restore_request:
        status = 422 if form.errors else 200
        return show_composer(request, place, None, status=status, **context)
    return inbox_page(
        request, place, conversation_id=conversation_id, composer=None, passing_on=form
    )


@staff_only("POST", needs=Permission.ANSWER)
def take_back(request: HttpRequest, redirect_id: int) -> HttpResponse:
    """Neither the letter nor the note leaves; both are as they were, to be changed."""
    redirect = redirect_for(user=request.user, redirect_id=redirect_id)
    forwarded, told = redirect.passed_on, redirect.told
    conversation_id = forwarded.conversation_id
    former = {
        "to": f"{forwarded.outgoing.recipient_name} <{forwarded.outgoing.recipient}>",
        "covering": forwarded.said,
        "note": told.said if told else "",
    }
    try:
        passing_on.take_back_passing_on(redirect=redirect, by=request.user, now=timezone.now())
    except TooLate:
        return toast_alone(request, Toast(words=_("Too late: it has left.")))
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    form = None
    if thread.newest_letter:
        form = _form(request, thread, thread.newest_letter, former=former)
    return list_changed(
        letter_pane(
            request,
            Place.of(request),
            conversation_id=conversation_id,
            passing_on=form,
            toast=Toast(words=_("Neither has left. Your words are here again.")),
        )
    )


def _form(
    request: HttpRequest,
    thread: queries.Thread,
    letter: Message,
    *,
    former: dict[str, str] | None = None,
) -> PassOnForm:
    letters = [m for m in thread.messages if m.direction == Direction.INCOMING]
    address, _name = answer_address(conversation=thread.conversation, letters=letters)
    return PassOnForm(
        request.POST if former is None and request.method == "POST" else None,
        initial=former or _usual_words(request, thread, letter),
        attachments=[one for one in letter.attachments.all() if not one.is_inline],
        offices=offices_to_pass_on_to(),
        can_be_told=bool(address),
    )


def _usual_words(request: HttpRequest, thread: queries.Thread, letter: Message) -> dict[str, str]:
    """To begin with: the note in the writer's language, the covering words in the office's."""
    conversation, office = thread.conversation, profile()
    ending = signature(conversation=conversation, author=request.user) or office.name
    fields = queries.merge_fields(
        conversation=conversation,
        author=request.user,
        language=language_of(conversation=conversation),
    )
    language = office.default_language
    with translation.override(language):
        covering = _(
            "Good day,\n\nthe letter below reached us on %(day)s. It is yours to decide, so we "
            "pass it on with the request that you answer it. We would be grateful for a copy of "
            "your answer."
        ) % {"day": long_date(timezone.localdate(letter.happened_at), language)}
    with translation.override(language_of(conversation=conversation)):
        note = _(
            "Thank you for writing to us. What you ask is not ours to decide, but that of "
            "%(to_whom)s. We have sent them your letter today and asked them to answer you. If "
            "you hear nothing within three weeks, please tell us."
        ) % {"to_whom": TO_WHOM}
    greeting = fields["greeting"]
    return {
        "covering": f"{covering}\n\n{office.name}",
        "note": "\n\n".join(filter(None, [greeting, note, ending])),
    }


def _passed_on(
    request: HttpRequest, thread: queries.Thread, letter: Message, form: PassOnForm
) -> Toast | None:
    """What the toast says once both are on their way; None where the form says what is wrong."""
    given: dict[str, Any] = form.cleaned_data
    office = given["to"]
    try:
        redirect = passing_on.pass_on(
            letter=letter,
            office=office,
            covering=given["covering"],
            note=given.get("note", "").replace(TO_WHOM, office.name),
            sender_line=_sender_line(thread, letter) if given["names"] else "",
            files=list(given.get("files", [])),
            by=request.user,
            now=timezone.now(),
        )
    except passing_on.NoSuchAddress:
        form.add_error("to", _("Nothing can be sent there. Look at the address once more."))
    except NothingToSend:
        form.add_error(None, _("A few words are needed for both."))
    except UnfilledFields as missing:
        form.add_error(
            "note",
            _("These still wait for words: %(fields)s") % {"fields": ", ".join(missing.fields)},
        )
    except NeedsApproval:
        form.add_error(None, _("Ask a colleague who may approve to pass it on."))
    else:
        words = [_("The letter goes to %(name)s.") % {"name": office.name}]
        if redirect.told is None:
            words.append(_("The writer still has to be told."))
        if redirect.passed_on.outgoing.files.count() < len(given.get("files", [])):
            words.append(_("Files that are not what they say stay here."))
        return Toast(
            words=" ".join(words),
            undo_url=reverse("desk:take-back-passing-on", args=[redirect.pk]),
            undo_words=_("Take it back"),
            seconds=LEAVES_IN,
            leaves=True,
        )
    return None


def _sender_line(thread: queries.Thread, letter: Message) -> str:
    """Who wrote, when, and where they can be reached."""
    who = " ".join(filter(None, [letter.author_name, f"<{letter.author_address}>"]))
    language = profile().default_language
    with translation.override(language):
        day = long_date(timezone.localdate(letter.happened_at), language)
        return _("From: %(who)s\nDate: %(day)s\nSubject: %(subject)s") % {
            "who": who,
            "day": day,
            "subject": letter.subject or thread.conversation.subject,
        }
