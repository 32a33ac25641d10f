"""How a case can be gone about: the letter for each way, whom to send people to, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Subquery

from baraza.base.accounts.models import User
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.base.people.models import Organisation
from baraza.common.paper.printing import long_date
from baraza.dialogue.letters.merging import greeting
from baraza.engagement.casework.decision_words import WORDS
from baraza.engagement.casework.models import (
    Agency,
    Case,
    Decision,
    DeclineGround,
    Programme,
    WayForward,
)
from baraza.engagement.casework.queries.agencies import agency_of, responsible
from baraza.engagement.casework.queries.authorising import standing_of
from baraza.engagement.casework.queries.programmes import fitting
from baraza.engagement.casework.queries.updates import addressee, language_for

MOST_OFFERED = 3
# Refused to everybody alike: then it is said what a member is there for.
NEEDS_THE_ROLE = {DeclineGround.MONEY, DeclineGround.JOB, DeclineGround.FAVOUR}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen so far."""

    way: WayForward
    ground: str = ""
    organisation: Organisation | None = None
    programme: Programme | None = None
    # The other member's office, by name, and whether the letters go there.
    other_office: str = ""
    passes_on: bool = False


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """Words in the constituent's language, to be changed at will."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What may help in a case of this kind, in this place."""

    agencies: list[Agency]
    programmes: list[Programme]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases went one way, or were declined on one ground; of nobody in particular."""

    label: str
    count: int
    share: int


def offers_for(*, case: Case, now: datetime, day: date) -> Offers:
    """Six queries."""
    suggestions = responsible(kind=case.kind, area=case.area, now=now)
    return Offers(
        agencies=[one.agency for one in suggestions],
        programmes=fitting(kind=case.kind, area=case.area, day=day),
    )


def ready_letter(
    *, case: Case, choice: Choice, offers: Offers, day: date, next_date: date
) -> ReadyLetter:
    """The letter for what was chosen; `next_date` is when they hear from us again."""
    office = profile()
    language = language_for(case=case, office=office)
    spoken = _spoken(language, office)
    words = WORDS[spoken]
    person = addressee(case=case)
    name = person.name if person and "@" not in person.name else ""
    facts = {
        "member": office.member_name or office.name,
        "code": case.code,
        "day": long_date(next_date, spoken),
        "name": _named(choice, spoken),
    }
    parts = [
        greeting(name=name, language=spoken),
        words["thanks"],
        *(words[key].format(**facts) for key in _keys(case, choice, day)),
    ]
    chosen = [*_agency(choice.organisation, words, spoken)]
    chosen += _programme(choice.programme, words, spoken)
    if chosen:
        parts.append("\n".join(chosen))
    elif choice.way == WayForward.DECLINE and choice.ground != DeclineGround.OUTSIDE:
        parts += _offers(offers, words, spoken)
    parts.append(words["close"])
    return ReadyLetter(spoken, "\n\n".join(part for part in parts if part))


def _keys(case: Case, choice: Choice, day: date) -> Iterator[str]:
    """Which paragraphs, in their order."""
    if choice.way == WayForward.INFORM:
        yield "inform"
    elif choice.way == WayForward.REFER:
        yield "programme" if choice.programme and not choice.organisation else "refer"
    elif choice.way == WayForward.RESOLVE:
        yield "resolve"
        if standing_of(case=case, day=day).is_missing:
            yield "permission"
    elif choice.ground:
        yield choice.ground
        if choice.ground in NEEDS_THE_ROLE:
            yield "role"
        if choice.ground == DeclineGround.OUTSIDE and choice.passes_on:
            yield "passed_on"


def _named(choice: Choice, language: str) -> str:
    if choice.other_office:
        return choice.other_office
    if choice.organisation is not None:
        return choice.organisation.name
    return choice.programme.said("name", language) if choice.programme else "…"


def _agency(organisation: Organisation | None, words: dict[str, str], language: str) -> list[str]:
    """How an agency is reached, a line each."""
    if organisation is None:
        return []
    agency = agency_of(organisation=organisation)
    if agency is None:
        return [organisation.name]
    lines = [organisation.name]
    if what := agency.said("what_for", language):
        lines.append(what)
    lines += _lines(words, phone=agency.phone, hours=agency.hours)
    return lines


def _programme(programme: Programme | None, words: dict[str, str], language: str) -> list[str]:
    """What it gives, for whom, and what to bring, a line each."""
    if programme is None:
        return []
    until = long_date(programme.deadline_date, language) if programme.deadline_date else ""
    return [
        programme.said("name", language),
        programme.said("what", language),
        *_lines(
            words,
            who=programme.said("who", language),
            bring=", ".join(programme.said("documents", language)),
            how=programme.said("how", language),
            until=until,
            website=programme.website,
        ),
    ]


def _lines(words: dict[str, str], **values: str) -> list[str]:
    return [words[key].format(value=value) for key, value in values.items() if value]


def _offers(offers: Offers, words: dict[str, str], language: str) -> list[str]:
    """Other help, where there is any; each in a line."""
    lines = [
        f"- {one.said('name', language)}: {one.said('what', language)}"
        for one in offers.programmes[:MOST_OFFERED]
    ]
    lines += [
        "- " + ", ".join(filter(None, [one.organisation.name, one.phone]))
        for one in offers.agencies[:MOST_OFFERED]
    ]
    return ["\n".join([words["offers"], *lines])] if lines else []


def _spoken(language: str, office: Profile) -> str:
    for one in (language, language.partition("-")[0], office.default_language):
        if one in WORDS:
            return one
    return "en"


def decisions_of(*, case: Case) -> list[Decision]:
    """Newest first; the first counts. One query."""
    return list(
        case.decisions.select_related(
            "organisation", "programme", "made_by", "message__outgoing", "message__paper"
        )
    )


def decision_for(*, user: User, decision_id: int) -> Decision:
    """Raises Decision.DoesNotExist, also for what this person may not see."""
    return Decision.objects.visible_to(user).select_related("case", "message").get(pk=decision_id)


def ways_counted(*, user: User, since: datetime) -> list[Counted]:
    """Cases decided since then, by the way that counts for them."""
    return _counted(user, since, "way", WayForward)


def grounds_counted(*, user: User, since: datetime) -> list[Counted]:
    """Cases declined since then, by ground alone: nothing here says whose they were."""
    return _counted(user, since, "ground", DeclineGround)


def _counted(
    user: User, since: datetime, field: str, names: type[WayForward] | type[DeclineGround]
) -> list[Counted]:
    newest = Decision.objects.filter(case=OuterRef("case")).order_by("-made_at", "-pk")
    rows = dict(
        Decision.objects.visible_to(user)
        .filter(made_at__gte=since, pk=Subquery(newest.values("pk")[:1]))
        .exclude(**{field: ""})
        .order_by()
        .values_list(field)
        .annotate(Count("pk"))
    )
    total = sum(rows.values())
    found = [
        Counted(label=str(one.label), count=rows[one], share=round(100 * rows[one] / total))
        for one in names
        if one in rows
    ]
    return sorted(found, key=lambda one: -one.count)
