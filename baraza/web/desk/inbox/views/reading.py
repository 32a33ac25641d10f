"""The list, the letter with its thread, its original and its files."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django_htmx.http import HttpResponseClientRedirect

from baraza.base.accounts.rules import Permission
from baraza.base.channels.email.parse import UnreadableMail
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.desk import note_file_read, note_read
from baraza.dialogue.conversations.models import Attachment
from baraza.engagement.casework.queries.claiming import case_of_thread
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import inbox_page, letter_pane, list_context

# Drawn by every browser without running anything; SVG is not among them.
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@staff_only("GET", needs=Permission.READ_LETTERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """What needs an answer?"""
    place = Place.of(request)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "desk/inbox/rows.html", list_context(request, place))
    return inbox_page(request, place)


@staff_only("GET", needs=Permission.READ_LETTERS)
def letter(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """What did they write, and who are they?"""
    place = Place.of(request)
    if stands_in := queries.joined_to(numbers=[conversation_id]):
        # What an agency answered stands in the file of its case.
        case = case_of_thread(user=request.user, conversation_id=stands_in[conversation_id])
        if case is not None:
            address = reverse("desk:case", args=[case])
            return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
        return redirect(reverse("desk:letter", args=[stands_in[conversation_id]]) + place.here)
    if request.htmx and not request.htmx.history_restore_request:
        ahead = "ahead" in request.GET
        return letter_pane(request, place, conversation_id=conversation_id, ahead=ahead)
    return inbox_page(request, place, conversation_id=conversation_id)


@staff_only("GET", needs=Permission.READ_LETTERS)
@xframe_options_sameorigin
def original(request: HttpRequest, message_id: int) -> HttpResponse:
    """The letter's own HTML made harmless, with a policy of its own for its frame."""
    message = queries.message_for(user=request.user, message_id=message_id)
    pictures = {
        attached.content_id: reverse("desk:picture", args=[attached.public_id])
        for attached in message.attachments.all()
        if attached.content_id and attached.content_type in PICTURES
    }
    note_read(conversation=message.conversation, by=request.user, now=timezone.now())
    html = queries.original_html(message=message, attachment_urls=pictures)
    response = render(request, "desk/inbox/original.html", {"html": html})
    source = request.build_absolute_uri(reverse("desk:inbox") + "picture/")
    response["Content-Security-Policy"] = (
        f"default-src 'none'; img-src data: {source}; style-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-same-origin allow-popups"
    )
    return response


@staff_only("GET", needs=Permission.READ_LETTERS)
def whole(request: HttpRequest, message_id: int) -> HttpResponse:
    """All that a very long letter says, as plain text."""
    message = queries.message_for(user=request.user, message_id=message_id)
    note_read(conversation=message.conversation, by=request.user, now=timezone.now())
    response = HttpResponse(message.said, content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@staff_only("GET", needs=Permission.READ_LETTERS)
def attachment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file, to be kept and never to be opened here: what it claims to be is not believed."""
    attached = queries.attachment_for(user=request.user, public_id=public_id)
    note_file_read(attachment=attached, by=request.user, now=timezone.now())
    response = _file(attached, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, attached.filename or "file")
    return response


@staff_only("GET", needs=Permission.READ_LETTERS)
@xframe_options_sameorigin
def picture(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A picture standing in a letter's HTML."""
    attached = queries.attachment_for(user=request.user, public_id=public_id)
    if attached.content_type not in PICTURES:
        raise Http404
    return _file(attached, content_type=attached.content_type)


def _file(attached: Attachment, *, content_type: str) -> HttpResponse:
    try:
        content = queries.attachment_bytes(attachment=attached)
    except UnreadableMail as unreadable:
        raise Http404 from unreadable
    response = HttpResponse(content, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
