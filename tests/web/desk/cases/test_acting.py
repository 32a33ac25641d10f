"""Small acts in the file of a case: each in a press, each undone by another."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from baraza.base.accounts.models import Notification, Role, User
from baraza.base.audit.models import AuditEntry
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.conversations.models import Assignment, Conversation
from baraza.engagement.casework.models import (
    Case,
    CaseLink,
    CaseNote,
    CaseState,
    CaseStep,
    UpdatePolicy,
    Urgency,
)
from tests.cases import a_case, kind_of
from tests.people import somebody
from tests.staff import member_of_staff

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def colleague(office) -> User:
    return member_of_staff(
        email="josef@highlands.example", name="Josef Novák", roles=[Role.CASEWORKER]
    )


@pytest.fixture
def case(office, now: datetime) -> Case:
    return a_case(now=now, person=somebody("Amani Njeri", email="amani@post.example"))


def _undo(desk: Client, shown: str) -> str:
    """Presses the undo of the toast, as its form says."""
    toast = shown.partition('id="toasts"')[2]
    address = toast.partition('action="')[2].partition('"')[0]
    fields = {}
    for part in toast.split('<input type="hidden" name="')[1:]:
        name, _, rest = part.partition('" value="')
        fields[name] = rest.partition('"')[0]
    return desk.post(address, fields, headers=HTMX).content.decode()


def test_given_to_a_colleague_who_hears_of_it_and_taken_back(
    desk: Client, case: Case, colleague: User
) -> None:
    panel = desk.get(f"/desk/cases/{case.pk}/colleagues/", headers=HTMX).content.decode()
    assert "Josef Novák" in panel
    address = f"/desk/cases/{case.pk}/assign/"
    shown = desk.post(address, {"to": colleague.pk}, headers=HTMX).content.decode()
    case.refresh_from_db()
    assert case.assigned_to == colleague
    news = Notification.objects.get(user=colleague)
    assert (news.kind, news.about, news.about_id) == ("case", "casework.case", case.pk)
    _undo(desk, shown)
    case.refresh_from_db()
    assert case.assigned_to is None


def test_what_a_rule_had_given_is_by_rule_again_when_its_giving_away_is_undone(
    desk: Client, case: Case, staff: User, colleague: User
) -> None:
    Case.objects.filter(pk=case.pk).update(assigned_to=staff, assigned_because=Assignment.RULE)
    address = f"/desk/cases/{case.pk}/assign/"
    shown = desk.post(address, {"to": colleague.pk}, headers=HTMX).content.decode()
    case.refresh_from_db()
    assert (case.assigned_to, case.assigned_because) == (colleague, Assignment.BY_HAND)
    assert "It is whose it was." in _undo(desk, shown)
    case.refresh_from_db()
    assert (case.assigned_to, case.assigned_because) == (staff, Assignment.RULE)
    forged = desk.post(f"{address}undo/", {"former": "1:2:3"}, headers=HTMX)
    assert forged.status_code == 404


def test_nobody_gets_a_case_whose_role_does_no_casework(desk: Client, case: Case) -> None:
    auditor = member_of_staff(
        email="audit@highlands.example", name="Ada Audit", roles=[Role.AUDITOR]
    )
    address = f"/desk/cases/{case.pk}/assign/"
    shown = desk.post(address, {"to": auditor.pk}, headers=HTMX).content.decode()
    assert "does not work on cases" in shown
    case.refresh_from_db()
    assert case.assigned_to is None


def test_more_urgent_means_they_hear_from_us_sooner(
    desk: Client, case: Case, now: datetime
) -> None:
    UpdatePolicy.objects.update_or_create(
        urgency=Urgency.NOW, defaults={"update_days": 2, "chase_days": 3}
    )
    Case.objects.filter(pk=case.pk).update(next_update_date=date(2026, 5, 29))
    typed = {"urgency": "4", "reason": "Evicted on Friday"}
    shown = desk.post(f"/desk/cases/{case.pk}/urgency/", typed, headers=HTMX).content.decode()
    case.refresh_from_db()
    assert (case.urgency, case.urgency_reason) == (Urgency.NOW, "Evicted on Friday")
    assert case.next_update_date == date(2026, 5, 6)
    _undo(desk, shown)
    case.refresh_from_db()
    assert (case.urgency, case.urgency_reason) == (Urgency.NORMAL, "")


def test_stuck_with_words_and_free_again(desk: Client, case: Case) -> None:
    address = f"/desk/cases/{case.pk}/stuck/"
    shown = desk.post(address, {"because": "The file is lost"}, headers=HTMX).content.decode()
    assert "The file is lost" in shown
    shown = desk.post(address, {"because": ""}, headers=HTMX).content.decode()
    assert "The file is lost" not in shown.partition('id="toasts"')[0]
    _undo(desk, shown)
    case.refresh_from_db()
    assert case.stuck_because == "The file is lost"


def test_a_note_tells_whoever_is_named_in_it(desk: Client, case: Case, colleague: User) -> None:
    form = desk.get(f"/desk/cases/{case.pk}/note/", headers=HTMX).content.decode()
    assert "Josef Novák" in form
    typed = {"text": "<b>Please call</b> @Josef Novák"}
    shown = desk.post(f"/desk/cases/{case.pk}/note/write/", typed, headers=HTMX).content.decode()
    assert "&lt;b&gt;Please call" in shown
    assert Notification.objects.get(user=colleague).kind == "mentioned"
    _undo(desk, shown)
    assert not CaseNote.objects.exists()


def test_of_a_sensitive_kind_a_note_is_encrypted(desk: Client, now: datetime) -> None:
    case = a_case(now=now, kind=kind_of("Health", is_sensitive=True))
    typed = {"text": "The diagnosis came"}
    shown = desk.post(f"/desk/cases/{case.pk}/note/write/", typed, headers=HTMX).content.decode()
    assert "The diagnosis came" in shown
    note = CaseNote.objects.get()
    assert (note.text, note.secret) == ("", "The diagnosis came")


def test_a_note_written_while_another_closes_the_case_is_kept_and_says_so(
    desk: Client, case: Case, colleague: User, now: datetime
) -> None:
    form = desk.get(f"/desk/cases/{case.pk}/note/", headers=HTMX).content.decode()
    assert 'name="state" value="new"' in form
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, closed_at=now, closed_by=colleague, outcome="solved"
    )
    typed = {"text": "They called again", "state": "new"}
    shown = desk.post(f"/desk/cases/{case.pk}/note/write/", typed, headers=HTMX).content.decode()
    assert "Noted. Josef Novák closed this case meanwhile." in shown
    assert CaseNote.objects.get().text == "They called again"


def test_nobody_takes_another_s_note_away(desk: Client, case: Case, colleague: User, now) -> None:
    note = CaseNote.objects.create(case=case, text="Mine", written_by=colleague, written_at=now)
    address = f"/desk/cases/{case.pk}/note/remove/"
    assert desk.post(address, {"note": note.pk}, headers=HTMX).status_code == 404
    assert CaseNote.objects.exists()


def test_steps_are_added_ticked_and_taken_away(desk: Client, case: Case) -> None:
    typed = {"words": "See the papers", "due_date": "2026-05-08"}
    desk.post(f"/desk/cases/{case.pk}/steps/", typed, headers=HTMX)
    step = CaseStep.objects.get()
    assert step.due_date == date(2026, 5, 8)
    ticked = desk.post(f"/desk/cases/steps/{step.pk}/tick/", {"done": "1"}, headers=HTMX)
    step.refresh_from_db()
    assert step.done_at is not None
    _undo(desk, ticked.content.decode())
    step.refresh_from_db()
    assert step.done_at is None
    beside = {**HTMX, "HX-Target": "in-steps"}
    steps = desk.post(f"/desk/cases/steps/{step.pk}/tick/", {"done": "1"}, headers=beside)
    assert 'aria-pressed="true"' in steps.content.decode()
    assert "What happened" not in steps.content.decode()
    desk.post(f"/desk/cases/steps/{step.pk}/tick/", {"done": ""}, headers=beside)
    gone = desk.post(f"/desk/cases/steps/{step.pk}/remove/", headers=HTMX).content.decode()
    assert not CaseStep.objects.exists()
    _undo(desk, gone)
    assert CaseStep.objects.get().words == "See the papers"


def test_two_cases_are_tied_and_shown_in_each_other(
    desk: Client, case: Case, now: datetime
) -> None:
    other = a_case(now=now, title="The roof of the school", person=somebody("Elena Petrova"))
    found = desk.get(f"/desk/cases/{case.pk}/others/?words=Petrova", headers=HTMX).content.decode()
    assert "The roof of the school" in found
    desk.post(f"/desk/cases/{case.pk}/link/", {"other": other.pk}, headers=HTMX)
    assert "The pension stopped" in desk.get(f"/desk/cases/{other.pk}/").content.decode()
    again = desk.post(f"/desk/cases/{other.pk}/link/", {"other": case.pk}, headers=HTMX)
    assert again.status_code == 200
    assert CaseLink.objects.count() == 1
    gone = desk.post(f"/desk/cases/{other.pk}/unlink/", {"other": case.pk}, headers=HTMX)
    assert not CaseLink.objects.exists()
    _undo(desk, gone.content.decode())
    assert CaseLink.objects.exists()
    same = desk.post(f"/desk/cases/{case.pk}/link/", {"other": case.pk}, headers=HTMX)
    assert "this very case" in same.content.decode()


def test_letters_of_theirs_are_added_once_and_seen_from_both_sides(
    desk: Client, conversation: Conversation, now: datetime
) -> None:
    case = a_case(now=now, title="The well is dry", person=conversation.person)
    address = f"/desk/cases/{case.pk}/letters/"
    assert conversation.subject in desk.get(address, headers=HTMX).content.decode()
    shown = desk.post(address, {"conversation": conversation.pk}, headers=HTMX).content.decode()
    assert "belong to the case now" in shown
    letter = desk.get(f"/desk/inbox/{conversation.pk}/").content.decode()
    assert f'href="/desk/cases/{case.pk}/"' in letter
    elsewhere = a_case(now=now, person=conversation.person)
    address = f"/desk/cases/{elsewhere.pk}/letters/"
    refused = desk.post(address, {"conversation": conversation.pk}, headers=HTMX)
    assert "into another case" in refused.content.decode()
    _undo(desk, shown)
    assert not case.conversations.exists()


def test_promised_in_the_file_of_the_case(desk: Client, staff: User, case: Case) -> None:
    address = f"/desk/cases/{case.pk}/promise/"
    assert 'name="words"' in desk.get(address, headers=HTMX).content.decode()
    typed = {"words": "Ask the board", "due_date": "2026-05-08", "owner": staff.pk}
    assert "Ask the board" in desk.post(address, typed, headers=HTMX).content.decode()
    made = Commitment.objects.get()
    assert made.person == case.person
    wrong = desk.post(address, {**typed, "words": ""}, headers=HTMX)
    assert wrong.status_code == 422


def test_several_are_given_at_once_shared_out_and_taken_back(
    desk: Client, staff: User, colleague: User, now: datetime
) -> None:
    made = [a_case(now=now, opened_at=now - timedelta(days=n)) for n in range(4)]
    chosen = [str(one.pk) for one in made[:3]]
    given = desk.post(
        "/desk/cases/many/", {"chosen": chosen, "to": colleague.pk}, headers=HTMX
    ).content.decode()
    assert "3 cases were given." in given
    assert Case.objects.filter(assigned_to=colleague).count() == 3
    _undo(desk, given)
    assert not Case.objects.filter(assigned_to=colleague).exists()
    shared = desk.post(
        "/desk/cases/many/?nobody=1", {"everything": "1", "to": "fairly"}, headers=HTMX
    ).content.decode()
    assert "4 cases were given." in shared
    assert Case.objects.filter(assigned_to__isnull=True).count() == 0
    forged = desk.post("/desk/cases/many/undo/", {"former": "1:2:3"}, headers=HTMX)
    assert forged.status_code == 404


def test_the_board_puts_each_case_under_its_next_step(desk: Client, now: datetime) -> None:
    a_case(now=now, title="To be decided on")
    board = desk.get("/desk/cases/board/").content.decode()
    assert "To decide" in board
    assert "To be decided on" in board
    for by in ("clock", "urgency", "nonsense"):
        assert "To be decided on" in desk.get(f"/desk/cases/board/?by={by}").content.decode()


def test_who_has_how_much_says_so_and_shares_out_the_rest(
    desk: Client, colleague: User, case: Case
) -> None:
    shown = desk.get("/desk/cases/load/").content.decode()
    assert "Josef Novák" in shown
    assert "Share out what is nobody" in shown
    assert desk.post("/desk/cases/load/share-out/").status_code == 302
    case.refresh_from_db()
    assert case.assigned_to is not None


def test_who_read_and_changed_a_case_is_told(desk: Client, case: Case) -> None:
    desk.get(f"/desk/cases/{case.pk}/")
    assert AuditEntry.objects.about(case).filter(act="opened").exists()
    assert "The pension stopped" in desk.get(f"/desk/audit/case/{case.pk}/").content.decode()


@pytest.mark.parametrize("path", ["", "board/", "load/", "filters/"])
def test_who_only_reads_sees_cases_and_changes_none(path: str, visitor: Client, case: Case) -> None:
    reader = member_of_staff(
        email="vol@highlands.example", name="Vera Volunteer", roles=[Role.VOLUNTEER]
    )
    visitor.force_login(reader)
    assert visitor.get(f"/desk/cases/{path}").status_code == 200
    file = visitor.get(f"/desk/cases/{case.pk}/").content.decode()
    assert f"/desk/cases/{case.pk}/assign/" not in file
    assert f"/desk/cases/{case.pk}/colleagues/" not in file
    assert visitor.post(f"/desk/cases/{case.pk}/assign/", {"to": reader.pk}).status_code == 403
