"""From a problem in somebody's own words to who can help: the office's form, an authority, support,
an answer that others got. Everything is offered with its reason, nothing is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from baraza.engagement.casework.models import CaseKind, Lesson
from baraza.engagement.casework.queries.public_agencies import (
    PublicAgency,
    PublicProgramme,
    public_programmes,
    public_responsibilities,
)
from baraza.web.site.search.problems import Kind, leanings

AGENCIES, PROGRAMMES, ANSWERS = 3, 3, 3


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing a problem may be about, and all the help there is for it."""

    kind_id: int
    kind: str
    help: str
    # Words of the problem, as they were written.
    why: Sequence[str]
    ask_address: str
    agencies: Sequence[PublicAgency]
    programmes: Sequence[PublicProgramme]
    # Questions that others asked.
    answers: Sequence[str]


def advice_for(text: str, *, language: str, area_id: int | None = None) -> list[Advice]:
    """What a problem may be about, the likeliest first; empty where nothing speaks for anything.

    One query where that is so, seven otherwise.
    """
    kinds = {kind.pk: kind for kind in CaseKind.objects.in_use().filter(is_public=True)}
    found = leanings(text, [_kind(kind) for kind in kinds.values()])
    if not found:
        return []
    day = timezone.localdate()
    responsible = public_responsibilities(language=language, day=day, area_id=area_id)
    support = public_programmes(language=language, day=day, area_id=area_id)
    lessons = Lesson.objects.filter(is_public=True, kind__in=[one.kind_id for one in found])
    answers = [(lesson.kind_id, lesson.text) for lesson in lessons.order_by("-made_at", "-pk")]
    return [
        Advice(
            kind_id=one.kind_id,
            kind=kinds[one.kind_id].said("name", language),
            help=kinds[one.kind_id].said("help", language),
            why=one.why,
            ask_address=f"{reverse('help_ask')}#kind-{one.kind_id}",
            agencies=list(
                {
                    row.agency.id: row.agency for row in responsible if row.kind_id == one.kind_id
                }.values()
            )[:AGENCIES],
            programmes=[each for each in support if one.kind_id in each.kind_ids][:PROGRAMMES],
            answers=[
                text.strip().partition("\n")[0]
                for kind_id, text in answers
                if kind_id == one.kind_id
            ][:ANSWERS],
        )
        for one in found
    ]


def _kind(kind: CaseKind) -> Kind:
    said = kind.translations.values()
    return Kind(
        kind.pk,
        (kind.name, *(words.get("name", "") for words in said)),
        (kind.help, *(words.get("help", "") for words in said)),
    )
