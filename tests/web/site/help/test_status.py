"""How a case stands, for those it concerns and nobody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from baraza.base.accounts.models import Circle, User
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation
from baraza.common.paper.codes import new_code
from baraza.dialogue.conversations.models import Message
from baraza.engagement.casework.actions.feedback import ask_feedback
from baraza.engagement.casework.models import (
    Authorisation,
    Case,
    CaseConversation,
    CaseNote,
    CaseState,
    CaseUpdate,
    Feedback,
    Inquiry,
    Intake,
)
from baraza.web.site import limits, pages
from baraza.web.site.help.views import status as views
from tests.cases import a_case, kind_of
from tests.people import somebody
from tests.web.site.page import read, value, words

Look = Callable[..., HttpResponse]
Sent = Callable[..., Intake]


@pytest.fixture
def case(office: Office, now: datetime) -> Case:
    """A pension that stopped, of somebody born in 1961."""
    person = somebody("Amina Duale", email="amina@home.example", birth_year=1961)
    return a_case(now=now, person=person, kind=kind_of("Pension", authorisation="implied"))


@pytest.fixture
def look(visitor: Client) -> Look:
    """Types a code and what they are known by."""

    def ask(code: str, known: str, **but: str) -> HttpResponse:
        return visitor.post("/help/status/", {"code": code, "known": known}, **but)

    return ask


def shown(page: HttpResponse) -> str:
    assert page.status_code == 200, page.content.decode()
    return words(read(page.content).find(".//main"))


def test_code_and_year_of_birth_show_the_case(look: Look, case: Case) -> None:
    assert "We are looking at what we can do." in shown(look(case.code, "1961"))
    assert "Pension" in shown(look(case.code.lower().replace("-", " "), " ١٩٦١ "))


def test_where_no_year_is_known_four_digits_or_the_postcode_do(
    look: Look, office: Office, now: datetime
) -> None:
    person = somebody("Omar", phone="+254700123456", address="3 Hill Rd\n30200 Kitale")
    code = a_case(now=now, person=person).code
    assert look(code, "3456").status_code == 200
    assert look(code, "30 200").status_code == 200
    for wrong in ("123456", "+254700123456", "0200", "Kitale", "4567"):
        assert look(code, wrong).status_code == 422
        cache.clear()


def test_where_nothing_else_is_known_their_address_does_and_only_then(
    look: Look, office: Office, now: datetime
) -> None:
    code = a_case(now=now, person=somebody("Omar", email="omar@home.example")).code
    assert look(code, " Omar@home.example ").status_code == 200
    assert look(code, "omar").status_code == 422
    both = somebody("Halima", email="halima@home.example", phone="+254700123456")
    code = a_case(now=now, person=both).code
    assert look(code, "halima@home.example").status_code == 422
    assert look(code, "3456").status_code == 200


def test_where_the_year_is_known_nothing_else_does(look: Look, case: Case) -> None:
    somebody_else = somebody("Omar", phone="+254700123456", birth_year=1970)
    Case.objects.filter(pk=case.pk).update(person=somebody_else)
    assert look(case.code, "3456").status_code == 422
    assert look(case.code, "1970").status_code == 200


def test_whoever_asked_for_somebody_else_sees_it_too(look: Look, case: Case) -> None:
    parent = somebody("Halima", birth_year=1935)
    Case.objects.filter(pk=case.pk).update(asked_by=parent)
    assert look(case.code, "1935").status_code == 200


def test_it_says_whom_we_wait_for_what_we_told_and_when_they_hear_next(
    look: Look, case: Case, now: datetime
) -> None:
    pensions = Organisation.objects.create(name="Provincial Pension Office", added_at=now)
    Inquiry.objects.create(
        case=case,
        organisation=pensions,
        subject="About P-77, confidentially",
        asked_at=now,
        expected_date=date(2030, 6, 1),
        contact_name="Inspector Weiss",
    )
    CaseUpdate.objects.create(
        case=case, text="We asked them today.", channel=Channel.EMAIL, given_at=now, language="en"
    )
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.WORKING, next_update_date=date(2031, 1, 2)
    )
    page = shown(look(case.code, "1961"))
    for told in (
        "We have asked, and wait for an answer.",
        "Provincial Pension Office",
        "asked on May 4, 2026",
        "June 1, 2030",
        "We asked them today.",
        "Jan. 2, 2031",
    ):
        assert told in page
    for kept in ("confidentially", "Inspector Weiss"):
        assert kept not in page


def test_it_says_nothing_that_is_the_offices_own(
    look: Look, case: Case, staff: User, now: datetime
) -> None:
    CaseNote.objects.create(case=case, text="He lies, says Bruno", written_by=staff, written_at=now)
    case.steps.create(words="Ring the ministry in secret")
    Case.objects.filter(pk=case.pk).update(
        assigned_to=staff,
        title="A tiresome one",
        stuck_because="Lost the file",
        story="What she said",
        learnt="Never again",
        urgency_reason="Cries a lot",
    )
    page = look(case.code, "1961").content.decode()
    for kept in (
        "Bruno", "secret", staff.name, "tiresome", "Lost the file", "What she said", "Never again",
        "Cries", "Amina",
    ):  # fmt: skip
        assert kept not in page


def test_an_update_that_is_late_is_apologised_for(look: Look, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(next_update_date=date(2020, 1, 2))
    assert "You should have heard from us by Jan. 2, 2020" in shown(look(case.code, "1961"))


def test_nobody_can_tell_a_wrong_year_from_no_case_or_one_that_is_confidential_or_erased(
    look: Look,
    case: Case,
    now: datetime,
    staff: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def answer(code: str, known: str) -> tuple[int, str]:
        cache.clear()
        page = look(code, known)
        return page.status_code, page.content.decode().replace(code, "CODE")

    confidential = a_case(now=now, person=case.person, circle=Circle.objects.create(name="Few"))
    erased = a_case(now=now, person=case.person, erased_at=now)
    nothing = answer(new_code(), "1961")
    assert nothing[0] == 422
    assert answer(case.code, "1962") == nothing
    assert answer(confidential.code, "1961") == nothing
    assert answer(erased.code, "1961") == nothing
    costs = []
    for code, known in ((new_code(), "1961"), (case.code, "1962"), (confidential.code, "1961")):
        with django_assert_num_queries(3):
            views.status_of(code=code, known=known, day=now.date())
        costs.append(code)
    assert len(costs) == 3


def test_a_form_whose_case_became_confidential_shows_nothing_any_more(
    look: Look, sent: Sent
) -> None:
    case = sent().case
    assert look(case.code, "1961").status_code == 200
    Case.objects.filter(pk=case.pk).update(circle=Circle.objects.create(name="Few"))
    assert look(case.code, "1961").status_code == 422


def test_what_was_sent_a_moment_ago_is_there_already(
    look: Look, ask: Callable[..., object]
) -> None:
    ask()
    page = shown(look(Intake.objects.get().code, "1961"))
    assert "Your case has arrived." in page


def test_another_offices_code_finds_nothing(
    look: Look, case: Case, two_offices: tuple[Office, Office]
) -> None:
    there = look(case.code, "1961", headers={"host": "lakeside.localhost"})
    assert there.status_code == 422


def test_ten_thousand_tries_find_nothing(
    case: Case, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From ten thousand addresses, with the right code: every year there is, many times over."""
    asked = 0

    def status_of(**_: object) -> None:
        nonlocal asked
        asked += 1

    monkeypatch.setattr(views, "status_of", status_of)
    monkeypatch.setattr(views, "_ask", lambda *_args, **_kwargs: HttpResponse())
    # In memory, so that ten thousand take seconds; the real one is tried below.
    monkeypatch.setattr(views, "cache", LocMemCache("tries", {}))
    own = profile()
    monkeypatch.setattr(pages, "profile", lambda: own)
    requests = RequestFactory(headers={"host": "highlands.localhost"})
    for number in range(10_000):
        address = f"10.{number // 250}.{number % 250}.7"
        views.status(
            requests.post(
                "/help/status/",
                {"code": case.code, "known": str(1900 + number % 120)},
                REMOTE_ADDR=address,
            )
        )
    assert asked == views.TRIES_IN_AN_HOUR


def test_one_sender_tries_only_so_many_codes(visitor: Client, office: Office, look: Look) -> None:
    answers = [look(new_code(), "1961").status_code for _ in range(views.TRIES.per_sender + 4)]
    assert answers.count(422) == views.TRIES.per_sender
    assert answers[-4:] == [429] * 4


def test_a_code_that_was_tried_too_often_opens_again_and_not_for_whoever_goes_on_trying(
    look: Look, case: Case
) -> None:
    for _ in range(views.TRIES_IN_AN_HOUR):
        assert look(case.code, "1900").status_code == 422
    assert look(case.code, "1961").status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        limits.counters.clear()
        assert look(case.code, "1961").status_code == 200
    tries = 0
    for hour in range(2, 20):
        with time_machine.travel(timezone.now() + timedelta(hours=hour)):
            limits.counters.clear()
            while look(case.code, "1900").status_code == 422:
                tries += 1
    assert tries <= views.TRIES_IN_A_DAY


def test_a_right_answer_is_no_try(look: Look, case: Case) -> None:
    pages = {look(case.code, "1961").status_code for _ in range(views.TRIES.per_sender + 5)}
    assert pages == {200}


def act(visitor: Client, page: HttpResponse, what: str, text: str = "") -> HttpResponse:
    fields = {name: value(page.content, name) for name in ("pass", "token")}
    return visitor.post("/help/status/", fields | {"act": what, "text": text})


def test_what_they_add_joins_the_letters_of_the_case_once(
    visitor: Client, look: Look, sent: Sent, run_jobs: Callable[[], int]
) -> None:
    case = sent().case
    page = look(case.code, "1961")
    said = act(visitor, page, "write", "A letter came today.")
    assert "What you wrote has arrived." in shown(said)
    act(visitor, page, "write", "A letter came today.")
    run_jobs()
    added = Message.objects.get(said="A letter came today.")
    assert added.conversation == case.conversations.get().conversation
    assert Case.objects.count() == 1


def test_what_they_add_to_a_case_without_letters_begins_them(
    visitor: Client, look: Look, case: Case, run_jobs: Callable[[], int]
) -> None:
    act(visitor, look(case.code, "1961"), "write", "I moved to Lodwar.")
    run_jobs()
    letter = Message.objects.get()
    assert CaseConversation.objects.get(case=case).conversation == letter.conversation
    assert letter.conversation.person == case.person


@pytest.mark.parametrize("has_letters", [True, False])
def test_writing_opens_a_closed_case_again(
    visitor: Client,
    look: Look,
    case: Case,
    sent: Sent,
    run_jobs: Callable[[], int],
    now: datetime,
    has_letters: bool,
) -> None:
    closed = sent().case if has_letters else case
    Case.objects.filter(pk=closed.pk).update(state=CaseState.CLOSED, closed_at=now)
    page = look(closed.code, "1961")
    assert "Your case is closed." in shown(page)
    act(visitor, page, "write", "It stopped again.")
    run_jobs()
    closed.refresh_from_db()
    assert closed.state == CaseState.NEW
    assert closed.reopened_at is not None


def test_nothing_and_far_too_much_are_said_and_kept(
    visitor: Client, look: Look, case: Case
) -> None:
    page = look(case.code, "1961")
    assert act(visitor, page, "write", "  ").status_code == 422
    long = act(visitor, page, "write", "x" * (views.LONGEST_LETTER + 1))
    assert long.status_code == 422
    assert len(value(long.content, "text")) == views.LONGEST_LETTER + 1


def test_a_page_left_open_asks_again_who_they_are_and_keeps_what_was_written(
    visitor: Client, look: Look, case: Case
) -> None:
    page = look(case.code, "1961")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        stale = act(visitor, page, "write", "Written for hours")
        assert stale.status_code == 422
        assert value(stale.content, "text") == "Written for hours"
        again = visitor.post(
            "/help/status/", {"code": case.code, "known": "1961", "text": "Written for hours"}
        )
        assert value(again.content, "text") == "Written for hours"


def test_a_pass_opens_nothing_once_the_case_is_confidential(
    visitor: Client, look: Look, case: Case
) -> None:
    page = look(case.code, "1961")
    Case.objects.filter(pk=case.pk).update(circle=Circle.objects.create(name="Few"))
    assert act(visitor, page, "write", "Hello").status_code == 422


def test_they_take_back_that_others_are_asked(
    visitor: Client, look: Look, case: Case, run_jobs: Callable[[], int]
) -> None:
    page = act(visitor, look(case.code, "1961"), "nobody")
    assert "we ask nobody about your case" in shown(page)
    assert Authorisation.objects.get(case=case).withdrawn_at is not None
    assert "Ask nobody" not in shown(look(case.code, "1961"))
    run_jobs()
    assert "ask others" in Message.objects.get().said


def test_they_need_no_help_any_more(
    visitor: Client, look: Look, case: Case, run_jobs: Callable[[], int]
) -> None:
    page = act(visitor, look(case.code, "1961"), "enough")
    assert "close your case soon" in shown(page)
    run_jobs()
    assert "no longer need help" in Message.objects.get().said


def test_whether_they_were_content_is_said_once(visitor: Client, case: Case, now: datetime) -> None:
    address = f"/help/feedback/{ask_feedback(case=case, now=now)}/"
    assert "Were you content" in shown(visitor.get(address))
    assert visitor.post(address, {"content": "9"}).status_code == 422
    assert "We have your answer" in shown(visitor.post(address, {"content": "4", "text": "Good"}))
    visitor.post(address, {"content": "1", "text": "Changed my mind"})
    given = Feedback.objects.get()
    assert (given.content, given.text) == (4, "Good")
    assert "We have your answer" in shown(visitor.get(address))
    assert visitor.get("/help/feedback/made-up/").status_code == 404


def test_a_link_of_another_office_asks_nothing(
    visitor: Client, case: Case, now: datetime, two_offices: tuple[Office, Office]
) -> None:
    address = f"/help/feedback/{ask_feedback(case=case, now=now)}/"
    assert visitor.get(address, headers={"host": "lakeside.localhost"}).status_code == 404
