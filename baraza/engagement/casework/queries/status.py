"""How a case stands, for whoever asked: only what they may know, only to those who know enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hmac import compare_digest
from itertools import pairwise

from baraza.base.people.models import ContactKind, ContactLink, Person
from baraza.base.places.lookup import normal_postcode
from baraza.engagement.casework.asked import Asked, plain_digits, year_in
from baraza.engagement.casework.models import (
    AuthorisationRule,
    Case,
    CaseKind,
    CaseState,
    CaseUpdate,
    Inquiry,
    InquiryState,
    Intake,
)

LAST_DIGITS = 4
SHORTEST_POSTCODE = 4
MOST_UPDATES = 50


class Stage(StrEnum):
    """How far it is, as a constituent would say it."""

    ARRIVED = "arrived"
    DECIDING = "deciding"
    WORKING = "working"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An authority that has not answered yet."""

    agency: str
    since: datetime
    expected_date: date | None


@dataclass(frozen=True, slots=True)
class Status:
    """What stands on the status page. `case` is None until the office's machine has opened it."""

    code: str
    kind: CaseKind
    stage: Stage
    asked_at: datetime
    case: Case | None
    updates: list[CaseUpdate]
    waiting: list[Waiting]
    next_update_date: date | None
    is_late: bool
    may_withdraw: bool


def status_of(*, code: str, known: str, day: date) -> Status | None:
    """The case of this code, if `known` is what only those it concerns and the office know: a year
    of birth or, where none is known, the last four digits of a telephone number, or a postcode;
    where none of these is, their e-mail address.

    None where there is no such case, where it is not theirs, and where it is confidential or
    erased: with the same questions to the database, so that nobody can tell one from another.
    """
    intake = (
        Intake.objects.filter(code=code, author__isnull=True, finished_at__isnull=False)
        .select_related("kind")
        .first()
    )
    case = (
        Case.objects.filter(code=code, circle__isnull=True, erased_at__isnull=True)
        .select_related("kind", "person", "asked_by", "organisation")
        .first()
    )
    people = [one for one in (case.person, case.asked_by) if one] if case else []
    points = _points_of(people)
    asked = Asked.kept_in(intake)
    if intake is not None and case is None and asked.is_opened:
        # Its case is confidential or gone.
        intake = None
    is_theirs = _is_known(known, asked=asked, people=people, points=points)
    if not is_theirs or (case is None and intake is None):
        return None
    return _of_case(case, day) if case else _of_intake(intake)


def case_for_status(*, case_id: int) -> Case | None:
    """The case of somebody whose status page is open, unless it was closed to them since."""
    return (
        Case.objects.filter(pk=case_id, circle__isnull=True, erased_at__isnull=True)
        .select_related("kind", "person", "asked_by", "organisation")
        .first()
    )


def status_of_case(*, case: Case, day: date) -> Status:
    """As `status_of`, of a case whose code was believed before."""
    return _of_case(case, day)


def _of_case(case: Case, day: date) -> Status:
    inquiries = Inquiry.objects.filter(case=case, state=InquiryState.WAITING)
    waiting = [
        Waiting(agency=one.organisation.name, since=one.asked_at, expected_date=one.expected_date)
        for one in inquiries.select_related("organisation").order_by("asked_at", "pk")
    ]
    is_over = case.state == CaseState.CLOSED
    return Status(
        code=case.code,
        kind=case.kind,
        stage=_stage(case, is_waiting=bool(waiting)),
        asked_at=case.opened_at,
        case=case,
        updates=list(CaseUpdate.objects.filter(case=case)[:MOST_UPDATES]),
        waiting=[] if is_over else waiting,
        next_update_date=None if is_over else case.next_update_date,
        is_late=bool(not is_over and case.next_update_date and case.next_update_date < day),
        may_withdraw=not is_over and _is_allowed(case),
    )


def _of_intake(intake: Intake) -> Status | None:
    if intake.kind is None:
        return None
    return Status(
        code=intake.code,
        kind=intake.kind,
        stage=Stage.ARRIVED,
        asked_at=intake.finished_at,
        case=None,
        updates=[],
        waiting=[],
        next_update_date=None,
        is_late=False,
        may_withdraw=False,
    )


def _is_allowed(case: Case) -> bool:
    """Whether the office may ask others now, or could once somebody writes the letter."""
    withdrawn = list(case.authorisations.values_list("withdrawn_at", flat=True))
    if withdrawn:
        return None in withdrawn
    return case.kind.authorisation == AuthorisationRule.IMPLIED


def _stage(case: Case, *, is_waiting: bool) -> Stage:
    if case.state == CaseState.CLOSED:
        return Stage.CLOSED
    if case.state == CaseState.NEW:
        return Stage.DECIDING
    return Stage.WAITING if is_waiting else Stage.WORKING


def _points_of(people: list[Person]) -> list[tuple[str, str]]:
    """Where they are reached, by kind; asked for even where there is nobody."""
    links = ContactLink.objects.filter(person__in=[person.pk for person in people] or [0])
    return list(links.values_list("contact_point__kind", "contact_point__value"))


def _is_known(
    known: str, *, asked: Asked, people: list[Person], points: list[tuple[str, str]]
) -> bool:
    right = _years(asked, people)
    given = str(year_in(known) or "")
    if not right:
        right = _last_digits(asked, points) | _all_postcodes(asked, people)
        given = normal_postcode(plain_digits(known))
    if not right:
        right = {value.lower() for kind, value in points if kind == ContactKind.EMAIL}
        given = known.strip().lower()
    return any(compare_digest(given.encode(), one.encode()) for one in right)


def _years(asked: Asked, people: list[Person]) -> set[str]:
    years = {person.birth_year for person in people}
    years |= {year_in(asked.of(name)) for name in ("birth_year", "their_birth_year")}
    return {str(year) for year in years if year}


def _last_digits(asked: Asked, points: list[tuple[str, str]]) -> set[str]:
    numbers = [value for kind, value in points if kind == ContactKind.PHONE]
    all_digits = [_digits(number) for number in [*numbers, asked.of("phone")]]
    return {digits[-LAST_DIGITS:] for digits in all_digits if len(digits) > LAST_DIGITS}


def _all_postcodes(asked: Asked, people: list[Person]) -> set[str]:
    addresses = [*(person.address for person in people), asked.of("address")]
    return {code for address in addresses for code in _postcodes(address)}


def _digits(words: str) -> str:
    return "".join(sign for sign in plain_digits(words) if sign in "0123456789")


def _postcodes(address: str) -> set[str]:
    """Whatever may be the postcode of an address: a word, or two, with a digit in it."""
    found = set()
    for line in plain_digits(address).splitlines():
        words = [normal_postcode(word) for word in line.replace(",", " ").split()]
        for code in [*words, *map("".join, pairwise(words))]:
            if len(code) >= SHORTEST_POSTCODE and any(sign.isdecimal() for sign in code):
                found.add(code)
    return found
