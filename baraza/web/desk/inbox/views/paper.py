"""Answers that leave in envelopes: written here, printed here."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from baraza.base.accounts.rules import Permission
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.common.numbers import numbers
from baraza.common.paper import Head, Letter, long_date
from baraza.common.paper import render as set_on_paper
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import on_paper
from baraza.dialogue.conversations.actions.reply import NeedsApproval
from baraza.dialogue.conversations.models import PaperLetter
from baraza.dialogue.conversations.queries.writing import paper_letters, signature
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.forms import AnswerForm, PaperForm
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.answering import REFUSALS, refused, rules_first
from baraza.web.desk.inbox.views.pages import Toast, after_leaving

MOST_AT_ONCE = 200


@staff_only("POST", needs=Permission.ANSWER)
def answer_on_paper(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The answer waits for the printer, and the next letter opens."""
    place = Place.of(request)
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    written, form = AnswerForm(request.POST).written, PaperForm(request.POST)
    form.is_valid()
    if unread := rules_first(request):
        return refused(request, place, conversation_id, written, unread_rules=unread)
    try:
        message = on_paper.answer_on_paper(
            conversation=conversation,
            author=request.user,
            words=written.words(conversation=conversation, author=request.user),
            address=form.cleaned_data.get("address", ""),
            is_large_print=form.cleaned_data.get("large", False),
            now=timezone.now(),
        )
    except on_paper.NoAddress:
        problem = _("The envelope needs a name and an address, a line each.")
        return refused(request, place, conversation_id, written, paper_problem=problem)
    except on_paper.FilesStayBehind:
        problem = _("Files cannot go into the envelope. Take them out, or send it by mail.")
        return refused(request, place, conversation_id, written, paper_problem=problem)
    except (*REFUSALS, NeedsApproval) as refusal:
        return refused(request, place, conversation_id, written, refusal=refusal)
    toast = Toast(
        words=_("Your letter waits for the printer."),
        undo_url=reverse("desk:take-back", args=[message.pk]),
        undo_words=_("Take it back"),
        link_url=reverse("desk:to-print"),
        link_words=_("Print"),
    )
    return after_leaving(request, place, conversation, toast)


@staff_only("GET", needs=Permission.ANSWER)
def to_print(request: HttpRequest) -> HttpResponse:
    """What waits for the printer?"""
    waiting = list(paper_letters(user=request.user)[:MOST_AT_ONCE])
    # One sitting has one size of letters.
    sizes = [
        (_("Letters"), [one for one in waiting if not one.is_large_print]),
        (_("In large print"), [one for one in waiting if one.is_large_print]),
    ]
    context = {
        "question": _("What waits for the printer?"),
        "sizes": [(name, letters) for name, letters in sizes if letters],
    }
    return render(request, "desk/inbox/to_print.html", context)


@staff_only("POST", needs=Permission.ANSWER)
@xframe_options_sameorigin
def print_letters(request: HttpRequest) -> HttpResponse:
    """One PDF of those chosen, each on a sheet of its own; they count as printed."""
    chosen = _chosen(request)
    if not chosen:
        return redirect("desk:to-print")
    content = pdf_of(chosen)
    on_paper.mark_printed(letters=chosen, by=request.user, now=timezone.now())
    return as_pdf(content)


@staff_only("POST", needs=Permission.ANSWER)
def not_printed(request: HttpRequest) -> HttpResponse:
    """The paper jammed: they wait again."""
    if chosen := _chosen(request):
        on_paper.mark_not_printed(letters=chosen, by=request.user, now=timezone.now())
    return redirect("desk:to-print")


@staff_only("GET", needs=Permission.READ_LETTERS)
@xframe_options_sameorigin
def sheet(request: HttpRequest, message_id: int) -> HttpResponse:
    """The letter as it is, or was, printed; looking prints nothing."""
    [paper] = paper_letters(user=request.user, messages=[message_id]) or [None]
    if paper is None:
        raise PaperLetter.DoesNotExist
    return as_pdf(pdf_of([paper]))


def _chosen(request: HttpRequest) -> list[PaperLetter]:
    chosen = numbers(request.POST.getlist("letter")[:MOST_AT_ONCE])
    return list(paper_letters(user=request.user, messages=chosen))


def pdf_of(letters: Sequence[PaperLetter]) -> bytes:
    """Each on a sheet of its own."""
    office = profile()
    data = {
        "head": _head(office),
        "letters": [_letter(paper, office) for paper in letters],
        "page_words": _("Page {0} of {1}"),
    }
    return set_on_paper(
        "letter",
        data,
        office.default_language,
        large_print=any(paper.is_large_print for paper in letters),
    )


def _head(office: Profile) -> Head:
    postal = ", ".join(line.strip() for line in office.postal_address.splitlines() if line.strip())
    reached = " · ".join(filter(None, [office.phone, office.email]))
    return {
        "office": office.name,
        "member": office.member_name,
        "lines": [line for line in (office.constituency, reached, postal) if line],
    }


def _letter(paper: PaperLetter, office: Profile) -> Letter:
    message = paper.message
    written = message.response or message.conversation
    language = written.language or office.default_language
    text, signed = message.said, []
    if message.written_by:
        ending = signature(conversation=message.conversation, author=message.written_by)
        if ending and text.endswith(ending):
            # Room for a hand to sign in.
            text, signed = text.removesuffix(ending).rstrip(), ending.splitlines()
    return {
        "to": paper.address.splitlines(),
        "text": text,
        "subject": message.subject.removeprefix("Re: "),
        "dated": long_date(timezone.localdate(message.happened_at), language),
        "signed": signed,
        "language": language,
    }


def as_pdf(content: bytes) -> HttpResponse:
    """To be looked at and printed, and kept nowhere."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="letters.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return response
