"""The invented cases are whole, and those of the pattern are forty different ones."""

import pytest

from baraza.flows.demo.case_content import (
    CaseContent,
    cases_of_pattern,
    kind_of,
    load_cases,
)
from baraza.flows.demo.content import OfficeContent, load_office, office_slugs


@pytest.fixture(params=office_slugs())
def told(request: pytest.FixtureRequest):
    return load_office(request.param), load_cases(request.param)


def case_problems(content: OfficeContent, told: CaseContent) -> list[str]:
    """Names in the files that lead nowhere, one sentence each."""
    people = {person.key for person in content.people}
    staff = {member.key for member in content.staff} | {""}
    letters = {letter.key for letter in content.correspondence} | {""}
    agencies = {agency.key for agency in told.agencies} | {""}
    return [
        f"case {case.key}: {name!r} is not known"
        for case in [*told.cases, *cases_of_pattern(content, told)]
        for name, known in (
            (case.person, people), (case.worker, staff), (case.letter, letters),
            (case.agency, agencies),
        )
        if name not in known
    ]  # fmt: skip


def test_names_in_the_files_lead_somewhere(told) -> None:
    assert case_problems(*told) == []


def test_kinds_are_those_every_office_begins_with(told, office) -> None:
    assert {kind_of(case.kind).pk for case in told[1].cases}


def test_forty_cases_have_one_cause_and_words_of_their_own() -> None:
    cases = cases_of_pattern(load_office("demo"), load_cases("demo"))
    assert len(cases) == 40
    assert len({case.person for case in cases}) == 40
    assert len({case.story for case in cases}) > 20
    assert len({case.language for case in cases}) >= 3
    assert not [case for case in cases if "{" in case.story + case.title + case.tried]
