"""What people allow, and what stops as soon as they no longer do: with letters that leave."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.conf import LazySettings

from baraza.base.accounts.models import Notification, NotificationKind, User
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Organisation
from baraza.common.uploads import PNG, check_upload
from baraza.dialogue.conversations.models import Draft, PaperLetter
from baraza.engagement.casework.actions.authorising import (
    GivenFile,
    NoProof,
    NotThatDay,
    NoWitness,
    record_authorisation,
    undo_withdrawal,
    withdraw_asking_us,
    withdraw_authorisation,
)
from baraza.engagement.casework.actions.wordings import NoWords, wording_in, write_wording
from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationRule,
    AuthorisationWording,
    Behalf,
    Case,
    Proof,
)
from baraza.engagement.casework.queries.authorising import (
    cases_held_up,
    letters_held,
    running_out,
    standing_of,
)
from baraza.engagement.casework.rules import RAN_OUT, WITHDRAWN
from tests.cases import a_case, kind_of
from tests.inquiries import a_case_in_work, asked, the_pension_office
from tests.people import somebody
from tests.smtp import MailServer, mail_server
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
SECONDS = timedelta(seconds=11)
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


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
def case(staff: User, now: datetime) -> Case:
    kind = kind_of("Signed for", authorisation=AuthorisationRule.WRITTEN)
    person = somebody("Amani Njeri", email="amani@post.example")
    return a_case_in_work(by=staff, now=now, kind=kind, person=person)


def drawn() -> GivenFile:
    return GivenFile(check_upload(content=BytesIO(DOT), name="signature.png", allowed={PNG}), DOT)


def given(case: Case, by: User, now: datetime, **fields: object) -> Authorisation:
    usual = {"proof": Proof.DRAWN, "matter": "Her pension", "given_date": DAY, "file": drawn()}
    return record_authorisation(case_id=case.pk, by=by, now=now, **{**usual, **fields})


def outgoing() -> OutgoingItem:
    return OutgoingItem.objects.get()


def test_a_drawing_is_kept_as_a_file_of_the_case(case: Case, staff: User, now: datetime):
    allowed = given(case, staff, now, wording=wording_in(language="ar", now=now))
    assert bytes(case.files.get().content) == DOT
    assert (allowed.file.name, allowed.person) == ("signature.png", case.person)
    assert allowed.wording.language == "ar"
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.object_id) == ("authorised", str(case.pk))


def test_for_a_child_whoever_asks_gives_it(case: Case, staff: User, now: datetime):
    mother = somebody("Ruth Adeyemi")
    Case.objects.filter(pk=case.pk).update(asked_by=mother, behalf=Behalf.PARENT)
    assert given(case, staff, now).person == mother


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"file": None}, NoProof),
        ({"proof": Proof.SCAN, "file": None}, NoProof),
        ({"proof": Proof.MARK, "file": None, "witness": " "}, NoWitness),
        ({"proof": Proof.SPOKEN, "file": None}, NoWitness),
        ({"given_date": date(2026, 5, 5)}, NotThatDay),
        ({"expires_date": date(2026, 5, 3)}, NotThatDay),
    ],
)
def test_nothing_is_kept_that_proves_nothing(
    fields: dict[str, object], refusal: type[Exception], case: Case, staff: User, now: datetime
):
    with pytest.raises(refusal):
        given(case, staff, now, **fields)
    assert not case.authorisations.exists()
    assert not case.files.exists()


def test_what_runs_out_while_a_letter_waits_holds_it_until_it_is_given_again(
    case: Case, agency: Organisation, staff: User, server: MailServer, now: datetime
):
    update_profile(timezone="Africa/Nairobi")
    given(case, staff, now, expires_date=DAY)
    before_midnight = datetime.fromisoformat("2026-05-04T20:59:55+00:00")
    asked(case, agency, by=staff, now=before_midnight)
    after_midnight = before_midnight + SECONDS
    with time_machine.travel(after_midnight, tick=False):
        send_due(now=after_midnight)
        assert server.kept == []
        assert (outgoing().state, outgoing().problem) == (OutgoingState.HELD, RAN_OUT)
        [held] = standing_of(case=case, day=date(2026, 5, 5)).held
        assert (held.organisation, held.reason) == ("Pension office", RAN_OUT)
        assert list(cases_held_up(user=staff)) == [case]
        assert Notification.objects.filter(
            user=staff, kind=NotificationKind.DELIVERY_FAILED
        ).exists()

        given(case, staff, after_midnight, given_date=date(2026, 5, 5))
        send_due(now=after_midnight)
    assert [letter.recipient for letter in server.kept] == ["clerk@pensions.example"]
    assert outgoing().state == OutgoingState.SENT


def test_a_withdrawal_holds_what_waits_and_undoing_it_lets_it_leave(
    case: Case, agency: Organisation, staff: User, server: MailServer, now: datetime
):
    allowed = given(case, staff, now)
    asked(case, agency, by=staff, now=now)
    done = withdraw_authorisation(
        authorisation=allowed, by=staff, now=now, because="My son looks after it."
    )
    assert (done.letters, done.papers) == (1, 0)
    assert (outgoing().state, outgoing().problem) == (OutgoingState.HELD, WITHDRAWN)
    assert standing_of(case=case, day=DAY).is_withdrawn
    send_due(now=now + SECONDS)
    assert server.kept == []

    undo_withdrawal(authorisation=allowed, by=staff, now=now)
    send_due(now=now + SECONDS)
    assert len(server.kept) == 1


def test_a_letter_sent_again_by_hand_still_does_not_leave(
    case: Case, agency: Organisation, staff: User, server: MailServer, now: datetime
):
    allowed = given(case, staff, now)
    asked(case, agency, by=staff, now=now)
    withdraw_authorisation(authorisation=allowed, by=staff, now=now)
    OutgoingItem.objects.update(state=OutgoingState.WAITING, due_at=now)
    send_due(now=now + SECONDS)
    assert (server.kept, outgoing().state) == ([], OutgoingState.HELD)


def test_another_authorisation_that_covers_it_keeps_it_going(
    case: Case, agency: Organisation, staff: User, server: MailServer, now: datetime
):
    first = given(case, staff, now)
    given(case, staff, now, organisations=[agency])
    asked(case, agency, by=staff, now=now)
    assert withdraw_authorisation(authorisation=first, by=staff, now=now).letters == 0
    send_due(now=now + SECONDS)
    assert len(server.kept) == 1


def test_paper_that_waits_for_the_printer_is_a_draft_again(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    allowed = given(case, staff, now)
    address = "Pension office\nRoad 1"
    asked(case, agency, by=staff, now=now, channel=Channel.LETTER, postal_address=address)
    assert withdraw_authorisation(authorisation=allowed, by=staff, now=now).papers == 1
    assert not PaperLetter.objects.exists()
    assert Draft.objects.get().text == "How does the matter stand?"


def test_where_asking_us_was_enough_it_can_be_taken_back_too(
    agency: Organisation, staff: User, server: MailServer, now: datetime
):
    case = a_case_in_work(by=staff, now=now)
    asked(case, agency, by=staff, now=now)
    assert standing_of(case=case, day=DAY).is_implied
    withdraw_asking_us(case_id=case.pk, by=staff, now=now)
    send_due(now=now + SECONDS)
    assert (server.kept, outgoing().state) == ([], OutgoingState.HELD)


def test_another_offices_case_of_the_same_number_allows_nothing(
    two_offices: tuple[Office, Office],
    case: Case,
    agency: Organisation,
    staff: User,
    server: MailServer,
    now: datetime,
):
    """Each office's letters leave by its own authorisations, whatever the numbers."""
    allowed = given(case, staff, now)
    asked(case, agency, by=staff, now=now)
    withdraw_authorisation(authorisation=allowed, by=staff, now=now)
    with within(two_offices[1]):
        leila = member_of_staff(email="l@lakeside.example", name="Leila")
        there = a_case(now=now, pk=case.pk, kind=kind_of("Signed for"))
        given(there, leila, now)
    OutgoingItem.objects.update(state=OutgoingState.WAITING, due_at=now)
    send_due(now=now + SECONDS)
    assert (server.kept, outgoing().state) == ([], OutgoingState.HELD)


def test_what_is_held_and_what_runs_out_is_shown_to_those_who_may_see_it(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    allowed = given(case, staff, now, expires_date=DAY + timedelta(days=20))
    assert list(running_out(user=staff, day=DAY)) == []  # still to be decided
    Case.objects.filter(pk=case.pk).update(state="working")
    assert list(running_out(user=staff, day=DAY)) == [allowed]
    given(case, staff, now, expires_date=DAY + timedelta(days=300))
    assert list(running_out(user=staff, day=DAY)) == []
    asked(case, agency, by=staff, now=now)
    for one in case.authorisations.all():
        withdraw_authorisation(authorisation=one, by=staff, now=now)
    assert [one.pk for one, _ in letters_held(user=staff)] == [case.pk]
    gone = member_of_staff(email="g@highlands.example", name="Gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()
    assert letters_held(user=gone) == []


def test_words_are_kept_by_version_and_those_that_come_with_it_are_the_first(
    office: Office, staff: User, now: datetime
):
    first = wording_in(language="fr", now=now)
    assert (first.version, wording_in(language="fr", now=now)) == (1, first)
    assert write_wording(language="fr", text=first.text, by=staff, now=now) == first
    second = write_wording(language="fr", text="J’autorise ce bureau.", by=staff, now=now)
    assert (second.version, wording_in(language="fr", now=now)) == (2, second)
    first.refresh_from_db()
    assert first.text.startswith("Je demande")
    with pytest.raises(NoWords):
        write_wording(language="fr", text="  ", by=staff, now=now)


def test_a_language_without_words_is_asked_in_english_until_it_has_some(
    office: Office, staff: User, now: datetime
):
    assert wording_in(language="sw", now=now).language == "en"
    written = write_wording(language="sw", text="Naruhusu.", by=staff, now=now)
    assert (written.version, wording_in(language="sw", now=now)) == (1, written)
    assert AuthorisationWording.objects.filter(language="en").count() == 1
