"""Cases with one cause are gathered without exposing them, and everyone concerned is told once."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.models import Channel, OutgoingItem
from baraza.base.office_register.models import Office
from baraza.base.people.actions.records import Details, add_person
from baraza.base.people.models import ContactKind, Person
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.actions.patterns import (
    TOLD_AFTER,
    NoName,
    NothingToTell,
    gather,
    let_go,
    make_pattern,
    reject_likeness,
    reopen_pattern,
    solve,
    unreject_likeness,
)
from baraza.engagement.casework.actions.solved import tell_concerned
from baraza.engagement.casework.actions.suggesting import (
    dismiss_suggestion,
    suggest_again,
    suggest_patterns,
)
from baraza.engagement.casework.models import (
    Case,
    CaseKind,
    CaseStep,
    CaseUpdate,
    Pattern,
    PatternSuggestion,
)
from baraza.engagement.casework.queries.likeness import Reason, similar_cases
from baraza.engagement.casework.queries.patterns import cases_of, figures, suggestions
from tests.staff import member_of_staff

STORY = "The pension stopped although the life certificate was handed in at the regional counter"


def person(name: str, now: datetime, **details: object) -> Person:
    mail = f"{name.lower()}@post.example"
    contacts = details.pop("contacts", [(ContactKind.EMAIL, mail)])
    return add_person(details=Details(name=name, **details), contacts=contacts, by=None, now=now)


def case_of(one: Person | None, now: datetime, *, kind: str = "Pensions", **said: object) -> Case:
    usual = {"title": "No pension", "story": STORY, "channel": Channel.PHONE, "language": "en"}
    return open_case(kind=CaseKind.objects.get(name=kind), person=one, now=now, **{**usual, **said})


@pytest.fixture
def shut(office: Office) -> tuple[Circle, User]:
    """A circle, and a colleague in it."""
    circle = Circle.objects.create(name="Protection")
    inside = member_of_staff(email="inside@highlands.example", name="Ines Side")
    circle.members.add(inside)
    return circle, inside


@pytest.fixture
def six(office: Office, now: datetime) -> list[Case]:
    return [case_of(None, now - timedelta(days=number)) for number in range(6)]


def test_a_pattern_gathers_only_what_its_maker_may_see(
    six: list[Case], shut: tuple[Circle, User], staff: User, now: datetime
) -> None:
    hidden = case_of(None, now, circle_id=shut[0].pk)

    pattern = make_pattern(
        name="Lost certificates", by=staff, now=now, case_ids=[*(c.pk for c in six), hidden.pk]
    )

    hidden.refresh_from_db()
    assert hidden.pattern is None
    assert cases_of(pattern=pattern, user=staff).count() == 6


def test_few_confidential_cases_are_in_no_figure_for_others(
    six: list[Case], shut: tuple[Circle, User], staff: User, now: datetime
) -> None:
    circle, inside = shut
    pattern = make_pattern(name="Lost", by=staff, now=now, case_ids=[c.pk for c in six])
    hidden = [case_of(None, now, circle_id=circle.pk) for _ in range(4)]
    gather(pattern=pattern, case_ids=[c.pk for c in hidden], by=inside, now=now)

    assert figures(pattern=pattern, user=staff, now=now).count == 6
    assert figures(pattern=pattern, user=staff, now=now).is_partial
    assert figures(pattern=pattern, user=inside, now=now).count == 10
    fifth = case_of(None, now, circle_id=circle.pk)
    gather(pattern=pattern, case_ids=[fifth.pk], by=inside, now=now)
    assert figures(pattern=pattern, user=staff, now=now).count == 11
    assert cases_of(pattern=pattern, user=staff).count() == 6


def test_gathering_confidential_cases_is_told_to_their_circle_only(
    shut: tuple[Circle, User], now: datetime
) -> None:
    circle, inside = shut
    cases = [case_of(None, now), case_of(None, now, circle_id=circle.pk)]

    make_pattern(name="Lost", by=inside, now=now, case_ids=[c.pk for c in cases])

    rows = AuditEntry.objects.filter(act="gathered")
    assert {(row.circle_id, tuple(row.detail["ids"])) for row in rows} == {
        (None, (cases[0].pk,)),
        (circle.pk, (cases[1].pk,)),
    }


def test_a_case_let_go_stays_away_until_it_is_taken_back(
    six: list[Case], staff: User, now: datetime
) -> None:
    pattern = make_pattern(name="Lost", by=staff, now=now, case_ids=[c.pk for c in six])

    let_go(pattern=pattern, case=six[0], by=staff, now=now)
    assert six[0].pk not in cases_of(pattern=pattern, user=staff).values_list("pk", flat=True)
    assert gather(pattern=pattern, case_ids=[six[0].pk], by=staff, now=now) == 1
    assert cases_of(pattern=pattern, user=staff).count() == 6


def test_a_pattern_without_a_name_is_refused(office: Office, staff: User, now: datetime) -> None:
    with pytest.raises(NoName):
        make_pattern(name="  ", by=staff, now=now)


def test_alike_cases_say_why_and_are_never_suggested_once_rejected(
    six: list[Case], staff: User, now: datetime
) -> None:
    for number in range(8):
        case_of(None, now, story=f"The school roof leaks in room {number}", title="Roof")

    found = similar_cases(user=staff, case=six[0], now=now, limit=10)

    assert {one.case.pk for one in found} == {c.pk for c in six[1:]}
    assert Reason.WORDS in found[0].reasons
    assert "certificate" in found[0].words
    reject_likeness(case=six[0], other=six[1], by=staff, now=now)
    assert six[1].pk not in {
        one.case.pk for one in similar_cases(user=staff, case=six[0], now=now, limit=10)
    }
    assert six[0].pk not in {
        one.case.pk for one in similar_cases(user=staff, case=six[1], now=now, limit=10)
    }
    unreject_likeness(case=six[1], other=six[0], by=staff, now=now)
    assert len(similar_cases(user=staff, case=six[0], now=now, limit=10)) == 5


def test_confidential_cases_are_alike_only_for_their_circle(
    six: list[Case], shut: tuple[Circle, User], staff: User, now: datetime
) -> None:
    hidden = case_of(None, now, circle_id=shut[0].pk)

    def seen_by(user: User) -> set[int]:
        return {one.case.pk for one in similar_cases(user=user, case=six[0], now=now, limit=20)}

    assert hidden.pk not in seen_by(staff)
    assert hidden.pk in seen_by(shut[1])


def test_words_of_a_sensitive_kind_make_nothing_alike(
    office: Office, staff: User, now: datetime
) -> None:
    kind = CaseKind.objects.filter(is_sensitive=True).first()
    assert kind is not None
    first, second = (case_of(None, now, kind=kind.name) for _ in range(2))

    assert similar_cases(user=staff, case=first, now=now) == []
    Case.objects.filter(pk=second.pk).update(kind=CaseKind.objects.get(name="Pensions"))
    second.refresh_from_db()
    assert similar_cases(user=staff, case=second, now=now) == []


def test_groups_are_suggested_until_somebody_says_they_are_none(
    six: list[Case], staff: User, now: datetime
) -> None:
    assert suggest_patterns(now=now) == 1
    suggestion = PatternSuggestion.objects.get()
    assert set(suggestion.case_ids) == {c.pk for c in six}

    dismiss_suggestion(suggestion=suggestion, by=staff, now=now)
    assert suggest_patterns(now=now) == 0
    assert not suggestions(user=staff)
    suggest_again(suggestion=suggestion, by=staff, now=now)
    assert [one.count for one in suggestions(user=staff)] == [6]


def test_a_group_somebody_sees_too_little_of_is_not_there_for_them(
    shut: tuple[Circle, User], staff: User, now: datetime
) -> None:
    for number in range(6):
        case_of(None, now, circle_id=shut[0].pk if number < 2 else None)

    suggest_patterns(now=now)

    assert [one.count for one in suggestions(user=shut[1])] == [6]
    assert suggestions(user=staff) == []


@pytest.fixture
def solved(office: Office, staff: User, now: datetime) -> Pattern:
    """Somebody with mail twice, somebody who reads Arabic, somebody with a telephone only."""
    alice, nour = person("Alice", now, language="en"), person("Nour", now, language="ar")
    ring = person("Ring", now, contacts=[(ContactKind.PHONE, "+447700900123")])
    cases = [case_of(one, now) for one in (alice, alice, nour, ring)]
    pattern = make_pattern(name="Lost", by=staff, now=now, case_ids=[c.pk for c in cases])
    solve(
        pattern=pattern,
        solution="The Board enters them by itself now.",
        words={"en": "The Board enters them by itself now.", "ar": "يدخلها المجلس بنفسه الآن."},
        by=staff,
        now=now,
    )
    pattern.refresh_from_db()
    return pattern


def test_everyone_concerned_is_told_once_in_their_language(solved: Pattern, now: datetime) -> None:
    later = now + TOLD_AFTER

    assert tell_concerned(pattern_id=solved.pk, now=later) == 2
    assert tell_concerned(pattern_id=solved.pk, now=later) == 0

    letters = OutgoingItem.objects.filter(recipient__in=["alice@post.example", "nour@post.example"])
    texts = {item.recipient: item.text for item in letters}
    assert len(letters) == 2
    assert "by itself" in texts["alice@post.example"]
    assert "يدخلها" in texts["nour@post.example"]
    assert CaseUpdate.objects.filter(pattern=solved).count() == 3


def test_whoever_is_not_written_to_is_a_step_of_their_worker(
    solved: Pattern, now: datetime
) -> None:
    for _ in range(2):
        tell_concerned(pattern_id=solved.pk, now=now + TOLD_AFTER)

    steps = CaseStep.objects.filter(case__person__name="Ring", words__startswith="The cause")
    assert steps.count() == 1


def test_cases_the_solver_may_not_see_are_left_to_those_who_may(
    shut: tuple[Circle, User], staff: User, now: datetime
) -> None:
    circle, inside = shut
    hidden = case_of(person("Hidden", now), now, circle_id=circle.pk)
    pattern = make_pattern(name="Lost", by=inside, now=now, case_ids=[hidden.pk])
    solve(pattern=pattern, solution="Mended.", words={}, by=staff, now=now)

    tell_concerned(pattern_id=pattern.pk, now=now + TOLD_AFTER)

    assert not CaseUpdate.objects.filter(case=hidden).exists()
    assert CaseStep.objects.filter(case=hidden, words__startswith="The cause").count() == 1


def test_taken_back_in_time_nobody_is_told(solved: Pattern, staff: User, now: datetime) -> None:
    assert tell_concerned(pattern_id=solved.pk, now=now) == 0
    reopen_pattern(pattern=solved, by=staff, now=now)

    assert tell_concerned(pattern_id=solved.pk, now=now + TOLD_AFTER) == 0
    assert not CaseUpdate.objects.filter(pattern=solved).exists()


def test_solved_without_a_word_is_refused(six: list[Case], staff: User, now: datetime) -> None:
    pattern = make_pattern(name="Lost", by=staff, now=now)
    with pytest.raises(NothingToTell):
        solve(pattern=pattern, solution=" ", words={}, by=staff, now=now)
