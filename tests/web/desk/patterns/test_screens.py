"""Patterns, papers and lessons as staff meet them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.models import Organisation, OrganisationKind
from baraza.base.places.models import Area
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.actions.suggesting import suggest_patterns
from baraza.engagement.casework.models import (
    Case,
    CaseKind,
    Lesson,
    Pattern,
    PatternPaper,
    PatternState,
    PatternSuggestion,
)
from tests.staff import member_of_staff

STORY = "The pension stopped although the life certificate was handed in at the counter"
Opener = Callable[..., Case]


@pytest.fixture
def board(office: Office, now: datetime) -> Organisation:
    return add_organisation(name="Pensions Board", kind=OrganisationKind.AGENCY, by=None, now=now)


@pytest.fixture
def opened(office: Office, board: Organisation, now: datetime) -> Opener:
    def open_one(**said: object) -> Case:
        usual = {
            "kind": CaseKind.objects.get(name="Pensions"), "title": "No pension", "story": STORY,
            "channel": Channel.PHONE, "language": "en", "organisation": board, "now": now,
        }  # fmt: skip
        return open_case(**{**usual, **said})

    return open_one


@pytest.fixture
def pattern(opened: Opener, desk: Client, now: datetime) -> Pattern:
    """Six alike, gathered as staff gather them."""
    for _ in range(6):
        opened()
    suggest_patterns(now=now)
    suggestion = PatternSuggestion.objects.get()
    answer = desk.post(reverse("desk:gather-suggested", args=[suggestion.pk]))
    made = Pattern.objects.get()
    assert answer.url == reverse("desk:change-pattern", args=[made.pk])
    return made


def test_a_suggested_group_becomes_a_pattern_in_one_click(pattern: Pattern, desk: Client) -> None:
    page = desk.get(reverse("desk:pattern", args=[pattern.pk])).content.decode()

    assert "certificate" in pattern.name
    assert pattern.organisation is not None
    assert page.count("No pension</bdi>") == 6


def test_papers_are_drafted_in_one_step_and_name_nobody(pattern: Pattern, desk: Client) -> None:
    for kind in ("question", "letter", "bill_note", "agenda_item"):
        answer = desk.post(
            reverse("desk:draft-paper", args=[pattern.pk]), {"kind": kind, "language": "en"}
        )
        paper = PatternPaper.objects.get(kind=kind)
        assert answer.url == reverse("desk:paper", args=[paper.pk])
        assert paper.case_count == 6
        assert "Pensions Board" in paper.text
        if kind != "agenda_item":
            assert "6 people have come" in paper.text
        pdf = desk.get(reverse("desk:paper-pdf", args=[paper.pk]))
        assert pdf.content.startswith(b"%PDF")


def test_a_paper_is_changed_put_and_answered(pattern: Pattern, desk: Client) -> None:
    desk.post(reverse("desk:draft-paper", args=[pattern.pk]), {"kind": "question"})
    paper = PatternPaper.objects.get()
    page = reverse("desk:paper", args=[paper.pk])

    desk.post(page, {"title": "Life certificates", "text": "Is the government aware?"})
    empty = desk.post(page, {"title": "", "text": "Is the government aware?"})
    desk.post(
        reverse("desk:put-paper", args=[paper.pk]),
        {"put_date": "2026-05-20", "result": "They enter them now."},
    )

    paper.refresh_from_db()
    assert empty.status_code == 422
    assert (paper.title, paper.put_date) == ("Life certificates", date(2026, 5, 20))
    assert "They enter them now" in desk.get(reverse("desk:pattern", args=[pattern.pk])).text
    desk.post(reverse("desk:remove-paper", args=[paper.pk]))
    assert PatternPaper.objects.exists(), "what was put is never taken away"


def test_a_draft_taken_away_comes_back_with_its_words(pattern: Pattern, desk: Client) -> None:
    desk.post(reverse("desk:draft-paper", args=[pattern.pk]), {"kind": "letter"})
    paper = PatternPaper.objects.get()
    words = {"title": "To the head", "text": "Written by hand & with care"}
    desk.post(reverse("desk:paper", args=[paper.pk]), words)

    gone = desk.post(reverse("desk:remove-paper", args=[paper.pk]))
    assert not PatternPaper.objects.exists()
    assert "Written by hand &amp; with care" in gone.text
    desk.post(
        reverse("desk:bring-paper-back", args=[pattern.pk]),
        {**words, "kind": "letter", "language": "en"},
    )
    back = PatternPaper.objects.get()
    assert (back.title, back.text) == (words["title"], words["text"])


def test_solving_says_who_hears_it_and_can_be_taken_back(pattern: Pattern, desk: Client) -> None:
    page = reverse("desk:solve-pattern", args=[pattern.pk])
    assert "by telephone or in person" in desk.get(page).text

    assert desk.post(page, {"words_en": " "}).status_code == 422
    desk.post(page, {"words_en": "The Board enters them by itself now."})
    pattern.refresh_from_db()
    assert pattern.state == PatternState.SOLVED

    desk.post(reverse("desk:reopen-pattern", args=[pattern.pk]))
    pattern.refresh_from_db()
    assert pattern.state == PatternState.OPEN


def test_cases_are_let_go_and_put_back(pattern: Pattern, desk: Client) -> None:
    case = Case.objects.filter(pattern=pattern).first()
    assert case is not None

    desk.post(reverse("desk:let-go", args=[pattern.pk]), {"case": case.pk})
    assert "another cause" in desk.get(reverse("desk:pattern", args=[pattern.pk])).text
    desk.post(reverse("desk:gather", args=[pattern.pk]), {"case": case.pk})
    case.refresh_from_db()
    assert case.pattern == pattern


def test_all_that_may_belong_to_it_are_gathered_at_once(
    pattern: Pattern, opened: Opener, desk: Client
) -> None:
    more = [opened(language="fr", story="Rien depuis mai"), opened(language="sw", story="Hakuna")]
    page = reverse("desk:pattern", args=[pattern.pk])
    assert "All of these are" in desk.get(page).text

    desk.post(reverse("desk:gather", args=[pattern.pk]), {"case": [case.pk for case in more]})

    assert Case.objects.filter(pattern=pattern).count() == 8
    assert "All of these are" not in desk.get(page).text


def test_a_number_in_a_paper_tells_of_nobody(pattern: Pattern, desk: Client) -> None:
    few, many = (
        Area.objects.create(name=name, folded=name.lower(), kind="ward", code=name)
        for name in ("Upeo", "Mtoni")
    )
    cases = list(Case.objects.filter(pattern=pattern).order_by("pk"))
    Case.objects.filter(pk__in=[case.pk for case in cases[:5]]).update(area=many)
    Case.objects.filter(pk=cases[5].pk).update(area=few)

    desk.post(reverse("desk:draft-paper", args=[pattern.pk]), {"kind": "question"})

    assert "Mtoni (5), Upeo." in PatternPaper.objects.get().text


def test_a_case_taken_back_while_its_file_loads_is_no_error(opened: Opener, desk: Client) -> None:
    gone = opened()
    page = reverse("desk:alike", args=[gone.pk])
    gone.delete()

    assert desk.get(page, headers={"HX-Request": "true"}).status_code == 204
    assert desk.get(page).status_code == 404


def test_beside_a_case_stand_those_like_it_and_one_key_rejects(
    opened: Opener, desk: Client
) -> None:
    first, second = opened(), opened(title="Nothing paid")
    opened(kind=CaseKind.objects.get(name="School and study"), story="A roof leaks")
    page = reverse("desk:alike", args=[first.pk])

    found = desk.get(page, headers={"HX-Request": "true"}).text
    assert "Nothing paid" in found
    assert 'data-key="KeyX"' in found
    after = desk.post(
        reverse("desk:not-alike", args=[first.pk, second.pk]), headers={"HX-Request": "true"}
    )
    assert "Nothing paid" not in after.text
    assert reverse("desk:alike-again", args=[first.pk, second.pk]) in after.text
    undone = desk.post(
        reverse("desk:alike-again", args=[first.pk, second.pk]), headers={"HX-Request": "true"}
    )
    assert "Nothing paid" in undone.text


def test_those_like_it_are_gathered_from_the_file(opened: Opener, desk: Client) -> None:
    first, second = opened(), opened()
    page = reverse("desk:gather-alike", args=[first.pk])

    desk.post(page, {"other": [second.pk]})
    pattern = Pattern.objects.get()
    assert {case.pk for case in Case.objects.filter(pattern=pattern)} == {first.pk, second.pk}

    third = opened()
    answer = desk.get(reverse("desk:alike", args=[third.pk]), headers={"HX-Request": "true"})
    assert "All belong to" in answer.text
    desk.post(reverse("desk:gather-alike", args=[third.pk]), {"other": [], "pattern": pattern.pk})
    third.refresh_from_db()
    assert third.pattern == pattern


def test_a_confidential_case_is_nowhere_in_a_pattern_for_others(
    pattern: Pattern, opened: Opener, desk: Client, now: datetime
) -> None:
    circle = Circle.objects.create(name="Protection")
    hidden = opened(title="Told in confidence", circle_id=circle.pk)
    Case.objects.filter(pk=hidden.pk).update(pattern=pattern)

    page = desk.get(reverse("desk:pattern", args=[pattern.pk])).text
    assert "Told in confidence" not in page
    assert "<dd>6</dd>" in page
    refused = desk.post(reverse("desk:let-go", args=[pattern.pk]), {"case": hidden.pk})
    assert refused.status_code == 404


def test_a_lesson_is_written_into_the_script_and_taken_out(desk: Client, office: Office) -> None:
    kind = CaseKind.objects.get(name="Pensions")
    before = kind.script
    desk.post(reverse("desk:lessons"), {"text": "The magistrate signs for free.", "kind": kind.pk})
    lesson = Lesson.objects.get()
    page = reverse("desk:lesson", args=[lesson.pk])
    assert "The magistrate signs for free." in desk.get(page).text

    words = {"place": "script", "language": "en", "before": before, "after": f"{before}\n\nFree."}
    assert desk.post(page, words).status_code == 302
    kind.refresh_from_db()
    assert kind.script.endswith("Free.")
    assert kind.said("script", "en").endswith("Free.")

    desk.post(reverse("desk:take-lesson-out", args=[lesson.pk]))
    kind.refresh_from_db()
    lesson.refresh_from_db()
    assert kind.script == before
    assert lesson.undone_at is not None


def test_nobody_elses_words_are_lost_by_a_lesson(desk: Client, office: Office) -> None:
    kind = CaseKind.objects.get(name="Pensions")
    desk.post(reverse("desk:lessons"), {"text": "For free.", "kind": kind.pk})
    lesson = Lesson.objects.get()
    page = reverse("desk:lesson", args=[lesson.pk])
    old = {"place": "help", "language": "en", "before": "something else", "after": "Mine."}

    answer = desk.post(page, old)
    assert answer.status_code == 409
    assert "Mine." in answer.text
    desk.post(page, {**old, "before": kind.help})
    CaseKind.objects.filter(pk=kind.pk).update(
        help="A colleague's", translations={"en": {"help": "A colleague's"}}
    )
    desk.post(reverse("desk:take-lesson-out", args=[lesson.pk]))
    kind.refresh_from_db()
    assert kind.help == "A colleague's"


def test_what_was_learnt_at_closing_is_offered_once(
    opened: Opener, desk: Client, now: datetime
) -> None:
    case = opened()
    Case.objects.filter(pk=case.pk).update(
        state="closed", closed_at=now, outcome="solved", learnt="Ask the registry."
    )
    assert "Ask the registry." in desk.get(reverse("desk:lessons")).text

    desk.post(reverse("desk:lesson-from-case", args=[case.pk]))
    assert Lesson.objects.get().text == "Ask the registry."
    assert "Keep it for everybody" not in desk.get(reverse("desk:lessons")).text


def test_whoever_may_only_read_changes_nothing(pattern: Pattern, office: Office) -> None:
    reader = member_of_staff(
        email="reader@highlands.example", name="Rea Der", roles=[Role.VOLUNTEER]
    )
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(reader)
    for name in ("drop-pattern", "draft-paper", "solve-pattern", "gather"):
        assert client.post(reverse(f"desk:{name}", args=[pattern.pk])).status_code == 403


@pytest.mark.parametrize("name", ["desk:patterns", "desk:pattern"])
def test_more_cases_ask_no_more_of_the_database(
    name: str, pattern: Pattern, opened: Opener, desk: Client, now: datetime, staff: User
) -> None:
    address = reverse(name, args=[pattern.pk] if name == "desk:pattern" else [])

    def asked() -> int:
        desk.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    Case.objects.exclude(pk=Case.objects.filter(pattern=pattern).first().pk).update(pattern=None)
    few = asked()
    for _ in range(3):
        opened()
    Case.objects.update(pattern=pattern)
    assert asked() == few
