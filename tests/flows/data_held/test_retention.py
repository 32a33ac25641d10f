"""What has been kept long enough is erased, once somebody has seen what that is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.models import OutgoingItem, RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.people.actions.keeping import (
    UnknownKind,
    hold_person,
    set_retention,
)
from baraza.base.people.models import Person, RetentionApproval
from baraza.base.people.queries import retention_approval, retention_days
from baraza.dialogue.conversations.actions.desk import close, move_to_junk
from baraza.dialogue.conversations.actions.drafts import save_draft
from baraza.dialogue.conversations.actions.emptying import hold_conversation
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation, Draft, Message
from baraza.dialogue.conversations.queries import inbox
from baraza.dialogue.inputs.models import Input, Response
from baraza.flows.data_held.retention import (
    approve,
    change_days,
    preview_retention,
    run_retention,
    stop,
)
from baraza.insight.queries import figures
from tests.letters import bring, letter

YEARS_LATER = timedelta(days=800)


def due(now: datetime) -> dict[str, int]:
    return {one.name: one.count for one in preview_retention(now=now) if one.count}


@pytest.fixture
def answered(office: Office, staff: User, now: datetime) -> Conversation:
    """A letter that was answered; the conversation is over."""
    bring(letter("The singularword of this letter."), now=now)
    conversation = Conversation.objects.get()
    reply(conversation=conversation, author=staff, text="We have asked the county.", now=now)
    OutgoingItem.objects.update(state="sent", finished_at=now)
    conversation.refresh_from_db()
    return conversation


def test_nothing_is_erased_before_somebody_approved(answered: Conversation, now: datetime) -> None:
    later = now + YEARS_LATER
    assert due(later) == {"originals": 1, "sent": 1, "letters": 1}
    assert run_retention(now=later) == {}
    assert Message.objects.filter(said="").count() == 0


def test_the_preview_changes_nothing(answered: Conversation, now: datetime) -> None:
    with CaptureQueriesContext(connection) as queries:
        preview_retention(now=now + YEARS_LATER)
    assert not [q for q in queries if not q["sql"].lstrip().upper().startswith("SELECT")]


def test_an_approved_run_takes_the_words_and_keeps_the_counts(
    answered: Conversation, staff: User, now: datetime
) -> None:
    later = now + YEARS_LATER
    before = figures().as_dict()
    approve(by=staff, now=later)
    counts = run_retention(now=later)
    assert counts == {"originals": 1, "sent": 1, "letters": 2, "inputs": 1}
    assert figures().as_dict() == before
    assert bytes(RawItem.objects.get().content) == b""
    assert set(Message.objects.values_list("said", "subject", "quoted")) == {("", "", "")}
    assert Input.objects.get().text == ""
    assert Input.objects.get().search is None
    assert Response.objects.get().text == ""
    assert OutgoingItem.objects.get().text == ""
    assert OutgoingItem.objects.get().recipient == "amani@post.example"
    assert Person.objects.get().name == "Amani Njeri"
    assert inbox(user=staff, state="all", search="singularword") == []
    assert AuditEntry.objects.filter(act="erased_by_rule").exists()
    assert RetentionApproval.objects.get().last_counts == counts


def test_a_second_run_finds_nothing_left(
    answered: Conversation, staff: User, now: datetime
) -> None:
    later = now + YEARS_LATER
    approve(by=staff, now=later)
    run_retention(now=later)
    assert due(later) == {}
    assert run_retention(now=later) == {}


def test_changed_days_must_be_approved_again(
    answered: Conversation, staff: User, now: datetime
) -> None:
    approve(by=staff, now=now)
    change_days(by=staff, days={"letters": 1}, now=now)
    assert retention_approval() is None
    assert run_retention(now=now + timedelta(days=2)) == {}
    approve(by=staff, now=now)
    assert run_retention(now=now + timedelta(days=2))["letters"] == 2


def test_a_stopped_run_erases_nothing(answered: Conversation, staff: User, now: datetime) -> None:
    approve(by=staff, now=now)
    stop(by=staff, now=now)
    assert run_retention(now=now + YEARS_LATER) == {}


def test_what_is_kept_for_ever_is_never_due(
    answered: Conversation, staff: User, now: datetime
) -> None:
    set_retention(days=dict.fromkeys(retention_days()))
    assert due(now + timedelta(days=10_000)) == {}


def test_what_waits_for_an_answer_keeps_its_words(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    assert "letters" not in due(now + YEARS_LATER)


HOLDS: dict[str, Callable[[Conversation, User, datetime], object]] = {
    "person": lambda conversation, staff, now: hold_person(
        person=conversation.person, reason="A lawsuit", by=staff, now=now
    ),
    "conversation": lambda conversation, staff, now: hold_conversation(
        conversation=conversation, reason="A lawsuit", by=staff, now=now
    ),
}


@pytest.mark.parametrize("kind", HOLDS)
def test_a_legal_hold_keeps_letters_originals_and_what_was_sent(
    answered: Conversation, staff: User, now: datetime, kind: str
) -> None:
    later = now + YEARS_LATER
    approve(by=staff, now=later)
    HOLDS[kind](answered, staff, now)
    assert due(later) == {}
    assert run_retention(now=later) == {}
    assert Message.objects.filter(said="").count() == 0


def test_machine_mail_junk_and_drafts_go_after_their_own_days(
    office: Office, staff: User, now: datetime
) -> None:
    machine = letter(
        "Away.", headers={"Auto-Submitted": "auto-replied"}, message_id="<m@a.example>"
    )
    bring(machine, letter(), now=now)
    conversation = Conversation.objects.get()
    save_draft(conversation=conversation, author=staff, text="Perhaps", now=now)
    move_to_junk(conversation=conversation)
    assert due(now + timedelta(days=31)) == {"junk": 1, "machine": 1, "junk_letters": 1}
    later = now + timedelta(days=100)
    approve(by=staff, now=later)
    run_retention(now=later)
    assert RawItem.objects.filter(state=RawState.MACHINE).get().erased_at == later
    assert not Draft.objects.exists()
    assert Message.objects.get().said == ""


def test_a_closed_conversation_that_goes_on_keeps_everything(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    close(conversation=Conversation.objects.get())
    later = now + YEARS_LATER
    bring(
        letter("And again.", message_id="<n@post.example>", in_reply_to="<first@post.example>"),
        now=later,
        is_live=True,
    )
    close(conversation=Conversation.objects.get())
    assert "letters" not in due(later + timedelta(days=1))


def test_a_batch_costs_the_same_queries_whatever_its_size(
    office: Office, staff: User, now: datetime
) -> None:
    counted = []
    later = now + YEARS_LATER
    approve(by=staff, now=later)
    for number in (1, 5):
        bring(
            *[
                letter(f"{number} {n}", message_id=f"<{number}{n}@p.example>")
                for n in range(number)
            ],
            now=now,
        )
        Conversation.objects.update(state="closed")
        with CaptureQueriesContext(connection) as queries:
            run_retention(now=later)
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("days", [0, -1])
def test_days_must_be_a_day_at_least(office: Office, days: int) -> None:
    with pytest.raises(ValueError, match=str(days)):
        set_retention(days={"letters": days})


def test_an_unknown_kind_is_refused(office: Office) -> None:
    with pytest.raises(UnknownKind):
        set_retention(days={"everything": 1})
