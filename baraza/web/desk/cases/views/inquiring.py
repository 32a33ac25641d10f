"""Ask an agency, remind it and answer it, with words that are ready; and take that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import reswap, retarget

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import needs_approval
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.actions.agency_threads import (
    NobodyToAnswer,
    NothingToSend,
    UnfilledFields,
)
from baraza.dialogue.conversations.actions.on_paper import NoAddress
from baraza.dialogue.conversations.actions.reply import TooLate
from baraza.dialogue.conversations.models import Approval
from baraza.engagement.casework.actions import inquiring
from baraza.engagement.casework.models import Agency, Case, Inquiry, InquiryState
from baraza.engagement.casework.queries import inquiry_letters as letters
from baraza.engagement.casework.queries.agencies import agency_of, freshest, responsible
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.inquiries import (
    Asked,
    inquiry_for,
    message_for,
    newest_message,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.forms.inquiries import AskForm, How, WordsForm, WriteForm
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import LEAVES_IN, Toast, after_act
from baraza.web.desk.cases.views.telling import plain
from baraza.web.desk.inbox.views.answering import rules_first

P = Permission
MOST_AGENCIES = 500
PROBLEMS: dict[type[Exception], tuple[str, str | Promise]] = {
    # the field it is about, and what is in the way
    NothingToSend: ("text", gettext_lazy("There is nothing in it yet. Write a few words first.")),
    NobodyToAnswer: ("contact_address", gettext_lazy("An e-mail needs an address.")),
    NoAddress: (
        "postal_address",
        gettext_lazy("The envelope needs a name and an address, a line each."),
    ),
    inquiring.CaseClosed: ("", gettext_lazy("This case is closed. Open it again first.")),
}
REFUSALS = (*PROBLEMS, UnfilledFields, inquiring.MayNotAsk)


@staff_only("GET", "POST", needs=P.MANAGE_CASES)
def ask(request: HttpRequest, case_id: int) -> HttpResponse:
    """Whom do we ask, and what?"""
    case = case_for(user=request.user, case_id=case_id)
    now = timezone.now()
    organisations = _agencies(case, now)
    built = {
        "case": case,
        "organisations": organisations,
        "has_sensitive": letters.has_sensitive(case=case),
    }
    if request.method == "GET" or "redraw" in request.POST:
        form = AskForm(initial=_first_words(request, case, organisations, now), **built)
        return _asking(request, case, form)
    form = AskForm(request.POST, **built)
    if not form.is_valid():
        return _asking(request, case, form, status=422)
    if not form.is_spoken and rules_first(request):
        return _asking(request, case, form, status=422, asks_for_rules=True)
    try:
        inquiry = inquiring.ask(case_id=case.pk, question=form.question(), by=request.user, now=now)
    except REFUSALS as refusal:
        _note(form, refusal)
        return _asking(request, case, form, status=422)
    return _done(request, inquiry, form.how)


@staff_only("GET", "POST", needs=P.MANAGE_CASES)
def write(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """What do we write to them next?"""
    asked = inquiry_for(user=request.user, inquiry_id=inquiry_id)
    inquiry, now = asked.inquiry, timezone.now()
    built = {
        "case": inquiry.case,
        "number": inquiry.pk,
        "is_reply": inquiry.state != InquiryState.WAITING,
        "is_paper": _is_letter(inquiry),
    }
    if request.method == "GET":
        form = WriteForm(initial=_further_words(request, asked, now), **built)
        return _writing(request, asked, form)
    form = WriteForm(request.POST, **built)
    if not form.is_valid():
        return _writing(request, asked, form, status=422)
    if rules_first(request):
        return _writing(request, asked, form, status=422, asks_for_rules=True)
    try:
        inquiring.write(
            inquiry=inquiry,
            text=form.cleaned_data["text"],
            subject=form.cleaned_data["subject"],
            files=form.chosen_files,
            recipient=form.cleaned_data.get("recipient", ""),
            awaits_answer=form.cleaned_data.get("awaits", True),
            by=request.user,
            now=now,
        )
    except REFUSALS as refusal:
        _note(form, refusal)
        return _writing(request, asked, form, status=422)
    return _done(request, inquiry, How(inquiry.channel) if _is_letter(inquiry) else How.EMAIL)


@staff_only("POST", needs=P.MANAGE_CASES)
def take_back(request: HttpRequest, inquiry_id: int, message_id: int) -> HttpResponse:
    """It does not leave; its words wait to be written on."""
    inquiry = inquiry_for(user=request.user, inquiry_id=inquiry_id).inquiry
    message = message_for(user=request.user, inquiry=inquiry, message_id=message_id)
    try:
        inquiring.take_back(inquiry=inquiry, message=message, by=request.user, now=timezone.now())
    except TooLate:
        words = _("It has left already. Write to them again if something is to be otherwise.")
    else:
        words = _("Taken back. Your words are kept, to be written on.")
    return again(request, inquiry.case_id, words)


def again(
    request: HttpRequest, case_id: int, words: str, *, toast: Toast | None = None
) -> HttpResponse:
    """The case as it stands now, open at whom was asked."""
    return after_act(
        request,
        case_id=case_id,
        toast=toast or Toast(words=words),
        section="inquiries",
        opens="inquiries",
    )


def _agencies(case: Case, now: datetime) -> list[Organisation]:
    """Those responsible first."""
    fitting = [
        one.agency.organisation for one in responsible(kind=case.kind, area=case.area, now=now)
    ]
    rows = Agency.objects.in_use().select_related("organisation")
    others = [one.organisation for one in rows.order_by("organisation__sort_key")[:MOST_AGENCIES]]
    first = [case.organisation] if case.organisation else []
    return list({one.pk: one for one in [*first, *fitting, *others]}.values())


def _first_words(
    request: HttpRequest, case: Case, organisations: Sequence[Organisation], now: datetime
) -> dict[str, object]:
    """What stands in the form; what somebody has written stays, ready words give way."""
    typed = request.POST if request.method == "POST" else request.GET
    known = {str(one.pk): one for one in organisations}
    organisation = known.get(typed.get("organisation", "")) or next(iter(organisations), None)
    if organisation is None:
        return {"way": How.EMAIL}
    initial = _reached(organisation)
    expected = letters.usual_expected_date(case=case, organisation=organisation, now=now)
    initial["expected_date"] = expected
    is_same = typed.get("was") == str(organisation.pk)
    if is_same:
        kept = ("way", "contact_name", "contact_address", "postal_address", "reference")
        initial |= {name: typed[name] for name in kept if name in typed}
        initial["expected_date"] = _day(typed.get("expected_date", "")) or expected
    elif typed.get("way") in How.values:
        initial["way"] = typed["way"]
    with_sensitive = "with_sensitive" in typed
    is_spoken = initial["way"] in (How.PHONE, How.WALK_IN)
    ready = letters.first_letter(
        case=case,
        organisation=organisation,
        author=request.user,
        now=now,
        contact_name=str(initial["contact_name"]),
        expected_date=initial["expected_date"],
        with_sensitive=with_sensitive,
    )
    offered = "" if is_spoken else ready.text
    written = typed.get("text", "")
    is_untouched = plain(written) in ("", plain(typed.get("offered", "")))
    return {
        **initial,
        "organisation": organisation.pk,
        "subject": ready.subject,
        "text": offered if is_untouched else written,
        "offered": offered,
        "with_sensitive": with_sensitive,
        "files": typed.getlist("files") if request.method == "POST" else [],
    }


def _reached(organisation: Organisation) -> dict[str, object]:
    """How they are reached, as the directory knows."""
    agency = agency_of(organisation=organisation)
    contacts = list(agency.contacts.all()) if agency else []
    contact = freshest([one for one in contacts if one.email]) or freshest(contacts)
    point = organisation.contact_points.filter(kind="email").first()
    address = (contact.email if contact else "") or (point.value if point else "")
    way = How.EMAIL if address else How.LETTER if organisation.address else How.PHONE
    return {
        "way": way,
        "contact_name": contact.name if contact else "",
        "contact_address": address,
        "postal_address": "\n".join(filter(None, [organisation.name, organisation.address])),
    }


def _further_words(request: HttpRequest, asked: Asked, now: datetime) -> dict[str, object]:
    """What was taken back or sent back to be written on, else what is ready."""
    inquiry = asked.inquiry
    known = inquiry.contact_address if "@" in inquiry.contact_address else ""
    to = known or str(_reached(inquiry.organisation)["contact_address"])
    if asked.draft is not None:
        words = {"subject": asked.draft.subject, "text": asked.draft.text}
        return {**words, "offered": "", "recipient": to}
    is_reply = inquiry.state != InquiryState.WAITING or request.GET.get("as") == "reply"
    ready = letters.further_letter(
        inquiry=inquiry,
        author=request.user,
        which=letters.Letter.REPLY if is_reply else letters.Letter.CHASE,
        now=now,
    )
    return {
        "subject": ready.subject,
        "text": ready.text,
        "offered": ready.text,
        "recipient": to,
    }


def _note(form: WordsForm, refusal: Exception) -> None:
    """Say in the form what is in the way; every word stays."""
    if isinstance(refusal, UnfilledFields):
        fields = {"fields": ", ".join(refusal.fields)}
        form.add_error("text", _("These still wait for words: %(fields)s") % fields)
    elif isinstance(refusal, inquiring.MayNotAsk):
        form.add_error(None, _(refusal.reason))
    else:
        place, words = PROBLEMS[type(refusal)]
        form.add_error(place if place in form.fields else None, str(words))


def _asking(
    request: HttpRequest, case: Case, form: AskForm, *, status: int = 200, **further: object
) -> HttpResponse:
    number = form["organisation"].value()
    agency = (
        Agency.objects.filter(organisation=number).prefetch_related("contacts").first()
        if number
        else None
    )
    context = {
        "question": _("Whom do we ask, and what?"),
        "case": case,
        "form": form,
        "agency": agency,
        "how": form.how,
        "chosen": number or "",
        **further,
    }
    return _drawn(request, context, page="ask", part="asking", status=status)


def _writing(
    request: HttpRequest, asked: Asked, form: WriteForm, *, status: int = 200, **further: object
) -> HttpResponse:
    context = {
        "question": _("What do we write to them?"),
        "case": asked.inquiry.case,
        "asked": asked,
        "inquiry": asked.inquiry,
        "form": form,
        "is_paper": _is_letter(asked.inquiry),
        **further,
    }
    part = f"writing-{asked.inquiry.pk}"
    return _drawn(request, context, page="write", part=part, status=status)


def _drawn(
    request: HttpRequest, context: dict[str, object], *, page: str, part: str, status: int
) -> HttpResponse:
    context |= {
        "here": Place.of(request).here,
        "needs_approval": needs_approval(user=request.user),
    }
    if not request.htmx:
        return render(request, f"desk/cases/{page}.html", context, status=status)
    response = render(request, f"desk/cases/{page}_form.html", context, status=status)
    return response if status == 200 else reswap(retarget(response, f"#{part}"), "outerHTML")


def _done(request: HttpRequest, inquiry: Inquiry, how: How) -> HttpResponse:
    """The way to take it back, while there is one."""
    message = newest_message(inquiry=inquiry)
    waits = Approval.objects.filter(
        conversation=inquiry.conversation_id, author=request.user, state="asked"
    )
    if inquiry.conversation_id and waits.exists():
        words = _("Somebody who may approve reads it now. Then it leaves by itself.")
        return again(request, inquiry.case_id, words)
    if message is None or how not in (How.EMAIL, How.LETTER):
        return again(request, inquiry.case_id, _("Kept. Their clock runs."))
    undo = {
        "undo_url": reverse("desk:take-back-inquiry", args=[inquiry.pk, message.pk]),
        "undo_words": _("Take it back"),
    }
    if how == How.LETTER:
        toast = Toast(words=_("Your letter waits for the printer."), **undo)
    else:
        words = _("Your letter to %(name)s is on its way.") % {"name": inquiry.organisation.name}
        toast = Toast(words=words, seconds=LEAVES_IN, leaves=True, **undo)
    return again(request, inquiry.case_id, "", toast=toast)


def _is_letter(inquiry: Inquiry) -> bool:
    return inquiry.channel == How.LETTER


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
