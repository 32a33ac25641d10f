"""Files that go with an answer, and files seen where they are."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from baraza.base.accounts.rules import Permission
from baraza.base.channels.email.parse import UnreadableMail
from baraza.base.channels.models import OutgoingFile
from baraza.common.uploads import PDF, PICTURES, TEXT, UploadRefused, kind_of
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import drafts
from baraza.dialogue.conversations.actions.desk import note_file_read
from baraza.dialogue.conversations.models import Draft, DraftFile
from baraza.dialogue.conversations.queries.writing import draft_file_for, sent_file_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.views.answering import keep_draft

# A browser draws these without running what is in them; a PDF in a reader of its own process.
# SVG and HTML are not among them.
SEEN_IN_PLACE = PICTURES | {PDF, TEXT}
# A PDF's reader does not start inside a sandbox; nothing else needs to be outside of one.
_NOTHING_FROM_ELSEWHERE = "default-src 'none'; frame-ancestors 'self'"
POLICIES = {PDF: _NOTHING_FROM_ELSEWHERE}
SANDBOXED = f"{_NOTHING_FROM_ELSEWHERE}; sandbox"


@staff_only("POST", needs=Permission.DRAFT)
def enclose(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Puts files into the letter; what is refused is said, what was taken stays."""
    conversation = queries.conversation_for(user=request.user, conversation_id=conversation_id)
    draft = keep_draft(request, conversation)
    problems = []
    for file in request.FILES.getlist("file"):
        try:
            drafts.enclose(draft=draft, content=file.file, name=file.name, now=timezone.now())
        except (UploadRefused, Infected, ScannerSilent) as refusal:
            problems.append((file.name, str(refusal)))
    return _files(request, draft, problems=problems)


@staff_only("POST", needs=Permission.DRAFT)
def take_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It does not go with the letter after all."""
    file = draft_file_for(user=request.user, public_id=public_id)
    if file.draft.author_id != request.user.pk:
        raise DraftFile.DoesNotExist
    drafts.take_out(file=file, now=timezone.now())
    return _files(request, file.draft)


def _files(
    request: HttpRequest, draft: Draft, *, problems: list[tuple[str, str]] | None = None
) -> HttpResponse:
    context = {
        "files": draft.files.defer("content"),
        "problems": problems or [],
        "saved_at": draft.saved_at,
    }
    return render(request, "desk/inbox/enclosed.html", context)


@staff_only("GET", needs=Permission.DRAFT)
@xframe_options_sameorigin
def draft_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file that is to go with an answer; it was looked at when it was kept."""
    file = draft_file_for(user=request.user, public_id=public_id)
    return shown(bytes(file.content), name=file.name, keep="keep" in request.GET)


@staff_only("GET", needs=Permission.READ_LETTERS)
@xframe_options_sameorigin
def sent_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file that went with an answer of ours."""
    file: OutgoingFile = sent_file_for(user=request.user, public_id=public_id)
    return shown(bytes(file.content), name=file.name, keep="keep" in request.GET)


@staff_only("GET", needs=Permission.READ_LETTERS)
@xframe_options_sameorigin
def in_place(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file of a letter where it can be seen without harm; its own bytes say what it is."""
    attached = queries.attachment_for(user=request.user, public_id=public_id)
    try:
        content = queries.attachment_bytes(attachment=attached)
    except UnreadableMail as unreadable:
        raise Http404 from unreadable
    if kind_of(BytesIO(content)) not in SEEN_IN_PLACE:
        raise Http404
    note_file_read(attachment=attached, by=request.user, now=timezone.now())
    return shown(content, name=attached.filename)


def shown(content: bytes, *, name: str, keep: bool = False) -> HttpResponse:
    """To be looked at where a browser does no more than draw it, else to be kept."""
    kind = kind_of(BytesIO(content))
    keep = keep or kind not in SEEN_IN_PLACE
    media_type = kind.media_type if kind and not keep else "application/octet-stream"
    if media_type == TEXT.media_type:
        media_type += "; charset=utf-8"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(keep, name or "file")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = POLICIES.get(kind, SANDBOXED)
    return response
