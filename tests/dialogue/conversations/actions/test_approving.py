"""A text waits for somebody, leaves as it was approved, and never otherwise."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.actions.staff import leave
from baraza.base.accounts.models import Notification, NotificationKind, Role, User
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office.actions import update_profile
from baraza.base.office.queries import needs_approval
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.answering import Words
from baraza.dialogue.conversations.actions.approving import (
    AlreadyDecided,
    OwnWords,
    WithoutRemark,
    ask,
    grant,
    send_back,
    withdraw_asking,
)
from baraza.dialogue.conversations.actions.drafts import discard_draft, save_draft
from baraza.dialogue.conversations.actions.emptying import empty_drafts
from baraza.dialogue.conversations.actions.reply import (
    TIME_TO_TAKE_BACK,
    NeedsApproval,
    NothingToSend,
    UnfilledFields,
    reply,
    take_back,
)
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Conversation,
    ConversationState,
    Draft,
    Message,
)
from baraza.dialogue.conversations.queries.writing import waiting_for_approval
from baraza.dialogue.letters.actions import save_letter
from tests.letters import bring, letter
from tests.smtp import MailServer, mail_server
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
WORDS = Words(text="We have asked the water office.", signature="Kim Osei")


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


@pytest.fixture
def volunteer(office: Office) -> User:
    return member_of_staff(email="kim@highlands.example", name="Kim Osei", roles=[Role.VOLUNTEER])


@pytest.fixture
def approval(conversation: Conversation, volunteer: User, staff: User, now: datetime) -> Approval:
    return ask(conversation=conversation, author=volunteer, words=WORDS, now=now)


@pytest.fixture
def server(office: Office, settings: LazySettings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        yield running


def state(approval: Approval) -> str:
    return Approval.objects.get(pk=approval.pk).state


def test_who_only_drafts_and_the_roles_the_office_names_need_approval(office: Office):
    def someone(*roles: Role) -> User:
        return User(email="x@x.example", roles=list(roles))

    assert needs_approval(user=someone(Role.VOLUNTEER))
    assert not needs_approval(user=someone(Role.CASEWORKER))
    update_profile(approval_roles=[Role.CASEWORKER, Role.MEMBER])
    assert needs_approval(user=someone(Role.CASEWORKER))
    # Whoever approves others' words is not asked to find somebody for their own.
    assert not needs_approval(user=someone(Role.CASEWORKER, Role.CHIEF_OF_STAFF))
    assert not needs_approval(user=someone(Role.MEMBER))


def test_what_is_asked_for_is_the_exact_text_with_its_signature(
    approval: Approval, conversation: Conversation, staff: User
):
    assert approval.text == "We have asked the water office.\n\nKim Osei"
    assert approval.subject == "Re: The well in Mbuni"
    assert not OutgoingItem.objects.exists()
    assert Draft.objects.get().text == approval.text
    assert [*waiting_for_approval(user=staff)] == [approval]
    told = Notification.objects.get()
    assert (told.user, told.kind) == (staff, NotificationKind.APPROVAL_ASKED)
    assert told.about_id == conversation.pk


def test_without_words_nothing_is_asked_for(
    conversation: Conversation, volunteer: User, now: datetime
):
    for words, error in [
        (Words(text="  ", signature="Kim Osei"), NothingToSend),
        (Words(text="Dear [first_name]"), UnfilledFields),
    ]:
        with pytest.raises(error):
            ask(conversation=conversation, author=volunteer, words=words, now=now)
    assert not Approval.objects.exists()


def test_approved_it_leaves_under_its_authors_name(
    approval: Approval, volunteer: User, staff: User, now: datetime, server: MailServer
):
    message = grant(approval=approval, by=staff, now=now)
    assert (message.written_by, message.response.given_by) == (volunteer, volunteer)
    assert Conversation.objects.get().state == ConversationState.ANSWERED
    assert not Draft.objects.exists()
    send_due(now=now + TIME_TO_TAKE_BACK)
    [sent] = server.kept
    assert parse_letter(sent.content).text.strip() == approval.text
    assert Notification.objects.filter(user=volunteer).get().kind == "approval_decided"


def test_nobody_approves_of_their_own_words(conversation: Conversation, staff: User, now: datetime):
    own = ask(conversation=conversation, author=staff, words=WORDS, now=now)
    assert not waiting_for_approval(user=staff).exists()
    with pytest.raises(OwnWords):
        grant(approval=own, by=staff, now=now)


def test_changed_words_wait_no_longer_and_cannot_be_approved(
    approval: Approval, conversation: Conversation, volunteer: User, staff: User, now: datetime
):
    save_draft(
        conversation=conversation,
        author=volunteer,
        text="We will pay for it.",
        subject=approval.subject,
        now=now,
    )
    assert state(approval) == ApprovalState.WITHDRAWN
    with pytest.raises(AlreadyDecided):
        grant(approval=approval, by=staff, now=now)
    assert not OutgoingItem.objects.exists()


def test_the_same_words_kept_again_go_on_waiting(
    approval: Approval, conversation: Conversation, volunteer: User, now: datetime
):
    save_draft(
        conversation=conversation,
        author=volunteer,
        text=f"{approval.text}\n",
        subject=approval.subject,
        now=now,
    )
    assert state(approval) == ApprovalState.ASKED


def test_a_draft_changed_behind_it_stops_the_approval(
    approval: Approval, staff: User, now: datetime
):
    Draft.objects.update(text="Something else")
    with pytest.raises(AlreadyDecided):
        grant(approval=approval, by=staff, now=now)


@pytest.mark.parametrize("field", ["text", "subject"])
def test_what_leaves_is_held_back_unless_it_is_what_was_approved(
    approval: Approval, staff: User, now: datetime, server: MailServer, field: str
):
    grant(approval=approval, by=staff, now=now)
    OutgoingItem.objects.update(**{field: "We will pay for it."})
    send_due(now=now + TIME_TO_TAKE_BACK)
    assert server.kept == []
    item = OutgoingItem.objects.get()
    assert item.state == OutgoingState.HELD
    assert "approved" in item.problem
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER


def test_an_approval_that_is_gone_holds_the_letter_back(
    approval: Approval, staff: User, now: datetime, server: MailServer
):
    grant(approval=approval, by=staff, now=now)
    Approval.objects.update(state=ApprovalState.WITHDRAWN)
    send_due(now=now + TIME_TO_TAKE_BACK)
    assert server.kept == []


def test_sent_back_its_author_reads_why_and_may_ask_anew(
    approval: Approval, conversation: Conversation, volunteer: User, staff: User, now: datetime
):
    with pytest.raises(WithoutRemark):
        send_back(approval=approval, by=staff, remark=" ", now=now)
    send_back(approval=approval, by=staff, remark="Name a date.", now=now)
    kept = Approval.objects.get()
    assert (kept.state, kept.remark, kept.decided_by) == ("refused", "Name a date.", staff)
    assert Draft.objects.get().author == volunteer
    again = ask(conversation=conversation, author=volunteer, words=Words(text="By 3 May."), now=now)
    assert grant(approval=again, by=staff, now=now).said == "By 3 May."


def test_two_who_decide_at_once_decide_once(approval: Approval, staff: User, now: datetime):
    other = member_of_staff(email="omar@highlands.example", name="Omar Farah")
    grant(approval=approval, by=staff, now=now)
    with pytest.raises(AlreadyDecided) as found:
        send_back(approval=approval, by=other, remark="No.", now=now)
    assert found.value.approval.state == ApprovalState.GRANTED
    assert OutgoingItem.objects.count() == 1


def test_the_approver_takes_back_and_it_waits_again(
    approval: Approval, volunteer: User, staff: User, now: datetime, server: MailServer
):
    message = grant(approval=approval, by=staff, now=now)
    take_back(message=message, author=staff, now=now + timedelta(seconds=5))
    send_due(now=now + timedelta(days=1))
    assert server.kept == []
    assert state(approval) == ApprovalState.ASKED
    assert Draft.objects.get().author == volunteer
    assert grant(approval=Approval.objects.get(), by=staff, now=now).said == approval.text


def test_its_author_takes_it_in_hand_again(approval: Approval, volunteer: User, now: datetime):
    withdraw_asking(approval=approval, by=volunteer, now=now)
    assert state(approval) == ApprovalState.WITHDRAWN
    assert Draft.objects.get().text == approval.text


def test_a_draft_put_away_or_whose_author_left_waits_no_longer(
    approval: Approval, conversation: Conversation, volunteer: User, staff: User, now: datetime
):
    discard_draft(conversation=conversation, author=volunteer, now=now)
    assert state(approval) == ApprovalState.WITHDRAWN
    old = ask(conversation=conversation, author=volunteer, words=WORDS, now=now)
    empty_drafts(drafts=[Draft.objects.get().pk], now=now)
    assert state(old) == ApprovalState.WITHDRAWN
    assert set(Approval.objects.values_list("decided_at", flat=True)) == {now}
    again = ask(conversation=conversation, author=volunteer, words=WORDS, now=now)
    leave(user=volunteer, to=None, by=staff, now=now)
    assert state(again) == ApprovalState.WITHDRAWN


def test_whose_answers_need_approval_cannot_send(
    conversation: Conversation, now: datetime, office: Office
):
    update_profile(approval_roles=[Role.CASEWORKER])
    author = member_of_staff(email="ana@highlands.example", name="Ana", roles=[Role.CASEWORKER])
    with pytest.raises(NeedsApproval):
        reply(conversation=conversation, author=author, text="Yes.", now=now)
    assert not Message.objects.filter(direction="out").exists()


def test_words_of_the_library_approved_once_leave_unchanged_and_only_so(
    conversation: Conversation, staff: User, now: datetime, office: Office
):
    update_profile(approval_roles=[Role.CASEWORKER])
    author = member_of_staff(email="ana@highlands.example", name="Ana", roles=[Role.CASEWORKER])
    texts = {"en": ("", "Dear [full_name],\n\nWe have asked them.")}
    text = save_letter(name="We ask", texts=texts, by=staff, now=now).texts.get()
    merged = "Dear Amani Njeri,\n\nWe have asked them."

    def send(words: str) -> Message:
        return reply(
            conversation=conversation, author=author, text=words, letter_text=text, now=now
        )

    with pytest.raises(NeedsApproval):
        send(f"{merged} And we will pay.")
    assert send(merged).said == merged

    # Changed by somebody who may not approve, it is asked for again.
    editor = member_of_staff(email="e@highlands.example", name="E", roles=[Role.CORRESPONDENCE])
    changed = {"en": ("", "Dear [full_name],\n\nNo.")}
    text = save_letter(
        letter=text.letter, name="We ask", texts=changed, by=editor, now=now
    ).texts.get()
    with pytest.raises(NeedsApproval):
        send("Dear Amani Njeri,\n\nNo.")


def test_what_waits_is_asked_for_in_one_query(
    office: Office, volunteer: User, staff: User, now: datetime
):
    counts = []
    for number in range(3):
        bring(letter(message_id=f"<{number}@post.example>", subject=f"About {number}"), now=now)
        newest = Conversation.objects.latest("pk")
        ask(conversation=newest, author=volunteer, words=WORDS, now=now)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            [
                str(each.author) + each.conversation.subject
                for each in waiting_for_approval(user=staff)
            ]
        counts.append(len(caught))
    assert counts[0] == counts[2] <= 2
