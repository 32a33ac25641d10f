"""What agencies say, and what we make of it: answers, calls, their clock, letters to approve."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from baraza.base.accounts.rules import Permission
from baraza.base.channels.email.parse import UnreadableMail
from baraza.dialogue.conversations.actions import approving, on_paper
from baraza.dialogue.conversations.actions.agency_threads import NobodyToAnswer, NothingToSend
from baraza.dialogue.conversations.actions.desk import note_file_read
from baraza.dialogue.conversations.models import Approval, PaperLetter
from baraza.dialogue.conversations.queries import attachment_bytes
from baraza.engagement.casework.actions import hearing, inquiring
from baraza.engagement.casework.models import Inquiry
from baraza.engagement.casework.queries import inquiries as queries
from baraza.engagement.casework.rules import authorisation_missing, today
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.forms.inquiries import ClockForm, SaidForm
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.inquiring import again
from baraza.web.desk.cases.views.pages import Toast, case_pane
from baraza.web.desk.inbox.forms import RemarkForm
from baraza.web.desk.inbox.views.paper import as_pdf, pdf_of

P = Permission


@staff_only("POST", needs=P.MANAGE_CASES)
def write_down(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """A call, a meeting or a letter on paper is kept."""
    inquiry = _inquiry(request, inquiry_id)
    form = SaidForm(request.POST, number=inquiry.pk)
    if not form.is_valid():
        return _not_kept(request, inquiry, form)
    try:
        hearing.log_contact(inquiry=inquiry, said=form.said(), by=request.user, now=timezone.now())
    except inquiring.MayNotAsk as refusal:
        form.add_error(None, _(refusal.reason))
    except inquiring.CaseClosed:
        form.add_error(None, _("This case is closed. Open it again first."))
    if form.errors:
        return _not_kept(request, inquiry, form)
    return again(request, inquiry.case_id, _("Kept."))


@staff_only("POST", needs=P.MANAGE_CASES)
def confirm(request: HttpRequest, inquiry_id: int, message_id: int) -> HttpResponse:
    """It is theirs."""
    inquiry = _inquiry(request, inquiry_id)
    message = queries.message_for(user=request.user, inquiry=inquiry, message_id=message_id)
    hearing.confirm_answer(inquiry=inquiry, message=message, by=request.user, now=timezone.now())
    return again(request, inquiry.case_id, _("It is their answer. Their clock stands still."))


@staff_only("POST", needs=P.MANAGE_CASES)
def wait(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """That was no answer yet."""
    inquiry = _inquiry(request, inquiry_id)
    hearing.wait_on(inquiry=inquiry, by=request.user, now=timezone.now())
    return again(request, inquiry.case_id, _("We wait for their answer; their clock runs."))


@staff_only("POST", needs=P.MANAGE_CASES)
def end(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """Nothing more is expected of them."""
    inquiry = _inquiry(request, inquiry_id)
    hearing.end_inquiry(inquiry=inquiry, by=request.user, now=timezone.now())
    toast = Toast(
        words=_("Nothing more is expected of %(name)s.") % {"name": inquiry.organisation.name},
        undo_url=_address("await-agency", inquiry),
    )
    return again(request, inquiry.case_id, "", toast=toast)


@staff_only("POST", needs=P.MANAGE_CASES)
def set_clock(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """When do we ask again?"""
    inquiry = _inquiry(request, inquiry_id)
    form = ClockForm(request.POST, number=inquiry.pk)
    if not form.is_valid():
        return again(request, inquiry.case_id, _("This is not a day. Nothing was changed."))
    hearing.set_dates(
        inquiry=inquiry,
        chase_date=form.cleaned_data["chase_date"],
        reference=form.cleaned_data["reference"],
        by=request.user,
        now=timezone.now(),
    )
    return again(request, inquiry.case_id, _("Kept."))


@staff_only("POST", needs=P.APPROVE)
def approve(request: HttpRequest, approval_id: int) -> HttpResponse:
    """A colleague's letter leaves under their name."""
    inquiry, approval = _approval(request, approval_id)
    try:
        message = inquiring.approve(approval=approval, by=request.user, now=timezone.now())
    except approving.AlreadyDecided:
        words = _("It no longer waits: it was decided or changed meanwhile.")
    except approving.OwnWords:
        words = _("Somebody else has to approve your words.")
    except NobodyToAnswer:
        words = _("An e-mail needs an address.")
    except inquiring.CaseClosed:
        words = _("This case is closed. Open it again first.")
    except (inquiring.MayNotAsk, NothingToSend) as refusal:
        words = _(str(refusal))
    else:
        toast = Toast(
            words=_("Approved."),
            undo_url=_address("take-back-inquiry", inquiry, message.pk),
            undo_words=_("Take it back"),
        )
        return again(request, inquiry.case_id, "", toast=toast)
    return again(request, inquiry.case_id, words)


@staff_only("POST", needs=P.APPROVE)
def send_back(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Its author reads what should be different."""
    inquiry, approval = _approval(request, approval_id)
    form = RemarkForm(request.POST)
    form.is_valid()
    try:
        inquiring.refuse(
            approval=approval,
            by=request.user,
            remark=form.cleaned_data.get("remark", ""),
            now=timezone.now(),
        )
    except approving.AlreadyDecided:
        words = _("It no longer waits: it was decided or changed meanwhile.")
    except approving.WithoutRemark:
        words = _("Say in a few words what should be different.")
    else:
        name = approval.author.name if approval.author else ""
        words = _("%(name)s has it back with your words.") % {"name": name}
    return again(request, inquiry.case_id, words)


@staff_only("GET", "POST", needs=P.MANAGE_CASES)
@xframe_options_sameorigin
def paper(request: HttpRequest, inquiry_id: int, message_id: int) -> HttpResponse:
    """The letter for the envelope; asked for by its button it counts as printed.

    What is not allowed any longer is printed no more.
    """
    inquiry = _inquiry(request, inquiry_id)
    message = queries.message_for(user=request.user, inquiry=inquiry, message_id=message_id)
    sheet = PaperLetter.objects.select_related(
        "message__conversation", "message__written_by", "message__response"
    ).get(message=message)
    if sheet.printed_at is None:
        reason = authorisation_missing(
            case=inquiry.case, organisation=inquiry.organisation, day=today()
        )
        if reason:
            return again(request, inquiry.case_id, _(reason))
    content = pdf_of([sheet])
    if request.method == "POST":
        on_paper.mark_printed(letters=[sheet], by=request.user, now=timezone.now())
    return as_pdf(content)


@staff_only("GET", needs=P.READ_LETTERS)
def attachment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file they sent, to be kept and never to be opened here."""
    attached = queries.attachment_for(user=request.user, public_id=public_id)
    note_file_read(attachment=attached, by=request.user, now=timezone.now())
    try:
        content = attachment_bytes(attachment=attached)
    except UnreadableMail as unreadable:
        raise Http404 from unreadable
    return _file(content, attached.filename or "file")


@staff_only("GET", needs=P.READ_LETTERS)
def sent_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file we sent."""
    file = queries.sent_file_for(user=request.user, public_id=public_id)
    return _file(bytes(file.content), file.name)


def _not_kept(request: HttpRequest, inquiry: Inquiry, form: SaidForm) -> HttpResponse:
    """Every word stays, with what is in the way."""
    return case_pane(
        request,
        Place.of(request),
        case_id=inquiry.case_id,
        status=422,
        opens="inquiries",
        refused_said=form,
        refused_of=inquiry.pk,
    )


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _inquiry(request: HttpRequest, inquiry_id: int) -> Inquiry:
    return queries.inquiry_for(user=request.user, inquiry_id=inquiry_id).inquiry


def _approval(request: HttpRequest, approval_id: int) -> tuple[Inquiry, Approval]:
    """Raises Approval.DoesNotExist, also for what this person may not see."""
    approval = queries.approval_for(user=request.user, approval_id=approval_id)
    return Inquiry.objects.get(conversation=approval.conversation_id), approval


def _address(name: str, inquiry: Inquiry, *further: int) -> str:
    return reverse(f"desk:{name}", args=[inquiry.pk, *further])
