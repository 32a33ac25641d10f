"""Invented cases of known causes, to measure how well alike ones are found."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.models import Organisation, OrganisationKind
from baraza.base.places.models import Area
from baraza.engagement.casework.actions.opening import searched
from baraza.engagement.casework.models import Case, CaseKind
from baraza.flows.demo.content import seeded

FILE = Path(__file__).parent / "queries" / "labelled_cases.toml"
EACH = 8
PLACES = 6


def labelled_cases(*, part: str, now: datetime) -> dict[int, str]:
    """Cases of every cause of "tuning" or "measuring": id → cause."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    areas = Area.objects.bulk_create(
        Area(name=f"Ward {number}", folded=f"ward {number}", kind="ward", code=f"{part}{number}")
        for number in range(PLACES)
    )
    agencies: dict[str, Organisation] = {}
    labels = {}
    for cause in told[part]:
        name = cause["agency"]
        if name not in agencies:
            agencies[name] = add_organisation(
                name=name, kind=OrganisationKind.AGENCY, by=None, now=now
            )
        kind = CaseKind.objects.get(name=cause["kind"])
        language = cause.get("language", "en")
        for number in range(EACH):
            dice = seeded(part, cause["cause"], str(number))
            words = [
                *dice.sample(cause["said"], 1 + (dice.random() < 0.5)),
                *dice.sample(told["noise"][language], dice.choice([1, 2, 2, 3])),
            ]
            dice.shuffle(words)
            case = Case(
                code=f"{part[:1]}{len(labels):03}",
                kind=kind,
                title=str(kind),
                story=" ".join(words),
                language=language,
                channel="phone",
                organisation=agencies[name] if dice.random() < 0.75 else None,
                area=dice.choice(areas) if dice.random() < 0.8 else None,
                opened_at=now - timedelta(days=dice.randint(1, 170)),
                touched_at=now,
            )
            case.search = searched(case)
            case.save()
            labels[case.pk] = cause["cause"]
    return labels
