"""People are told from the case's file, and the case is closed there."""

import html
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation, PreferredChannel
from baraza.engagement.casework.models import (
    Case,
    CaseState,
    CaseUpdate,
    Feedback,
    Inquiry,
    InquiryState,
)
from baraza.engagement.casework.queries.updates import ready_update
from tests.cases import a_case, kind_of
from tests.people import somebody
from tests.staff import member_of_staff, sign_in

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def case(office: Office, now: datetime) -> Case:
    """A case of somebody with an e-mail address and a telephone, opened a week ago."""
    person = somebody(
        "Amani Njeri", email="amani@post.example", phone="+254722000001", language="en"
    )
    week = now - timedelta(days=7)
    return a_case(
        now=week, person=person, state=CaseState.WORKING, next_update_date=now.date(), language="en"
    )


def _asked(case: Case, now: datetime, **fields: object) -> Inquiry:
    agency = Organisation.objects.create(name="Pension Board", sort_key="pension", added_at=now)
    return Inquiry.objects.create(
        case=case,
        organisation=agency,
        subject="Pension",
        asked_at=now - timedelta(days=5),
        **fields,
    )


def _text_in(page: str, field: str = "text") -> str:
    found = re.search(rf'<textarea name="{field}"[^>]*>\s?(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def _posted(case: Case, **fields: str) -> dict[str, str]:
    return {"way": "email", "text": "We asked them.", "version": str(case.version)} | fields


def test_the_words_say_what_happened_since_they_last_heard(
    desk: Client, case: Case, now: datetime
) -> None:
    _asked(case, now)
    form = desk.get(f"/desk/cases/{case.pk}/tell/", headers=HTMX).content.decode()
    words = _text_in(form)
    assert "Dear Amani Njeri," in words
    assert "On 29 April 2026 we wrote to Pension Board for you." in words
    assert "You hear from us again by 18 May 2026 at the latest." in words


def test_no_day_that_has_passed_is_promised(desk: Client, case: Case, now: datetime) -> None:
    inquiry = _asked(case, now, expected_date=now.date())
    address = f"/desk/cases/{case.pk}/tell/"
    words = _text_in(desk.get(address, headers=HTMX).content.decode())
    assert "expect it by 4 May 2026" in words
    Inquiry.objects.filter(pk=inquiry.pk).update(expected_date=now.date() - timedelta(days=1))
    Inquiry.objects.filter(pk=inquiry.pk).update(asked_at=now - timedelta(days=30))
    words = _text_in(desk.get(address, headers=HTMX).content.decode())
    assert "We still wait for the answer of Pension Board." in words
    assert "3 May" not in words


def test_who_speaks_a_language_without_ready_words_is_named(desk: Client, case: Case) -> None:
    case.person.language = "sw"
    case.person.save()
    form = desk.get(f"/desk/cases/{case.pk}/tell/", headers=HTMX).content.decode()
    assert "no ready words in" in form


def test_with_nothing_new_they_are_told_that(desk: Client, case: Case) -> None:
    words = _text_in(desk.get(f"/desk/cases/{case.pk}/tell/", headers=HTMX).content.decode())
    assert "There is no news yet" in words


def test_one_press_sends_it_and_it_can_be_taken_back(desk: Client, case: Case) -> None:
    pane = desk.post(f"/desk/cases/{case.pk}/tell/", _posted(case), headers=HTMX)
    assert pane.status_code == 200
    update = CaseUpdate.objects.get()
    shown = pane.content.decode()
    assert f"/desk/cases/updates/{update.pk}/take-back/" in shown
    assert "We asked them." in shown
    desk.post(f"/desk/cases/updates/{update.pk}/take-back/", headers=HTMX)
    assert not CaseUpdate.objects.exists()
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED


def test_without_scripts_the_page_does_the_same(desk: Client, case: Case) -> None:
    page = desk.get(f"/desk/cases/{case.pk}/tell/")
    assert "<!DOCTYPE" in page.content.decode()
    answer = desk.post(f"/desk/cases/{case.pk}/tell/", _posted(case))
    assert answer["Location"] == f"/desk/cases/{case.pk}/#updates"
    assert CaseUpdate.objects.exists()


def test_another_way_has_other_words_but_keeps_what_was_written(desk: Client, case: Case) -> None:
    address = f"/desk/cases/{case.pk}/tell/"
    first = _text_in(desk.get(address, headers=HTMX).content.decode())
    untouched = {"redraw": "1", "way": "sms", "text": first, "offered": first}
    as_text = desk.post(address, untouched, headers=HTMX).content.decode()
    assert case.code in _text_in(as_text)
    assert "Dear Amani" not in _text_in(as_text)
    assert 'href="sms:+254722000001"' in as_text
    assert "one text message" in as_text
    written = {**untouched, "text": "My own words."}
    assert _text_in(desk.post(address, written, headers=HTMX).content.decode()) == "My own words."
    assert not CaseUpdate.objects.exists()


def test_the_way_somebody_likes_is_chosen_already(desk: Client, case: Case) -> None:
    case.person.preferred_channel = PreferredChannel.SMS
    case.person.save()
    form = desk.get(f"/desk/cases/{case.pk}/tell/", headers=HTMX).content.decode()
    assert re.search(r'value="sms"[^>]*checked', form)


def test_what_cannot_leave_is_said_and_no_word_is_lost(desk: Client, case: Case) -> None:
    answer = desk.post(
        f"/desk/cases/{case.pk}/tell/",
        _posted(case, way="letter", address="Amani", text="Long words."),
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#tell"
    assert "The envelope needs a name and an address" in answer.content.decode()
    assert _text_in(answer.content.decode()) == "Long words."


def test_a_case_changed_meanwhile_is_said_and_the_words_are_sent_next_time(
    desk: Client, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(version=7)
    answer = desk.post(f"/desk/cases/{case.pk}/tell/", _posted(case), headers=HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A colleague has changed this case meanwhile" in page
    assert _text_in(page) == "We asked them."
    assert re.search(r'name="version" value="7"', page)


def test_told_a_second_way_on_one_day_they_hear_the_same_and_later_only_what_is_new(
    office: Office, case: Case, now: datetime
) -> None:
    inquiry = _asked(case, now)
    Inquiry.objects.filter(pk=inquiry.pk).update(
        asked_at=now + timedelta(minutes=1), state="answered", answered_at=now + timedelta(hours=1)
    )
    CaseUpdate.objects.create(
        case=case, text="They have answered.", channel="phone", given_at=now + timedelta(hours=2)
    )
    same_day, later = now + timedelta(hours=3), now + timedelta(days=3)
    assert "Pension Board" in ready_update(case=case, now=same_day, next_date=now.date()).letter
    assert "no news yet" in ready_update(case=case, now=later, next_date=now.date()).letter


def test_a_sensitive_case_says_nothing_on_a_telephones_screen(
    office: Office, case: Case, now: datetime
) -> None:
    _asked(case, now)
    case.kind = kind_of("Health", is_sensitive=True)
    ready = ready_update(case=case, now=now, next_date=now.date())
    assert "Pension Board" not in ready.text_message
    assert "Pension Board" in ready.letter


def test_the_words_are_in_the_constituents_language_whatever_the_desk_speaks(
    office: Office, case: Case, now: datetime
) -> None:
    case.person.language = "fr"
    with translation.override("ar"):
        ready = ready_update(case=case, now=now, next_date=now.date())
    assert ready.language == "fr"
    assert "4 mai 2026" in ready.letter


def test_closing_takes_an_outcome_and_one_press(desk: Client, case: Case, now: datetime) -> None:
    inquiry = _asked(case, now)
    address = f"/desk/cases/{case.pk}/close/"
    form = desk.get(address, headers=HTMX).content.decode()
    assert "We are glad that it could be solved." in _text_in(form)
    other = desk.post(
        address,
        {"redraw": "1", "outcome": "not_solved", "way": "email", "text": "", "offered": ""},
        headers=HTMX,
    ).content.decode()
    assert "we could not get it solved" in _text_in(other)
    pane = desk.post(
        address,
        _posted(case, outcome="not_solved", text=_text_in(other), ended=str(inquiry.pk)),
        headers=HTMX,
    )
    assert pane.status_code == 200
    case.refresh_from_db()
    inquiry.refresh_from_db()
    assert (case.state, case.outcome, inquiry.state) == ("closed", "not_solved", InquiryState.ENDED)
    assert "http://highlands.localhost/help/feedback/" in OutgoingItem.objects.get().text
    desk.post(f"/desk/cases/{case.pk}/close/undo/", headers=HTMX)
    case.refresh_from_db()
    assert case.state == CaseState.NEW
    assert not Feedback.objects.exists()


def test_closed_without_a_word_tells_nobody(desk: Client, case: Case) -> None:
    desk.post(
        f"/desk/cases/{case.pk}/close/",
        _posted(case, outcome="withdrawn", way="none", text=""),
        headers=HTMX,
    )
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert not CaseUpdate.objects.exists()


def test_closed_by_one_while_another_writes_loses_nothing(desk: Client, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    answer = desk.post(
        f"/desk/cases/{case.pk}/close/",
        _posted(case, outcome="solved", changed="She is paid.", learnt="Ask early."),
        headers=HTMX,
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A colleague has changed this case meanwhile" in page
    assert _text_in(page, "changed") == "She is paid."
    assert _text_in(page, "learnt") == "Ask early."
    case.refresh_from_db()
    assert case.state == CaseState.WORKING


def test_opened_again_by_hand_and_closed_as_it_was(desk: Client, case: Case, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, closed_at=now, outcome="solved", next_update_date=None
    )
    pane = desk.post(f"/desk/cases/{case.pk}/reopen/", headers=HTMX).content.decode()
    assert f"/desk/cases/{case.pk}/close/again/" in pane
    desk.post(f"/desk/cases/{case.pk}/close/again/", headers=HTMX)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, "solved")


def test_nobody_writes_before_reading_how_people_are_treated(
    client: Client, office: Office, case: Case
) -> None:
    new = member_of_staff(email="new@highlands.example", name="New", knows_conduct=False)
    client.defaults["HTTP_HOST"] = "highlands.localhost"
    sign_in(client, new)
    answer = client.post(f"/desk/cases/{case.pk}/tell/", _posted(case), headers=HTMX)
    assert answer.status_code == 422
    assert "how we treat people" in answer.content.decode()
    assert not CaseUpdate.objects.exists()


def test_the_sections_ask_as_much_of_many_updates_as_of_few(
    desk: Client, case: Case, staff: User, now: datetime, django_assert_max_num_queries
) -> None:
    def told() -> CaseUpdate:
        return CaseUpdate.objects.create(
            case=case, text="Told.", channel="phone", given_by=staff, given_at=now
        )

    told()
    desk.get(f"/desk/cases/{case.pk}/", headers=HTMX)
    with django_assert_max_num_queries(200) as few:
        desk.get(f"/desk/cases/{case.pk}/", headers=HTMX)
    for _number in range(9):
        told()
    with django_assert_max_num_queries(len(few.captured_queries)):
        desk.get(f"/desk/cases/{case.pk}/", headers=HTMX)


def test_today_leads_to_cases_a_letter_opened_again(
    desk: Client, case: Case, now: datetime
) -> None:
    Case.objects.filter(pk=case.pk).update(reopened_at=now, touched_at=now)
    address = "/desk/cases/?reopened=1"
    assert address in desk.get("/desk/today/").content.decode()
    assert case.title in desk.get(address).content.decode()
    desk.post(f"/desk/cases/{case.pk}/tell/", _posted(case, way="phone"), headers=HTMX)
    Case.objects.filter(pk=case.pk).update(touched_at=now + timedelta(seconds=1))
    assert address not in desk.get("/desk/today/").content.decode()


def test_what_was_closed_long_ago_is_out_of_the_lists_and_found_by_search(
    desk: Client, case: Case, now: datetime
) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, closed_at=now - timedelta(days=400), next_update_date=None
    )
    for state, is_there in (("closed", False), ("all", False), ("archive", True)):
        page = desk.get(f"/desk/cases/?state={state}").content.decode()
        assert (f"row-{case.pk}" in page) is is_there, state
    found = desk.get(f"/desk/cases/?state=closed&search={case.code}").content.decode()
    assert f"row-{case.pk}" in found
