"""An entry saved, with its promise and its draft; and taken back with both."""

from datetime import datetime

import pytest

from baraza.base.accounts.models import User
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.commitments.queries import usual_due_date
from baraza.dialogue.conversations.actions.entering import NothingSaid
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.logbook.actions import drafts
from baraza.dialogue.logbook.actions.sheets import LineEntered, print_sheets
from baraza.dialogue.logbook.models import EntryDraft, SheetKind
from baraza.flows.entry import save_entry, take_entry_back
from tests.dialogue.logbook.conftest import an_entry
from tests.staff import member_of_staff


def begun(by: User, now: datetime) -> None:
    drafts.save_draft(author=by, key="k1", typed={"text": "The bus"}, person=None, now=now)


def test_saved_the_draft_is_gone_and_does_not_come_back(staff: User, now: datetime) -> None:
    begun(staff, now)

    save_entry(entry=an_entry(), key="k1", by=staff, now=now)
    begun(staff, now)  # kept as it was typed, a moment too late

    assert not EntryDraft.objects.exists()
    assert Message.objects.count() == 1


def test_what_cannot_be_saved_stays_a_draft(staff: User, now: datetime) -> None:
    begun(staff, now)

    with pytest.raises(NothingSaid):
        save_entry(entry=an_entry(text=""), key="k1", by=staff, now=now)

    assert EntryDraft.objects.exists()


def test_the_same_key_of_two_people_is_two_entries(staff: User, now: datetime) -> None:
    other = member_of_staff(email="sam@highlands.example", name="Sam")
    for by in (staff, other):
        save_entry(entry=an_entry(), key="k1", by=by, now=now)

    assert Message.objects.count() == 2


def test_what_was_promised_on_the_spot_is_a_promise(staff: User, now: datetime) -> None:
    entry = an_entry(answer="We ring back\non Friday.")
    for _ in range(2):
        message = save_entry(entry=entry, key="k1", by=staff, now=now)

    promised = Commitment.objects.get()
    assert promised.words == "We ring back on Friday."
    assert (promised.owner, promised.due_date) == (staff, usual_due_date(now=now))
    assert promised.conversation == message.conversation
    assert promised.person == message.conversation.person
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER


def test_what_we_said_at_once_is_no_promise(staff: User, now: datetime) -> None:
    entry = an_entry(answer="It stops again from Monday.", needs_answer=False)

    save_entry(entry=entry, key="k1", by=staff, now=now)

    assert not Commitment.objects.exists()


def test_taken_back_nothing_was_promised(staff: User, now: datetime) -> None:
    entry = an_entry(answer="We ring back.")
    message = save_entry(entry=entry, key="k1", by=staff, now=now)

    assert take_entry_back(message=message, by=staff).answer == "We ring back."

    assert not Commitment.objects.exists()
    assert not Conversation.objects.exists()


def test_a_form_that_came_back_is_finished_once(staff: User, now: datetime) -> None:
    [form] = print_sheets(kind=SheetKind.FORM, count=1, language="en", by=staff, now=now)

    message = save_entry(entry=an_entry(), key="k1", by=staff, now=now, form=form)
    form.refresh_from_db()
    assert form.finished_at == now

    with pytest.raises(LineEntered):
        save_entry(entry=an_entry(), key="k2", by=staff, now=now, form=form)

    take_entry_back(message=message, by=staff)
    form.refresh_from_db()
    assert form.finished_at is None
