"""A case is gone about one of four ways, with a reason, and its constituent is told with it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import LazySettings

from baraza.base.accounts.models import Notification, NotificationKind, Role, User
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.actions.passing_on import Office as OtherOffice
from baraza.dialogue.conversations.actions.reply import TooLate
from baraza.dialogue.conversations.models import Approval, Conversation
from baraza.engagement.casework.actions.deciding import (
    CaseIsClosed,
    Decided,
    NobodyToReferTo,
    NoGround,
    NoReason,
    NotTheNewest,
    Passing,
    decide,
    letter_to_pass_on,
    step_back,
    take_back_decision,
)
from baraza.engagement.casework.actions.updating import Saying
from baraza.engagement.casework.models import (
    Agency,
    Case,
    CaseConversation,
    CaseState,
    CaseUpdate,
    DeclineGround,
    Outcome,
    Programme,
    WayForward,
)
from baraza.engagement.casework.queries.deciding import (
    Choice,
    Offers,
    decisions_of,
    grounds_counted,
    ready_letter,
    ways_counted,
)
from baraza.engagement.casework.rules import NOT_TAKEN_ON, decision_missing
from tests.cases import a_case
from tests.inquiries import the_pension_office
from tests.letters import bring, letter
from tests.people import somebody
from tests.smtp import MailServer, mail_server
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
SECONDS = timedelta(seconds=11)
MAIL = Saying(text="Dear Amani, we cannot.", channel=Channel.EMAIL, language="en")


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def server(office: Office, settings: LazySettings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        yield running


@pytest.fixture
def agency(office: Office, now: datetime) -> Organisation:
    return the_pension_office(now=now)


@pytest.fixture
def case(office: Office, now: datetime) -> Case:
    person = somebody("Amani Njeri", email="amani@post.example")
    return a_case(now=now, person=person, title="School fees")


@pytest.fixture
def written(office: Office, now: datetime) -> Case:
    """A case that a letter is behind."""
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    case = a_case(now=now, person=thread.person)
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    return case


def declined(case: Case, by: User, now: datetime, **fields: object) -> Decided:
    usual = {"way": WayForward.DECLINE, "ground": "money", "reason": "Fees.", "saying": MAIL}
    return decide(case_id=case.pk, by=by, now=now, **{**usual, **fields})


def test_declining_tells_them_and_closes_in_one_step(
    case: Case, staff: User, server: MailServer, now: datetime
):
    decided = declined(case, staff, now, closes=True)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.DECLINED)
    assert decided.decision.message == CaseUpdate.objects.get().message
    assert AuditEntry.objects.latest("number").act == "case_decided"
    send_due(now=now + SECONDS)
    [sent] = server.kept
    assert sent.recipient == "amani@post.example"
    assert "we cannot" in parse_letter(sent.content).text
    assert decision_missing(case=case) == NOT_TAKEN_ON


def test_taken_back_within_ten_seconds_nothing_was_decided_and_nothing_leaves(
    case: Case, staff: User, server: MailServer, now: datetime
):
    decided = declined(case, staff, now, closes=True)
    words = take_back_decision(decision=decided.decision, by=staff, now=now)
    case.refresh_from_db()
    assert words == "Dear Amani, we cannot."
    assert (case.state, case.closed_at) == (CaseState.NEW, None)
    assert not case.decisions.exists()
    assert not CaseUpdate.objects.exists()
    send_due(now=now + SECONDS)
    assert server.kept == []


def test_what_has_left_is_not_taken_back(
    case: Case, staff: User, server: MailServer, now: datetime
):
    decided = declined(case, staff, now, closes=True)
    send_due(now=now + SECONDS)
    with pytest.raises(TooLate):
        take_back_decision(decision=decided.decision, by=staff, now=now + SECONDS)
    case.refresh_from_db()
    assert (case.state, case.decisions.count()) == (CaseState.CLOSED, 1)


def test_the_newest_decision_counts_and_earlier_ones_stay(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    first = declined(case, staff, now, saying=None).decision
    later = now + timedelta(hours=1)
    second = decide(
        case_id=case.pk,
        way=WayForward.REFER,
        organisation=agency,
        reason="They pay such grants.",
        by=staff,
        now=later,
    ).decision
    assert decisions_of(case=case) == [second, first]
    assert decision_missing(case=case) == ""
    assert case.steps.get().referral == second
    with pytest.raises(NotTheNewest):
        take_back_decision(decision=first, by=staff, now=later)
    take_back_decision(decision=second, by=staff, now=later)
    case.refresh_from_db()
    assert (case.state, case.steps.count()) == (CaseState.WORKING, 0)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"reason": " "}, NoReason),
        ({"ground": ""}, NoGround),
        ({"ground": "ugly"}, NoGround),
        ({"way": WayForward.RESOLVE}, NoGround),
        ({"way": WayForward.REFER, "ground": ""}, NobodyToReferTo),
    ],
)
def test_a_decision_without_what_it_needs_is_none(
    fields: dict[str, object], refusal: type[Exception], case: Case, staff: User, now: datetime
):
    with pytest.raises(refusal):
        declined(case, staff, now, **fields)
    case.refresh_from_db()
    assert (case.state, case.decisions.count()) == (CaseState.NEW, 0)
    assert not OutgoingItem.objects.exists()


def test_a_closed_case_is_opened_before_it_is_decided_anew(case: Case, staff: User, now: datetime):
    declined(case, staff, now, saying=None, closes=True)
    with pytest.raises(CaseIsClosed):
        declined(case, staff, now)


def test_a_letter_that_needs_approval_waits_and_the_case_stays_open(case: Case, now: datetime):
    vic = member_of_staff(email="v@highlands.example", name="Vic", roles=[Role.VOLUNTEER])
    decided = declined(case, vic, now, closes=True)
    assert isinstance(decided.told, Approval)
    case.refresh_from_db()
    assert case.state == CaseState.WORKING
    assert not OutgoingItem.objects.exists()


def test_on_the_telephone_it_is_kept_as_it_was_said(case: Case, staff: User, now: datetime):
    said = Saying(text="I explained it.", channel=Channel.PHONE)
    decided = declined(case, staff, now, saying=said)
    assert decided.decision.message is None
    assert CaseUpdate.objects.get().channel == Channel.PHONE
    take_back_decision(decision=decided.decision, by=staff, now=now)
    assert not CaseUpdate.objects.exists()


def test_another_members_constituent_is_handed_over_with_their_letter(
    written: Case, staff: User, server: MailServer, now: datetime
):
    passing = Passing(
        office=OtherOffice(name="Henri Baptiste", address="office@lakeside.example"),
        covering="The letter below is for you.",
        sender_line="From: Amani",
    )
    assert letter_to_pass_on(case=written) is not None
    decided = declined(
        written, staff, now, ground=DeclineGround.OUTSIDE, passing=passing, closes=True
    )
    written.refresh_from_db()
    assert (written.state, decided.decision.message.said) == (CaseState.CLOSED, MAIL.text)
    send_due(now=now + SECONDS)
    by_recipient = {sent.recipient: parse_letter(sent.content).text for sent in server.kept}
    assert set(by_recipient) == {"office@lakeside.example", "amani@post.example"}
    assert "The well in our village" in by_recipient["office@lakeside.example"]


def test_a_hand_over_is_taken_back_whole(written: Case, staff: User, now: datetime):
    passing = Passing(
        office=OtherOffice(name="Henri Baptiste", address="office@lakeside.example"),
        covering="The letter below is for you.",
    )
    decided = declined(written, staff, now, ground=DeclineGround.OUTSIDE, passing=passing)
    take_back_decision(decision=decided.decision, by=staff, now=now)
    states = set(OutgoingItem.objects.values_list("state", flat=True))
    assert states == {OutgoingState.CANCELLED}
    assert not CaseUpdate.objects.exists()
    assert not written.decisions.exists()


def test_whoever_is_too_close_gives_it_to_a_colleague_who_is_told(
    case: Case, staff: User, now: datetime
):
    musa = member_of_staff(email="m@highlands.example", name="Musa", roles=[Role.CASEWORKER])
    step_back(case_id=case.pk, to=musa, by=staff, now=now)
    case.refresh_from_db()
    assert (case.assigned_to, case.circle) == (musa, None)
    assert Notification.objects.filter(user=musa, kind=NotificationKind.CASE).exists()
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.actor_id) == ("stepped_back", staff.pk)


def test_whoever_is_too_close_need_not_see_it_any_more(case: Case, staff: User, now: datetime):
    musa = member_of_staff(email="m@highlands.example", name="Musa", roles=[Role.CASEWORKER])
    step_back(case_id=case.pk, to=musa, by=staff, now=now, seen_by=[staff])
    assert not Case.objects.visible_to(staff).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(musa).get(pk=case.pk).assigned_to == musa


@pytest.mark.parametrize("ground", DeclineGround)
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_ground_has_its_letter_in_four_languages(
    ground: DeclineGround, language: str, case: Case
):
    case.person.language = language
    nothing = Offers(agencies=[], programmes=[])
    choice = Choice(way=WayForward.DECLINE, ground=ground, other_office="Henri Baptiste")
    ready = ready_letter(case=case, choice=choice, offers=nothing, day=DAY, next_date=DAY)
    assert ready.language == language
    assert ("Salma Okello" in ready.text) == (ground in {"money", "job", "favour"})
    assert ("Henri Baptiste" in ready.text) == (ground == "outside")
    assert "{" not in ready.text
    assert len(ready.text.split("\n\n")) >= 4


def test_a_refusal_offers_what_else_may_help_and_a_referral_how_to_get_there(
    case: Case, agency: Organisation, now: datetime
):
    agency_row = Agency.objects.get()
    Agency.objects.update(phone="0800 12 34", hours="Mon to Fri, 9 to 12")
    grant = Programme.objects.create(
        name="School grant", what="Fees for one year", who="Families", changed_at=now
    )
    offers = Offers(agencies=[agency_row], programmes=[grant])
    no = Choice(way=WayForward.DECLINE, ground="money")
    text = ready_letter(case=case, choice=no, offers=offers, day=DAY, next_date=DAY).text
    assert "- School grant: Fees for one year" in text
    to = Choice(way=WayForward.REFER, organisation=agency)
    text = ready_letter(case=case, choice=to, offers=offers, day=DAY, next_date=DAY).text
    assert "Pension office" in text
    assert "Telephone: 0800 12 34" in text
    assert "School grant" not in text


def test_taking_it_on_asks_for_the_permission_it_lacks(case: Case):
    nothing = Offers(agencies=[], programmes=[])
    text = ready_letter(
        case=case, choice=Choice(way=WayForward.RESOLVE), offers=nothing, day=DAY, next_date=DAY
    ).text
    assert case.code in text
    assert "we need your permission" in text


def test_refusals_are_counted_by_ground_once_for_each_case(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    declined(case, staff, now, saying=None)
    declined(case, staff, now + timedelta(minutes=1), saying=None, ground="job")
    other = a_case(now=now)
    decide(case_id=other.pk, way=WayForward.RESOLVE, reason="Ours.", by=staff, now=now)
    [ground] = grounds_counted(user=staff, since=now)
    assert (ground.label, ground.count, ground.share) == ("Asks for a job", 1, 100)
    assert {(one.label, one.count, one.share) for one in ways_counted(user=staff, since=now)} == {
        ("Take it on", 1, 50),
        ("Decline", 1, 50),
    }
