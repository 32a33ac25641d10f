"""Writing an answer, sending it, and taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from baraza.base.accounts.rules import Permission, require
from baraza.base.channels.actions.outbox import send_again as send_item_again
from baraza.base.office.actions import acknowledge
from baraza.base.office.queries import not_yet_acknowledged
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import drafts
from baraza.dialogue.conversations.actions import reply as answers
from baraza.dialogue.letters.merging import merge
from baraza.dialogue.letters.models import LetterText
from baraza.dialogue.letters.queries import offered
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.composer import Composer, open_composer
from baraza.web.desk.inbox.forms import AnswerForm
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import (
    Toast,
    after_leaving,
    inbox_page,
    letter_pane,
    toast_alone,
)


class RulesFirst(Exception):
    """The author has not acknowledged the rules of conduct (requirement P6)."""


@staff_only("GET", "POST", needs=Permission.DRAFT)
def reply(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The composer; sent, the answer waits ten seconds and the next letter opens."""
    place = Place.of(request)
    if request.method == "GET":
        thread = queries.thread(user=request.user, conversation_id=conversation_id)
        composer = _begun_by_a_colleague(request, thread) or open_composer(thread)
        if request.htmx and not request.htmx.history_restore_request:
            return _composer(request, place, composer)
        return inbox_page(request, place, conversation_id=conversation_id, composer=composer)
    require(request.user, Permission.ANSWER)
    return _send(request, place, conversation_id)


def _begun_by_a_colleague(request: HttpRequest, thread: queries.Thread) -> Composer | None:
    """The words of a colleague's draft, to go on with: who only drafts needs somebody who sends."""
    number = _number(request.GET.get("from"))
    draft = next((one for one in thread.drafts_of_others if one.pk == number), None)
    if draft is None:
        return None
    return open_composer(
        thread, text=draft.text, subject=draft.subject, letter_text_id=draft.letter_text_id
    )


def _send(request: HttpRequest, place: Place, conversation_id: int) -> HttpResponse:
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    form = AnswerForm(request.POST)
    form.is_valid()
    written = form.cleaned_data
    answered_by = None
    unread_rules = not_yet_acknowledged(user=request.user)
    if unread_rules and request.POST.get("keeps_to") == str(unread_rules.version):
        acknowledge(user=request.user, version=unread_rules.version, now=timezone.now())
        unread_rules = None
    try:
        if unread_rules:
            raise RulesFirst
        message = answers.reply(
            conversation=conversation,
            author=request.user,
            text=written.get("text", ""),
            subject=written.get("subject", ""),
            letter_text=written.get("letter"),
            last_seen_id=written.get("seen"),
            now=timezone.now(),
        )
    except RulesFirst:
        problem = _("Before your first letter leaves, please read how we treat people.")
    except answers.NothingToSend:
        problem = _("There is nothing in it yet. Write a few words first.")
    except answers.UnfilledFields as missing:
        problem = _("These still wait for words: %(fields)s") % {
            "fields": ", ".join(missing.fields)
        }
    except answers.NobodyToAnswer:
        problem = _("They left no e-mail address. Telephone or write to them on paper instead.")
    except answers.AlreadyAnswered as already:
        answered_by = already.message
        problem = _(
            "A colleague has answered while you wrote. Read it; send yours if it is needed."
        )
    else:
        toast = Toast(
            words=_("Your answer to %(name)s is ready.")
            % {"name": message.outgoing.recipient_name or message.outgoing.recipient},
            undo_url=reverse("desk:take-back", args=[message.pk]),
            undo_words=_("Take it back"),
            seconds=int(answers.TIME_TO_TAKE_BACK.total_seconds()),
            leaves=True,
        )
        return after_leaving(request, place, conversation, toast)

    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    letter = written.get("letter")
    composer = open_composer(
        thread,
        text=written.get("text", ""),
        subject=written.get("subject", ""),
        letter_text_id=letter.pk if letter else None,
        problem=problem,
        answered_by=answered_by,
        asks_for_rules=unread_rules is not None,
    )
    return _composer(request, place, composer, status=422)


@staff_only("POST", needs=Permission.DRAFT)
def use_letter(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """A letter of the library with the person's own details, after what was written already."""
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    text = LetterText.objects.get(pk=_number(request.POST.get("choice")))
    fields = queries.merge_fields(
        conversation=thread.conversation, author=request.user, language=text.language
    )
    draft = thread.own_draft.text if thread.own_draft else ""
    before = request.POST.get("text", draft).strip()
    merged = merge(text.body, fields)
    composer = open_composer(
        thread,
        text=f"{before}\n\n{merged}" if before else merged,
        subject=request.POST.get("subject", "") if before else merge(text.subject, fields),
        letter_text_id=text.pk,
    )
    return _composer(request, Place.of(request), composer)


@staff_only("GET", needs=Permission.DRAFT)
def letters_for(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Which letters suit this one?"""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    texts = offered(topic_id=conversation.topic_id, language=conversation.language)
    best: dict[int, LetterText] = {}
    for text in texts:
        best.setdefault(text.letter_id, text)
    context = {
        "conversation": conversation,
        "letters": list(best.values()),
        "in_other_languages": [text for text in texts if text is not best[text.letter_id]],
        "here": Place.of(request).here,
    }
    return render(request, "desk/inbox/letters_for.html", context)


@staff_only("POST", needs=Permission.DRAFT)
def draft(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Keeps what is being written, while it is written."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    form = AnswerForm(request.POST)
    form.is_valid()
    kept = drafts.save_draft(
        conversation=conversation,
        author=request.user,
        text=form.cleaned_data.get("text", ""),
        subject=form.cleaned_data.get("subject", ""),
        letter_text=form.cleaned_data.get("letter"),
        now=timezone.now(),
    )
    return render(request, "desk/inbox/saved.html", {"saved_at": kept.saved_at})


@staff_only("POST", needs=Permission.DRAFT)
def discard(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Throws one's own draft away and closes the composer."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    drafts.discard_draft(conversation=conversation, author=request.user)
    return HttpResponse()


@staff_only("POST", needs=Permission.ANSWER)
def take_back(request: HttpRequest, message_id: int) -> HttpResponse:
    """The answer does not leave: its words are in the composer again."""
    message = queries.message_for(user=request.user, message_id=message_id)
    number = message.conversation_id
    try:
        answers.take_back(message=message, author=request.user, now=timezone.now())
    except answers.TooLate:
        return toast_alone(request, Toast(words=_("Too late: it has left.")))
    return HttpResponseClientRedirect(reverse("desk:reply", args=[number]))


@staff_only("POST", needs=Permission.ANSWER)
def send_again(request: HttpRequest, message_id: int) -> HttpResponse:
    """Another try for an answer that could not be sent."""
    message = queries.message_for(user=request.user, message_id=message_id)
    tried = message.outgoing_id and send_item_again(
        item_id=message.outgoing_id, now=timezone.now(), by=request.user
    )
    words = _("It is on its way again.") if tried else _("It has been sent already.")
    return letter_pane(
        request,
        Place.of(request),
        conversation_id=message.conversation_id,
        toast=Toast(words=words),
    )


def _composer(
    request: HttpRequest, place: Place, composer: Composer, *, status: int = 200
) -> HttpResponse:
    context = {"composer": composer, "here": place.here}
    response = render(request, "desk/inbox/composer.html", context, status=status)
    return reswap(retarget(response, "#composer"), "innerHTML")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
