"""Writing an answer, sending it, and taking it back."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from baraza.base.accounts.rules import Permission, may
from baraza.base.channels.actions.outbox import send_again as send_item_again
from baraza.base.office.actions import acknowledge
from baraza.base.office.models import ConductRules
from baraza.base.office.queries import not_yet_acknowledged, profile
from baraza.common.numbers import number
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import answering, approving, drafts
from baraza.dialogue.conversations.actions import reply as answers
from baraza.dialogue.conversations.actions.teamwork import be_gone
from baraza.dialogue.conversations.models import Approval, Conversation, DraftFile, Message
from baraza.dialogue.conversations.queries.writing import approvals_in, language_of, salutation
from baraza.dialogue.letters.merging import merge
from baraza.dialogue.letters.models import LetterText
from baraza.dialogue.letters.queries import offered, talking_points, tone
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.composer import Composer, Written, begun_by, open_composer
from baraza.web.desk.inbox.forms import AnswerForm
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import (
    LEAVES_IN,
    Toast,
    after_leaving,
    inbox_page,
    letter_pane,
    list_changed,
    toast_alone,
)

# What can be wrong with an answer; each is said in the composer, with every word kept.
REFUSALS = (
    answers.NothingToSend,
    answers.UnfilledFields,
    answers.NobodyToAnswer,
    answers.AlreadyAnswered,
    answers.LetterChanged,
)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def reply(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The composer; sent, the answer waits ten seconds and the next letter opens."""
    place = Place.of(request)
    if request.method == "POST":
        return _send(request, place, conversation_id, AnswerForm(request.POST).written)
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    approvals = approvals_in(conversation=thread.conversation, user=request.user)
    composer = open_composer(
        thread,
        user=request.user,
        written=begun_by(thread, number(request.GET.get("from"))),
        approval=approvals.own,
    )
    if request.htmx and not request.htmx.history_restore_request:
        return show_composer(request, place, composer, approvals=approvals)
    return inbox_page(
        request, place, conversation_id=conversation_id, composer=composer, is_asked_for=True
    )


def _send(
    request: HttpRequest, place: Place, conversation_id: int, written: Written
) -> HttpResponse:
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    if unread := rules_first(request):
        return refused(request, place, conversation_id, written, unread_rules=unread)
    words = written.words(conversation=conversation, author=request.user)
    try:
        done = _out(request, conversation, words)
    except REFUSALS as refusal:
        return refused(request, place, conversation_id, written, refusal=refusal)
    be_gone(conversation=conversation, user=request.user)
    if isinstance(done, Approval):
        toast = Toast(
            words=_("Somebody who may approve reads it now. Then it leaves by itself."),
            undo_url=reverse("desk:withdraw-asking", args=[done.pk]),
            undo_words=_("Go on writing"),
        )
        pane = letter_pane(request, place, conversation_id=conversation.pk, toast=toast)
        return list_changed(pane)
    return after_leaving(request, place, conversation, leaving_toast(done))


def _out(
    request: HttpRequest, conversation: Conversation, words: answering.Words
) -> Message | Approval:
    """It leaves, or is put before somebody where the author's answers need that."""
    now = timezone.now()
    if may(request.user, Permission.ANSWER):
        try:
            return answers.send(
                conversation=conversation, author=request.user, words=words, now=now
            )
        except answers.NeedsApproval:
            pass  # what else may be wrong with it is found when asking, too
    return approving.ask(conversation=conversation, author=request.user, words=words, now=now)


def leaving_toast(message: Message) -> Toast:
    """Ten seconds to take it back."""
    return Toast(
        words=_("Your answer to %(name)s is ready.")
        % {"name": message.outgoing.recipient_name or message.outgoing.recipient},
        undo_url=reverse("desk:take-back", args=[message.pk]),
        undo_words=_("Take it back"),
        seconds=LEAVES_IN,
        leaves=True,
    )


def rules_first(request: HttpRequest) -> ConductRules | None:
    """The rules of conduct the author has yet to acknowledge (requirement P6), or None."""
    unread = not_yet_acknowledged(user=request.user)
    if unread and request.POST.get("keeps_to") == str(unread.version):
        acknowledge(user=request.user, version=unread.version, now=timezone.now())
        return None
    return unread


def refused(
    request: HttpRequest,
    place: Place,
    conversation_id: int,
    written: Written,
    *,
    refusal: Exception | None = None,
    unread_rules: ConductRules | None = None,
    paper_problem: str | Promise = "",
) -> HttpResponse:
    """The composer again with every word in it, and what is in the way."""
    problem, answered_by = "", None
    if unread_rules:
        problem = _("Before your first letter leaves, please read how we treat people.")
    elif isinstance(refusal, answers.NothingToSend):
        problem = _("There is nothing in it yet. Write a few words first.")
    elif isinstance(refusal, answers.UnfilledFields):
        problem = _("These still wait for words: %(fields)s") % {
            "fields": ", ".join(refusal.fields)
        }
    elif isinstance(refusal, answers.NobodyToAnswer):
        problem = _("They left no e-mail address. Print your answer, or telephone instead.")
    elif isinstance(refusal, answers.LetterChanged):
        # Seen now: sent once more, it leaves as it stands.
        written = replace(written, letter_version=refusal.letter_text.version)
        problem = _(
            "A colleague has changed the letter “%(name)s” while you wrote. Your words are kept "
            "as they were; send them again if they are still right."
        ) % {"name": refusal.letter_text.letter.name}
    elif isinstance(refusal, answers.AlreadyAnswered):
        answered_by = refusal.message
        problem = _(
            "A colleague has answered while you wrote. Read it; send yours if it is needed."
        )
    elif isinstance(refusal, answers.NeedsApproval):
        paper_problem = _("Somebody who may approve has to read it first: ask for approval.")
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    composer = open_composer(
        thread,
        user=request.user,
        written=written,
        problem=problem,
        paper_problem=paper_problem,
        answered_by=answered_by,
        asks_for_rules=unread_rules is not None,
    )
    approvals = approvals_in(conversation=thread.conversation, user=request.user)
    return show_composer(request, place, composer, status=422, approvals=approvals)


@staff_only("POST", needs=Permission.DRAFT)
def use_letter(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """A letter of the library with the person's own details, after what was written already; with
    `anew` in its stead, and with `send` it leaves at once.
    """
    place = Place.of(request)
    thread = queries.thread(user=request.user, conversation_id=conversation_id)
    text = LetterText.objects.select_related("letter").get(pk=number(request.POST.get("choice")))
    fields = queries.merge_fields(
        conversation=thread.conversation, author=request.user, language=text.language
    )
    draft = thread.own_draft.text if thread.own_draft else ""
    before = "" if "anew" in request.POST else request.POST.get("text", draft).strip()
    begun = salutation(conversation=thread.conversation, author=request.user)
    before = "" if before == begun else before
    merged = merge(text.body, fields)
    if begun and before.startswith(begun):  # nobody is greeted twice
        merged = merged.removeprefix(fields["greeting"]).lstrip()
    written = Written(
        text=f"{before}\n\n{merged}" if before else merged,
        subject=request.POST.get("subject", "") if before else merge(text.subject, fields),
        letter_text=text,
        letter_version=text.version,
        # With no composer open, what was there when the letter was opened.
        seen=number(request.POST.get("seen") or request.POST.get("opened")) or _newest(thread),
        is_signed="[staff_name]" not in text.body,
    )
    if "send" in request.POST:
        response = _send(request, place, conversation_id, written)
        return response if response.status_code == 422 else retarget(response, "#open")
    composer = open_composer(thread, user=request.user, written=written)
    return show_composer(request, place, composer, is_put_in="anew" not in request.POST)


def _newest(thread: queries.Thread) -> int:
    return max((message.pk for message in thread.messages), default=0)


@staff_only("GET", needs=Permission.DRAFT)
def letters_for(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Which letters suit this one?"""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    texts = offered(
        topic_id=conversation.topic_id,
        language=language_of(conversation=conversation),
        fallback=profile().default_language,
    )
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


@staff_only("GET", needs=Permission.DRAFT)
def at_hand(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """What we say on this topic, and how we sound."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    language = language_of(conversation=conversation)
    if language not in profile().languages:
        language = profile().default_language
    context = {
        "conversation": conversation,
        "points": talking_points(topic_id=conversation.topic_id),
        "tone": tone(language=language),
        "language": language,
    }
    return render(request, "desk/inbox/at_hand.html", context)


@staff_only("POST", needs=Permission.DRAFT)
def draft(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Keeps what is being written, while it is written; with `back`, what was put away is here
    again."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    kept = keep_draft(request, conversation)
    if "back" in request.POST:
        thread = queries.thread(user=request.user, conversation_id=conversation_id)
        return show_composer(request, Place.of(request), open_composer(thread, user=request.user))
    return render(request, "desk/inbox/saved.html", {"saved_at": kept.saved_at})


def keep_draft(request: HttpRequest, conversation: Conversation) -> drafts.Draft:
    """The form's words as the author's draft."""
    written = AnswerForm(request.POST).written
    return drafts.save_draft(
        conversation=conversation,
        author=request.user,
        text=written.text,
        subject=written.subject,
        letter_text=written.letter_text,
        letter_version=written.letter_version,
        is_signed=written.is_signed,
        now=timezone.now(),
    )


@staff_only("POST", needs=Permission.DRAFT)
def discard(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Throws one's own draft away and closes the composer; while the toast stands, its words come
    back."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    said = AnswerForm(request.POST)
    had_files = DraftFile.objects.filter(
        draft__conversation=conversation, draft__author=request.user
    ).exists()
    drafts.discard_draft(conversation=conversation, author=request.user, now=timezone.now())
    begun = salutation(conversation=conversation, author=request.user)
    if said.written.text.strip() in {"", begun}:
        return HttpResponse()
    words = _("Put away, with its files.") if had_files else _("Put away.")
    toast = Toast(
        words=words,
        undo_url=reverse("desk:draft", args=[conversation_id]) + Place.of(request).here,
        undo_fields={"back": "yes"} | {name: said.data.get(name, "") for name in said.fields},
        undo_words=_("Bring the words back") if had_files else "",
    )
    return render(request, "desk/inbox/toast.html", {"toast": toast})


@staff_only("POST", needs=Permission.ANSWER)
def take_back(request: HttpRequest, message_id: int) -> HttpResponse:
    """The answer does not leave: its words are in the composer again."""
    message = queries.message_for(user=request.user, message_id=message_id)
    conversation_id = message.conversation_id
    try:
        draft = answers.take_back(message=message, author=request.user, now=timezone.now())
    except answers.TooLate:
        return toast_alone(request, Toast(words=_("Too late: it has left.")))
    page = "desk:reply" if draft.author_id == request.user.pk else "desk:letter"
    return HttpResponseClientRedirect(reverse(page, args=[conversation_id]))


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


def show_composer(
    request: HttpRequest,
    place: Place,
    composer: Composer | None,
    *,
    status: int = 200,
    **further: object,
) -> HttpResponse:
    """The composer alone, in its place below the letter."""
    # Who opens a letter with a draft goes on by keys; who asks for the composer writes.
    context = {"composer": composer, "here": place.here, "is_asked_for": True, **further}
    response = render(request, "desk/inbox/writing.html", context, status=status)
    return reswap(retarget(response, "#composer"), "innerHTML")
