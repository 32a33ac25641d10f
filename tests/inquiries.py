"""Agencies and what they were asked, for tests."""

from datetime import datetime
from typing import Any

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.models import Message
from baraza.engagement.casework.actions.inquiring import Question, ask
from baraza.engagement.casework.models import (
    Agency,
    AgencyContact,
    AuthorisationRule,
    Case,
    Decision,
    Inquiry,
    Level,
    WayForward,
)
from tests.cases import a_case, kind_of
from tests.letters import letter

PENSIONS = "clerk@pensions.example"


def the_pension_office(*, now: datetime) -> Organisation:
    """An agency of the directory with one contact."""
    organisation = Organisation.objects.create(
        name="Pension office", sort_key="pension office", kind="authority", added_at=now
    )
    agency = Agency.objects.create(organisation=organisation, level=Level.NATIONAL, changed_at=now)
    AgencyContact.objects.create(agency=agency, name="Mr Otieno", email=PENSIONS)
    return organisation


def taken_on(case: Case, *, by: User, now: datetime) -> Case:
    """The same case, decided to be worked on."""
    Decision.objects.create(
        case=case, way=WayForward.RESOLVE, reason="It is ours.", made_by=by, made_at=now
    )
    return case


def a_case_in_work(*, by: User, now: datetime, **fields: Any) -> Case:
    """Asking us is enough for it, and it was decided to work on it."""
    kind = fields.pop("kind", None) or kind_of(
        "Lost pension", authorisation=AuthorisationRule.IMPLIED
    )
    return taken_on(a_case(now=now, kind=kind, assigned_to=by, **fields), by=by, now=now)


def asked(
    case: Case, organisation: Organisation, *, by: User, now: datetime, **fields: Any
) -> Inquiry:
    """The agency was asked about the case, by mail unless said otherwise."""
    own = {
        "text": "How does the matter stand?",
        "subject": f"A pension ({case.code})",
        "contact_name": "Mr Otieno",
        "contact_address": PENSIONS,
        **fields,
    }
    return ask(case_id=case.pk, question=Question(organisation=organisation, **own), by=by, now=now)


def last_letter(inquiry: Inquiry) -> Message:
    """The newest in its thread."""
    return Message.objects.filter(conversation=inquiry.conversation_id).latest("happened_at", "pk")


def answer_to(
    message: Message,
    text: str = "It is paid out in June.",
    *,
    sender: str = f"Pension office <{PENSIONS}>",
    message_id: str = "<answer@pensions.example>",
    **fields: Any,
) -> bytes:
    """A letter that answers one of ours."""
    return letter(
        text,
        sender=sender,
        message_id=message_id,
        in_reply_to=f"<{message.message_id}>",
        subject=f"Re: {message.subject}",
        **fields,
    )
