"""What staff and machines do leaves a row, and what is undone leaves none."""

import ast
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import Client
from django.test.client import RequestFactory

import baraza
from baraza.base.accounts.actions import circles
from baraza.base.accounts.models import Circle, User
from baraza.base.accounts.signals import account_changed, glass_broken
from baraza.base.agenda import actions as agenda
from baraza.base.audit.models import AuditEntry
from baraza.base.audit.queries import entries_for, verify
from baraza.base.channels.actions import mailboxes
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions import desk, reply
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Attachment, Conversation, Message
from baraza.dialogue.letters import actions as letters
from tests.letters import bring, letter

pytestmark = pytest.mark.usefixtures("an_empty_trail")

AGENDA_LETTER = {"en": ("About your letter", "Dear [first_name], thank you.")}


def trail() -> list[tuple[str, str, int | None]]:
    """Act, object and actor of every row, oldest first."""
    return list(AuditEntry.objects.order_by("number").values_list("act", "object_kind", "actor_id"))


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    """A letter that has come in."""
    bring(letter(), now=now)
    return Conversation.objects.get()


def test_what_comes_in_by_itself_is_nobodys_act(conversation: Conversation) -> None:
    assert trail() == []


CONVERSATION_ACTS: dict[str, Callable[[Conversation, User, datetime], object]] = {
    "filed": lambda one, by, now: desk.set_topic(conversation=one, topic=None, by=by),
    "closed": lambda one, by, now: desk.close(conversation=one, by=by),
    "reopened": lambda one, by, now: desk.reopen(conversation=one, by=by),
    "junked": lambda one, by, now: desk.move_to_junk(conversation=one, by=by),
    "unjunked": lambda one, by, now: desk.move_from_junk(conversation=one, by=by),
    "person_chosen": lambda one, by, now: desk.choose_person(
        conversation=one, person=None, now=now, by=by
    ),
    "person_unchosen": lambda one, by, now: desk.unchoose_person(conversation=one, by=by),
    "opened": lambda one, by, now: desk.note_read(conversation=one, by=by, now=now),
    "answered": lambda one, by, now: reply.reply(
        conversation=one, author=by, text="We will look at the well.", now=now
    ),
}


@pytest.mark.parametrize("act", CONVERSATION_ACTS)
def test_each_act_on_a_conversation_is_one_row(
    conversation: Conversation, staff: User, now: datetime, act: str
) -> None:
    conversation.circle = Circle.objects.create(name="Case 4")
    conversation.circle.members.add(staff)
    conversation.save()
    CONVERSATION_ACTS[act](conversation, staff, now)
    [entry] = entries_for(obj=conversation, user=staff)
    assert (entry.act, entry.actor_id, entry.actor_name) == (act, staff.pk, "Leila Haddad")
    assert entry.circle_id == conversation.circle_id
    assert verify() is None


def test_an_answer_taken_back_leaves_both_rows(
    conversation: Conversation, staff: User, now: datetime
) -> None:
    message = reply.reply(conversation=conversation, author=staff, text="Yes.", now=now)
    reply.take_back(message=message, author=staff, now=now + timedelta(seconds=2))
    assert [act for act, *_ in trail()] == ["answered", "took_back"]


def test_filing_many_is_one_row_found_from_each_of_them(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), letter(message_id="<b@post.example>", sender="Bo <bo@post.example>"), now=now)
    every = list(Conversation.objects.all())
    desk.file_under(conversations=[one.pk for one in every], topic=None, by=staff)
    assert AuditEntry.objects.count() == 1
    for one in every:
        [entry] = entries_for(obj=one, user=staff)
        assert (entry.act, entry.count) == ("filed", 2)


def test_an_act_rolled_back_leaves_no_row(conversation: Conversation, staff: User) -> None:
    with transaction.atomic():
        desk.close(conversation=conversation, by=staff)
        transaction.set_rollback(True)
    assert trail() == []


def test_opening_a_file_names_the_file(
    conversation: Conversation, staff: User, now: datetime
) -> None:
    attached = Attachment.objects.create(
        message=Message.objects.get(), part=0, filename="pay slip.pdf", content_type="a/b", size=1
    )
    desk.note_file_read(attachment=attached, by=staff, now=now)
    [entry] = entries_for(obj=conversation, user=staff)
    assert entry.detail == {"file": attached.pk}


def test_set_up_leaves_rows_by_whoever_did_it(office: Office, staff: User, now: datetime) -> None:
    priority = agenda.add_priority(name="Water", by=staff)
    topic = agenda.add_topic(name="Wells", by=staff)
    other = agenda.add_topic(name="Boreholes", by=staff)
    agenda.rename(item=topic, name="Water points", by=staff)
    agenda.set_priority(topic=topic, priority=priority, by=staff)
    agenda.retire(item=topic, now=now, by=staff)
    agenda.restore(item=topic, by=staff)
    agenda.merge_topics(kept=topic, merged=other, now=now, by=staff)
    kept = letters.save_letter(name="Wells", texts=AGENDA_LETTER, now=now, by=staff)
    letters.save_letter(letter=kept, name="Wells", texts=AGENDA_LETTER, now=now, by=staff)
    letters.retire_letter(letter=kept, now=now, by=staff)
    letters.restore_letter(letter=kept, by=staff)
    box = mailboxes.add_mailbox(
        address="in@highlands.example", imap_host="mail.example", secret={}, now=now, by=staff
    )
    mailboxes.change_mailbox(mailbox=box, imap_port=1993, by=staff)
    mailboxes.deactivate_mailbox(mailbox=box, by=staff)
    update_profile(phone="+254 20 555 0100", by=staff)
    assert [(act, kind.partition(".")[2]) for act, kind, _ in trail()] == [
        ("added", "priority"),
        ("added", "topic"),
        ("added", "topic"),
        ("renamed", "topic"),
        ("changed", "topic"),
        ("retired", "topic"),
        ("restored", "topic"),
        ("merged", "topic"),
        ("added", "letter"),
        ("changed", "letter"),
        ("retired", "letter"),
        ("restored", "letter"),
        ("added", "mailbox"),
        ("changed", "mailbox"),
        ("retired", "mailbox"),
        ("changed", "profile"),
    ]
    assert {actor for *_, actor in trail()} == {staff.pk}
    assert AuditEntry.objects.first().detail == {"phone": 1}


def test_signing_in_out_and_failing_to_are_kept_without_what_was_typed(
    visitor: Client, staff: User
) -> None:
    request = RequestFactory().post("/", headers={"host": "highlands.localhost"})
    for email in (staff.email, "my-pass-word@mistyped.example"):
        assert authenticate(request, email=email, password="wrong") is None
    visitor.force_login(staff)
    visitor.logout()
    rows = list(
        AuditEntry.objects.order_by("number").values_list("act", "object_id", "actor_id", "detail")
    )
    assert rows == [
        ("sign_in_failed", str(staff.pk), None, {}),
        ("sign_in_failed", "", None, {}),
        ("signed_in", str(staff.pk), staff.pk, {}),
        ("signed_out", str(staff.pk), staff.pk, {}),
    ]


def test_changes_of_accounts_are_kept_with_who_made_them(
    office: Office, staff: User, now: datetime
) -> None:
    chief = User.objects.create_user(email="jon@highlands.example", name="Jón Sand")
    account_changed.send(sender=User, user=staff, by=chief, what="roles", now=now)
    account_changed.send(sender=User, user=staff, by=None, what="password", now=now)
    assert trail() == [
        ("account_roles", "accounts.user", chief.pk),
        ("account_password", "accounts.user", staff.pk),
    ]


def test_circles_and_who_is_put_into_them_are_kept(conversation: Conversation, staff: User) -> None:
    circle = circles.add_circle(name="Case 4", members=[staff], by=staff)
    circles.change_circle(circle=circle, name="Case 4a", members=[staff], by=staff)
    set_circle(conversation=conversation, circle=circle, by=staff)
    assert trail() == [
        ("added", "accounts.circle", staff.pk),
        ("changed", "accounts.circle", staff.pk),
        ("circle_set", "conversations.conversation", staff.pk),
    ]
    assert AuditEntry.objects.get(act="circle_set").circle_id == circle.pk
    assert AuditEntry.objects.get(act="changed").detail == {"members": [staff.pk]}


def test_broken_glass_is_seen_by_everybody_who_reads_the_trail(
    office: Office, staff: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Case 4")
    glass_broken.send(
        sender=Circle,
        user=staff,
        reason="The member asked for it by telephone",
        object_label="accounts.Circle",
        object_id=circle.pk,
        now=now,
    )
    auditor = User.objects.create_user(email="ada@highlands.example", name="Ada Obi")
    [entry] = entries_for(obj=circle, user=auditor)
    assert (entry.act, entry.actor_id, entry.detail) == ("glass_broken", staff.pk, {})


def acts_in_code() -> set[str]:
    """Every act that any call of `record` or `record_reading` names."""
    found = set()
    for path in Path(baraza.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= {
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "act" and isinstance(keyword.value, ast.Constant)
                }
    return found


def test_no_act_is_longer_than_its_column() -> None:
    acts = acts_in_code()
    assert len(acts) > 8
    assert all(len(act) <= 40 for act in acts)
