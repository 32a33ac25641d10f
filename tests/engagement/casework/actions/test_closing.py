"""Cases end, and begin again."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation
from baraza.dialogue.commitments.models import CommitmentState
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.actions import feedback
from baraza.engagement.casework.actions.changing import CaseChanged, promise_in_case
from baraza.engagement.casework.actions.closing import (
    AlreadyClosed,
    NotClosed,
    close,
    close_again,
    reopen,
    reopen_answered,
    undo_close,
)
from baraza.engagement.casework.actions.updating import Saying
from baraza.engagement.casework.models import (
    Case,
    CaseConversation,
    CaseState,
    CaseUpdate,
    Decision,
    Feedback,
    Inquiry,
    InquiryState,
    Outcome,
    WayForward,
)
from tests.cases import a_case
from tests.letters import bring, letter
from tests.people import somebody

SITE = "https://highlands.example/"


@pytest.fixture
def case(office: Office, now: datetime) -> Case:
    """A case in work."""
    person = somebody("Amani Njeri", email="amani@post.example")
    case = a_case(
        now=now,
        person=person,
        state=CaseState.WORKING,
        update_days=10,
        next_update_date=date(2026, 5, 7),
    )
    Decision.objects.create(case=case, way=WayForward.RESOLVE, reason="Ours.", made_at=now)
    return case


def _asked(case: Case, now: datetime, **fields: object) -> Inquiry:
    agency = Organisation.objects.create(
        name="Pension Board", sort_key="pension board", added_at=now
    )
    return Inquiry.objects.create(
        case=case, organisation=agency, subject="Pension", asked_at=now, **fields
    )


def test_what_came_of_it_is_kept_and_the_clock_stands(
    case: Case, staff: User, now: datetime
) -> None:
    close(
        case=case,
        outcome=Outcome.SOLVED,
        by=staff,
        now=now,
        changed="She has her pension again.",
        learnt="The form needs a stamp.",
    )
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_by) == ("closed", "solved", staff)
    assert (case.changed, case.learnt) == (
        "She has her pension again.",
        "The form needs a stamp.",
    )
    assert case.next_update_date is None


def test_closed_by_one_while_another_writes_is_said_and_changes_nothing(
    case: Case, staff: User, now: datetime
) -> None:
    read = case.version
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, version=read)
    with pytest.raises(CaseChanged):
        close(case=case, outcome=Outcome.WITHDRAWN, by=staff, now=now, version=read)
    with pytest.raises(AlreadyClosed):
        close(case=case, outcome=Outcome.WITHDRAWN, by=staff, now=now)
    case.refresh_from_db()
    assert case.outcome == Outcome.SOLVED


def test_the_last_letter_asks_once_and_keeps_no_key(case: Case, staff: User, now: datetime) -> None:
    saying = Saying(text="It is solved.", channel=Channel.EMAIL, language="en")
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, saying=saying, site=SITE)
    sent = OutgoingItem.objects.get().text
    link = next(word for word in sent.split() if word.startswith(SITE))
    token = urlsplit(link).path.removeprefix("/help/feedback/").strip("/")
    kept = Feedback.objects.get()
    assert token not in kept.digest
    assert token not in CaseUpdate.objects.get().text
    assert feedback.feedback_for(token=token) == kept
    feedback.answer_feedback(token=token, content=5, text="Thank you", now=now)
    with pytest.raises(feedback.AlreadyAnswered):
        feedback.answer_feedback(token=token, content=1, now=now)
    reopen(case=case, by=staff, now=now)
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, saying=saying, site=SITE)
    assert OutgoingItem.objects.latest("pk").text.count("https://") == 0


def test_an_unknown_token_leads_nowhere(office: Office) -> None:
    for token in ("nothing", "", "\ud800"):
        with pytest.raises(feedback.UnknownFeedback):
            feedback.feedback_for(token=token)


def test_the_question_is_in_the_constituents_language(
    case: Case, staff: User, now: datetime
) -> None:
    saying = Saying(text="C’est réglé.", channel=Channel.EMAIL, language="sw")
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, saying=saying, site=SITE)
    assert "/help/feedback/" in OutgoingItem.objects.get().text


def test_what_is_named_ends_with_it_and_the_rest_goes_on(
    case: Case, staff: User, now: datetime
) -> None:
    ended, goes_on = _asked(case, now), _asked(case, now)
    kept, dropped, stays = (
        promise_in_case(
            case_id=case.pk, words=words, due_date=date(2026, 6, 1), owner=staff, by=staff, now=now
        )
        for words in ("call", "visit", "write")
    )
    close(
        case=case,
        outcome=Outcome.PARTLY,
        by=staff,
        now=now,
        ended=[ended.pk],
        kept=[kept.pk],
        dropped=[dropped.pk],
    )
    for row in (ended, goes_on, kept, dropped, stays):
        row.refresh_from_db()
    assert (ended.state, goes_on.state) == (InquiryState.ENDED, InquiryState.WAITING)
    states = [kept.state, dropped.state, stays.state]
    assert states == [CommitmentState.KEPT, CommitmentState.DROPPED, CommitmentState.OPEN]


def test_nothing_of_another_case_is_ended(case: Case, staff: User, now: datetime) -> None:
    other = a_case(now=now, title="Another")
    theirs = _asked(other, now)
    promised = promise_in_case(
        case_id=other.pk, words="call", due_date=date(2026, 6, 1), owner=staff, by=staff, now=now
    )
    close(
        case=case,
        outcome=Outcome.SOLVED,
        by=staff,
        now=now,
        ended=[theirs.pk],
        kept=[promised.pk],
    )
    theirs.refresh_from_db()
    promised.refresh_from_db()
    assert (theirs.state, promised.state) == (InquiryState.WAITING, CommitmentState.OPEN)


def test_undone_everything_that_ended_with_it_goes_on(
    case: Case, staff: User, now: datetime
) -> None:
    waiting = _asked(case, now)
    answered = _asked(case, now, state=InquiryState.ANSWERED, answered_at=now)
    promised = promise_in_case(
        case_id=case.pk, words="call", due_date=date(2026, 6, 1), owner=staff, by=staff, now=now
    )
    close(
        case=case,
        outcome=Outcome.SOLVED,
        by=staff,
        now=now,
        saying=Saying(text="It is solved.", channel=Channel.EMAIL, language="en"),
        site=SITE,
        ended=[waiting.pk, answered.pk],
        kept=[promised.pk],
    )
    words = undo_close(case=case, by=staff, now=now + timedelta(seconds=5))
    assert words == "It is solved."
    for row in (case, waiting, answered, promised):
        row.refresh_from_db()
    assert (case.state, case.closed_at) == (CaseState.WORKING, None)
    assert case.next_update_date == date(2026, 5, 7)
    assert (waiting.state, answered.state) == (InquiryState.WAITING, InquiryState.ANSWERED)
    assert promised.state == CommitmentState.OPEN
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    assert not CaseUpdate.objects.exists()
    assert not Feedback.objects.exists()


def test_undone_after_the_letter_left_the_letter_stands(
    case: Case, staff: User, now: datetime
) -> None:
    saying = Saying(text="It is solved.", channel=Channel.EMAIL, language="en")
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, saying=saying, site=SITE)
    OutgoingItem.objects.update(state=OutgoingState.SENT)
    assert undo_close(case=case, by=staff, now=now + timedelta(hours=1)) == ""
    case.refresh_from_db()
    assert case.state == CaseState.WORKING
    assert CaseUpdate.objects.exists()


def test_opened_again_it_says_as_what_it_was_closed(case: Case, staff: User, now: datetime) -> None:
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now)
    reopen(case=case, by=staff, now=now)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.WORKING, Outcome.SOLVED)
    assert case.next_update_date is not None
    with pytest.raises(NotClosed):
        reopen(case=case, by=staff, now=now)
    close_again(case=case, by=staff, now=now)
    case.refresh_from_db()
    assert (case.state, case.next_update_date) == (CaseState.CLOSED, None)


def test_a_letter_opens_a_closed_case_again_and_says_so(
    case: Case, staff: User, now: datetime
) -> None:
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now)
    again = letter(
        "It stopped again.",
        sender="Amani Njeri <amani@post.example>",
        message_id="<second@post.example>",
        in_reply_to="<first@post.example>",
    )
    later = now + timedelta(days=1)
    bring(again, now=later)
    case.refresh_from_db()
    assert case.state == CaseState.WORKING
    assert case.reopened_at == case.touched_at == later
    assert case.next_update_date == date(2026, 5, 19)


def test_a_letter_into_an_open_case_changes_nothing(case: Case, now: datetime) -> None:
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    assert reopen_answered(conversations=[thread.pk], now=now) == []


def test_letters_that_reopen_nothing_cost_one_query(
    office: Office, now: datetime, django_assert_num_queries
) -> None:
    assert not Case.objects.exists()  # the connection has found its office
    with django_assert_num_queries(1):
        reopen_answered(conversations=range(200), now=now)


def test_somebody_not_decided_on_is_to_be_decided_when_opened_again(
    office: Office, staff: User, now: datetime
) -> None:
    case = a_case(now=now, person=somebody("Amani Njeri"))
    close(case=case, outcome=Outcome.WITHDRAWN, by=staff, now=now)
    reopen(case=case, by=staff, now=now)
    case.refresh_from_db()
    assert case.state == CaseState.NEW


def test_how_content_they_were_can_be_told_on_the_telephone(
    case: Case, staff: User, now: datetime
) -> None:
    saying = Saying(text="It is solved.", channel=Channel.PHONE)
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, saying=saying, content=4)
    assert Feedback.objects.get().content == 4
    assert CaseUpdate.objects.get().channel == Channel.PHONE
