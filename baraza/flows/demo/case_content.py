"""The cases of an invented office, read from ``data/<slug>/cases/``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from baraza.engagement.casework.actions.beginnings import standard_kinds
from baraza.engagement.casework.models import CaseKind
from baraza.flows.demo.content import OfficeContent, seeded

_DATA = files(__package__) / "data"
# Which of the standard kinds is meant.
_KINDS = {
    "pension": 0, "benefits": 1, "documents": 2, "health": 3, "housing": 4, "land": 5, "school": 6,
    "utilities": 7, "roads": 8, "police": 9, "migration": 10, "work": 11, "other": 12,
}  # fmt: skip


def kind_of(key: str) -> CaseKind:
    """The standard kind the files call so, whichever language the office has it in."""
    return CaseKind.objects.get(name__in=standard_kinds()[_KINDS[key]]["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAgency:
    """Somebody to ask; `kinds` are the keys of the kinds of case it answers for."""

    key: str
    name: str
    kind: str
    level: str
    email: str = ""
    phone: str = ""
    contact: str = ""
    role: str = ""
    kinds: list[str] = field(default_factory=list)
    what_for: str = ""
    hours: str = ""
    how_it_really_goes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCase:
    """One case and how far it got; what is empty has not happened."""

    key: str
    kind: str
    person: str
    title: str
    days_ago: int
    story: str
    wanted: str
    tried: str = ""
    letter: str = ""
    language: str = ""
    channel: str = "phone"
    behalf: str = ""
    urgency: str = "normal"
    urgency_reason: str = ""
    agency: str = ""
    worker: str = ""
    confidential: bool = False
    way: str = ""
    ground: str = ""
    reason: str = ""
    proof: str = ""
    witness: str = ""
    notes: list[str] = field(default_factory=list)
    inquiry: str = ""
    chased: int = 0
    answer: str = ""
    stuck: str = ""
    outcome: str = ""
    changed: str = ""
    learnt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContent:
    """`pattern` is the table of a cause that many share, empty where the office knows none."""

    agencies: list[DemoAgency]
    cases: list[DemoCase]
    pattern: dict[str, Any]


def load_cases(slug: str) -> CaseContent:
    """Everything in the order of the files; no cases where the office has none."""
    folder = _DATA / slug / "cases"
    told = tomllib.loads((folder / "cases.toml").read_text(encoding="utf-8"))
    pattern = folder / "pattern.toml"
    return CaseContent(
        agencies=[DemoAgency(**row) for row in told["agencies"]],
        cases=[DemoCase(**row) for row in told["cases"]],
        pattern=tomllib.loads(pattern.read_text(encoding="utf-8")) if pattern.is_file() else {},
    )


def cases_of_pattern(content: OfficeContent, told: CaseContent) -> list[DemoCase]:
    """As many as it says, each with words of their own; people whose case was told are left out."""
    pattern = told.pattern
    if not pattern:
        return []
    taken = {case.person for case in told.cases}
    people = [
        one for one in content.people if one.key not in taken and one.resident and not one.namesake
    ]
    found = []
    for number, person in enumerate(people[: pattern["count"]]):
        choice = seeded(pattern["key"], person.key)
        words = pattern.get(person.language, pattern["en"])
        drawn = {
            "months": choice.randint(2, 7),
            "visits": choice.randint(2, 6),
            "sum": f"{choice.randint(60, 190) * 100:,}",
        }
        is_decided = number % 8 != 0
        days_ago = choice.randint(4, 160)
        found.append(
            DemoCase(
                key=f"{pattern['key']}-{number:02}",
                kind=pattern["kind"],
                person=person.key,
                language=person.language if person.language in pattern else "en",
                title=choice.choice(words["titles"]).format(**drawn),
                story=choice.choice(words["stories"]).format(**drawn),
                tried=choice.choice(words["tried"]).format(**drawn),
                wanted=choice.choice(words["wanted"]).format(**drawn),
                channel=choice.choice(["phone", "walk_in", "phone", "letter"]),
                days_ago=days_ago,
                agency=pattern["agency"],
                worker=choice.choice(["neema", "idris"]),
                proof=choice.choice(["scan", "drawn", "scan"]) if is_decided else "",
                way="resolve" if is_decided else "",
                reason="The receipt proves that it was handed in." if is_decided else "",
                inquiry="Pension stopped after the life certificate" if is_decided else "",
                chased=min(days_ago // 25, 4),
                # One of the household never said a word to anybody else.
                confidential=number == 11,
            )
        )
    return found
