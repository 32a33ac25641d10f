"""A case only some may see: nobody else finds a word of it on any page of the desk (P3)."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client

from baraza.base.accounts.actions.circles import break_glass
from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.engagement.casework.actions.assigning import assign
from baraza.engagement.casework.actions.belonging import add_letters, link
from baraza.engagement.casework.actions.changing import (
    add_note,
    add_step,
    mark_stuck,
    promise_in_case,
)
from baraza.engagement.casework.actions.confidential import (
    NotAMember,
    make_confidential,
    open_to_all,
)
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.models import (
    AuthorisationRule,
    Case,
    CaseAnswer,
    CaseField,
    CaseFile,
    CaseUpdate,
    Feedback,
    Inquiry,
    InquiryLog,
)
from tests.cases import a_case, kind_of
from tests.inquiries import asked, taken_on, the_pension_office
from tests.sealing.addresses import Address, every_address
from tests.sealing.filling import bring_letters
from tests.staff import member_of_staff

WORD = "Quagga"
NUMBERED = {"IntConverter", "UUIDConverter"}


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def insider(office: Office) -> User:
    return member_of_staff(email="in@highlands.example", name="An Insider", roles=[Role.CASEWORKER])


@pytest.fixture
def case(office: Office, insider: User, now: datetime) -> Case:
    """With something of everything, and more of it after it was made confidential."""
    bring_letters(WORD, count=2)
    first, second = Conversation.objects.order_by("pk")
    case = open_case(
        kind=kind_of("Lost pension", authorisation=AuthorisationRule.IMPLIED),
        title=f"{WORD} in a line",
        story=f"{WORD} happened",
        tried=f"{WORD} was tried",
        wanted=f"{WORD} would help",
        channel=Channel.EMAIL,
        person=first.person,
        conversation=first,
        by=insider,
        now=now - timedelta(days=40),
    )
    question = CaseField.objects.create(kind=case.kind, label="Which file?")
    CaseAnswer.objects.create(case=case, field=question, text=f"{WORD} answered")
    agency = the_pension_office(now=now)
    taken_on(case, by=insider, now=now)
    _write_in(case, insider, agency, now)
    link(
        case=case, other=a_case(now=now, title="An ordinary case"), reason=WORD, by=insider, now=now
    )
    make_confidential(case_id=case.pk, members=[insider], by=insider, now=now)
    case.refresh_from_db()
    _write_in(case, insider, agency, now)
    add_letters(case_id=case.pk, conversation=second, by=insider, now=now)
    case.refresh_from_db()
    return case


def _write_in(case: Case, by: User, agency: object, now: datetime) -> None:
    add_note(case_id=case.pk, text=f"{WORD} noted", by=by, now=now)
    add_step(case_id=case.pk, words=f"{WORD} step", by=by, now=now)
    mark_stuck(case_id=case.pk, because=f"{WORD} in the way", by=by, now=now)
    promise_in_case(
        case_id=case.pk,
        words=f"{WORD} promised",
        due_date=date(2026, 5, 1),
        owner=by,
        by=by,
        now=now,
    )
    inquiry = asked(
        case, agency, by=by, now=now, subject=f"{WORD} asked", text=f"{WORD} how does it stand?"
    )
    Inquiry.objects.filter(pk=inquiry.pk).update(chase_date=date(2026, 5, 1), chases=2)
    InquiryLog.objects.create(
        inquiry=inquiry, channel=Channel.PHONE, text=f"{WORD} said", happened_at=now
    )
    CaseUpdate.objects.create(case=case, text=f"{WORD} told", channel=Channel.PHONE, given_at=now)
    CaseFile.objects.create(
        case=case,
        name=f"{WORD}.txt",
        media_type="text/plain",
        size=6,
        content=WORD.encode(),
        added_at=now,
    )
    Feedback.objects.get_or_create(
        case=case, defaults={"digest": "d", "asked_at": now, "text": f"{WORD} felt"}
    )


def _browser(user: User) -> Client:
    client = Client(headers={"host": "highlands.localhost"}, raise_request_exception=False)
    client.force_login(user)
    return client


def _ids() -> dict[str, list[object]]:
    """By the name a part of an address has: everything that is numbered, here it is all theirs."""
    found: dict[str, list[object]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("baraza.") or model._meta.app_label == "office_register":
            continue
        rows = model._default_manager
        found[model._meta.model_name] = list(rows.values_list("pk", flat=True)[:2])
        for field in model._meta.concrete_fields:
            if isinstance(field, models.UUIDField) and not field.primary_key:
                found.setdefault("public", []).extend(rows.values_list(field.name, flat=True)[:2])
    found["raw"] = found.get("rawitem", [])
    found["case"] = list(Case.objects.values_list("pk", flat=True))
    return found


def _paths(address: Address, ids: dict[str, list[object]]) -> Iterator[str]:
    choices = []
    for name, kind in address.parts:
        if kind not in NUMBERED:
            return
        known = ids.get(name.removesuffix("_id"), [])
        choices.append(
            [(name, one) for one in known] or [(name, 1)]
            if kind == "IntConverter"
            else [(name, one) for one in ids["public"]]
        )
    for chosen in itertools.product(*choices):
        yield address.path(**dict(chosen))


def _where_it_stands(client: Client) -> set[str]:
    """Every page of the desk on which the word stands, for whoever this is."""
    ids = _ids()
    found: set[str] = set()
    for address in every_address():
        if not address.name.startswith("desk:") or "account_" in address.name:
            continue
        for path in _paths(address, ids):
            queries = [""] if address.parts else ["", f"?state=all&search={WORD.lower()}"]
            for query in queries:
                answer = client.get(path + query)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert answer.status_code < 500, path + query
                if WORD.encode() in body:
                    found.add(path + query)
    return found


def test_no_page_of_the_desk_says_a_word_of_it_to_anybody_else(
    case: Case, insider: User, staff: User
) -> None:
    shown_inside = _where_it_stands(_browser(insider))
    # What shows it to those inside is what could show it to others: the test looks where it is.
    assert f"/desk/cases/{case.pk}/" in shown_inside
    assert any(path.startswith("/desk/inbox/") for path in shown_inside)
    assert any(path.startswith("/desk/cases/?") for path in shown_inside)
    assert any(path.startswith("/desk/promises/") for path in shown_inside)
    assert any(path.startswith("/desk/search/") for path in shown_inside)
    # The chief of staff may open every page there is.
    assert _where_it_stands(_browser(staff)) == set()


def test_all_its_letters_are_shut_with_it_and_opened_with_it(
    case: Case, insider: User, now: datetime
) -> None:
    threads = {one.conversation_id for one in case.conversations.all()}
    threads |= {one.conversation_id for one in case.inquiries.all() if one.conversation_id}
    assert len(threads) == 4
    shut = Conversation.objects.filter(pk__in=threads)
    assert set(shut.values_list("circle", flat=True)) == {case.circle_id}
    sent = Message.objects.filter(conversation__in=threads, outgoing__isnull=False)
    assert set(sent.values_list("outgoing__circle", flat=True)) <= {case.circle_id}
    open_to_all(case_id=case.pk, by=insider, now=now)
    assert set(shut.values_list("circle", flat=True)) == {None}
    case.refresh_from_db()
    assert case.circle_id is None
    assert case.input.circle_id is None


def test_nobody_outside_lets_themselves_in_but_by_breaking_the_glass(
    case: Case, staff: User, now: datetime
) -> None:
    with pytest.raises(NotAMember):
        make_confidential(case_id=case.pk, members=[staff], by=staff, now=now)
    with pytest.raises(NotAMember):
        open_to_all(case_id=case.pk, by=staff, now=now)
    break_glass(circle=case.circle, user=staff, reason="The court asks for it today", now=now)
    assert f"{WORD} happened" in _browser(staff).get(f"/desk/cases/{case.pk}/").content.decode()


def test_a_confidential_case_is_nobody_s_rather_than_an_outsider_s(
    office: Office, staff: User, insider: User, now: datetime
) -> None:
    case = a_case(now=now, assigned_to=staff)
    make_confidential(case_id=case.pk, members=[], by=insider, now=now)
    case.refresh_from_db()
    assert case.assigned_to is None
    assert assign(case_ids=[case.pk], to=staff, by=insider, now=now).left_out == 1
    make_confidential(case_id=case.pk, members=[staff], by=insider, now=now)
    assert assign(case_ids=[case.pk], to=staff, by=insider, now=now).left_out == 0
