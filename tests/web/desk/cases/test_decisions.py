"""How to go about a case is decided in its file, and told in the same step."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.models import Approval, Conversation, PaperLetter
from baraza.engagement.casework.models import (
    Case,
    CaseConversation,
    CaseState,
    Decision,
    Outcome,
    WayForward,
)
from tests.cases import a_case
from tests.inquiries import the_pension_office
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def case(office: Office, now: datetime) -> Case:
    person = somebody("Amani Njeri", email="amani@post.example", language="fr")
    return a_case(now=now, person=person, title="School fees")


def decide(desk: Client, case: Case, **fields: object) -> object:
    usual = {
        "decision": "decline",
        "ground": "money",
        "reason": "School fees.",
        "way": "email",
        "text": "We cannot.",
        "closes": "on",
        "version": case.version,
    }
    return desk.post(f"/desk/cases/{case.pk}/decide/", {**usual, **fields}, headers=HTMX)


def text_in(shown: str) -> str:
    return re.search(r"<textarea[^>]*name=\"text\"[^>]*>(.*?)</textarea>", shown, re.S)[1]


def test_four_ways_are_offered_each_with_its_letter_in_their_language(desk: Client, case: Case):
    file = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    for way in WayForward:
        assert f"/desk/cases/{case.pk}/decide/?decision={way}" in file
    form = desk.get(f"/desk/cases/{case.pk}/decide/?decision=decline", headers=HTMX)
    assert "<!DOCTYPE" not in form.content.decode()
    assert "Vous demandez une aide en argent" in text_in(form.content.decode())


def test_another_ground_brings_its_letter_but_never_over_what_somebody_wrote(
    desk: Client, case: Case
):
    address = f"/desk/cases/{case.pk}/decide/"
    shown = desk.get(f"{address}?decision=decline", headers=HTMX).content.decode()
    ready = text_in(shown)
    typed = {"redraw": "1", "decision": "decline", "was": "decline", "way": "email"}
    job = desk.post(
        address, {**typed, "ground": "job", "text": ready, "offered": ready}, headers=HTMX
    ).content.decode()
    assert "concours ouvert" in text_in(job)
    own = desk.post(
        address,
        {**typed, "ground": "job", "text": "My own words.", "offered": ready, "reason": "Why"},
        headers=HTMX,
    ).content.decode()
    assert text_in(own).strip() == "My own words."
    assert "Why</textarea>" in own
    assert not Decision.objects.exists()


def test_declined_in_one_step_and_taken_back_from_the_toast(desk: Client, case: Case, staff: User):
    pane = decide(desk, case).content.decode()
    decision = Decision.objects.get()
    assert (decision.made_by, decision.reason) == (staff, "School fees.")
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.DECLINED)
    undo = f"/desk/cases/decisions/{decision.pk}/back/"
    assert undo in pane
    assert "It leaves in" in pane
    back = desk.post(undo, headers=HTMX).content.decode()
    assert "nothing has left" in back
    case.refresh_from_db()
    assert case.state == CaseState.NEW
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": " "}, "Say why, in a line"),
        ({"ground": ""}, "Choose a ground"),
        ({"decision": "refer", "ground": ""}, "Choose whom they can turn to"),
        ({"ground": "outside"}, "Name it, so that they know where to turn."),
        (
            {"decision": "inform", "ground": "", "offered": "My  own words."},
            "Write what they need to know",
        ),
        ({"text": " "}, "There is nothing in it yet."),
        ({"text": "Dear [first_name]"}, "[first_name]"),
        ({"way": "letter", "address": ""}, "The envelope needs a name and an address"),
    ],
)
def test_what_is_missing_is_said_and_every_word_stays(
    fields: dict[str, object], words: str, desk: Client, case: Case
):
    answer = decide(desk, case, **{"text": "My own words.", **fields})
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#deciding"
    assert words in answer.content.decode()
    assert not Decision.objects.exists()
    case.refresh_from_db()
    assert case.state == CaseState.NEW


def test_what_a_colleague_changed_meanwhile_is_said_before_anything_leaves(
    desk: Client, case: Case
):
    Case.objects.filter(pk=case.pk).update(version=7)
    answer = decide(desk, case)
    assert answer.status_code == 422
    assert "A colleague has changed this case meanwhile." in answer.content.decode()
    assert 'name="version" value="7"' in answer.content.decode()
    assert not OutgoingItem.objects.exists()


def test_a_letter_of_another_ground_does_not_leave_by_haste(desk: Client, case: Case):
    address = f"/desk/cases/{case.pk}/decide/"
    ready = text_in(desk.get(f"{address}?decision=decline", headers=HTMX).content.decode())
    answer = decide(desk, case, ground="job", text=ready, offered=ready)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Look it over, then send it." in shown
    assert "concours ouvert" in text_in(shown)
    assert not OutgoingItem.objects.exists()


def test_on_paper_it_waits_for_the_printer(desk: Client, case: Case):
    pane = decide(desk, case, way="letter", address="Amani Njeri\nMbuni").content.decode()
    assert "Your letter waits for the printer." in pane
    assert PaperLetter.objects.get().address == "Amani Njeri\nMbuni"


def test_nobody_need_hear_of_it(desk: Client, case: Case):
    assert "Decided: we decline." in decide(desk, case, way="none", text="").content.decode()
    assert not OutgoingItem.objects.exists()


def test_a_volunteer_may_not_decide(office: Office, case: Case):
    vic = member_of_staff(email="v@highlands.example", name="Vic", roles=[Role.VOLUNTEER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(vic)
    assert decide(client, case).status_code == 403


def test_whose_letters_need_approval_asks_for_it_and_the_case_waits(desk: Client, case: Case):
    update_profile(approval_roles=[Role.CASEWORKER])
    musa = member_of_staff(email="m@highlands.example", name="Musa", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(musa)
    pane = decide(client, case).content.decode()
    assert "waits for somebody who may approve" in pane
    assert Approval.objects.get().author == musa
    case.refresh_from_db()
    assert case.state == CaseState.WORKING


def test_another_members_constituent_is_handed_over_only_with_consent(
    desk: Client, now: datetime, office: Office
):
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    case = a_case(now=now, person=thread.person)
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    there = {"ground": "outside", "office": "Henri Baptiste <office@lakeside.example>"}
    redrawn = desk.post(
        f"/desk/cases/{case.pk}/decide/",
        {"redraw": "1", "decision": "decline", "way": "email", "consents": "on", **there},
        headers=HTMX,
    ).content.decode()
    assert "Henri Baptiste" in text_in(redrawn)
    assert "the letter below reached us on" in redrawn
    wrong = decide(desk, case, **{**there, "office": "Somebody", "consents": "on"})
    assert "Nothing can be sent there." in wrong.content.decode()
    decide(desk, case, **there)
    assert [item.recipient for item in OutgoingItem.objects.all()] == ["amani@post.example"]
    desk.post(f"/desk/cases/decisions/{Decision.objects.get().pk}/back/", headers=HTMX)
    case.refresh_from_db()
    decide(desk, case, consents="on", covering="For you.", **there)
    waiting = OutgoingItem.objects.filter(state=OutgoingState.WAITING)
    assert {item.recipient for item in waiting} == {
        "amani@post.example",
        "office@lakeside.example",
    }


def test_whoever_is_too_close_gives_it_away_and_sees_it_no_more_where_they_wish(
    desk: Client, case: Case, staff: User
):
    musa = member_of_staff(email="m@highlands.example", name="Musa", roles=[Role.CASEWORKER])
    file = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "I am too close to this" in file
    answer = desk.post(
        f"/desk/cases/{case.pk}/step-back/", {"to": musa.pk, "seen_by": [musa.pk]}, headers=HTMX
    )
    assert answer["HX-Redirect"] == "/desk/cases/"
    assert desk.get(f"/desk/cases/{case.pk}/").status_code == 404
    case.refresh_from_db()
    assert case.assigned_to == musa


def test_ways_and_grounds_are_counted_without_anybodys_name(desk: Client, case: Case):
    empty = desk.get("/desk/cases/decisions/").content.decode()
    assert "Nothing decided yet" in empty
    decide(desk, case)
    counted = desk.get("/desk/cases/decisions/").content.decode()
    assert "Asks for money" in counted
    assert "Amani" not in counted


def test_a_referral_says_where_and_asks_later_whether_it_helped(
    desk: Client, case: Case, now: datetime
):
    agency: Organisation = the_pension_office(now=now)
    shown = desk.post(
        f"/desk/cases/{case.pk}/decide/",
        {"redraw": "1", "decision": "refer", "organisation": agency.pk, "way": "email"},
        headers=HTMX,
    ).content.decode()
    assert "Pension office" in text_in(shown)
    decide(desk, case, decision="refer", ground="", organisation=agency.pk, closes="")
    assert Decision.objects.get().organisation == agency
    assert case.steps.get().referral == Decision.objects.get()


def test_the_file_asks_as_much_for_three_decisions_as_for_one(
    desk: Client, case: Case, staff: User, now: datetime
):
    def decided(count: int) -> None:
        for number in range(count):
            Decision.objects.create(
                case=case, way="resolve", reason=f"Because {number}", made_by=staff, made_at=now
            )

    decided(1)
    desk.get(f"/desk/cases/{case.pk}/")
    with CaptureQueriesContext(connection) as one:
        desk.get(f"/desk/cases/{case.pk}/")
    decided(2)
    with CaptureQueriesContext(connection) as three:
        shown = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Decided before" in shown
    assert len(one) == len(three)
