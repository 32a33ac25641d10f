"""What everybody may know: who is responsible for what, and which support there is.

Plain values only, made here field by field: no contact, no note and no letter can slip through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from baraza.base.places.models import Area, AreaShape
from baraza.engagement.casework.models import Agency, CaseKind, Programme, Responsibility
from baraza.engagement.casework.queries.programmes import open_programmes


@dataclass(frozen=True, slots=True)
class PublicAgency:
    """An agency as a visitor of the website sees it."""

    id: int
    name: str
    other_names: Sequence[str]
    # One of `Level`, and what it is called.
    level: str
    level_name: str
    what_for: str
    phone: str
    hours: str
    website: str
    address: str


@dataclass(frozen=True, slots=True)
class PublicResponsibility:
    """That an agency looks after a kind of matter: in an area, or (None) everywhere."""

    kind_id: int
    kind: str
    # Which road, tap or school; empty where it is all of them.
    what: str
    area_id: int | None
    area: str
    # Names from the outermost area to this one.
    area_path: Sequence[str]
    agency: PublicAgency


@dataclass(frozen=True, slots=True)
class PublicProgramme:
    """Support as a visitor of the website sees it."""

    id: int
    name: str
    what: str
    who: str
    documents: Sequence[str]
    how: str
    website: str
    deadline_date: date | None
    given_by: str
    area: str
    area_id: int | None
    kind_ids: Sequence[int]
    kinds: Sequence[str]


def public_agencies(*, language: str) -> list[PublicAgency]:
    """Those shown on the website, by name; one query."""
    rows = _shown().select_related("organisation").order_by("organisation__sort_key", "pk")
    with override(language):
        return [_public(agency, language) for agency in rows]


def public_responsibilities(
    *, language: str, day: date, kind_id: int | None = None, area_id: int | None = None
) -> list[PublicResponsibility]:
    """Who looks after what, kind by kind; two queries.

    With an area: what holds there, the most exact first within a kind, "everywhere" last; with a
    kind only that one. Areas no longer in force that day are left out.
    """
    rows = Responsibility.objects.filter(
        agency__in=_shown(), kind__is_public=True, kind__retired_at__isnull=True
    )
    if kind_id is not None:
        rows = rows.filter(kind=kind_id)
    rows = rows.select_related("agency__organisation", "kind", "area").order_by(
        "kind__position", "kind__name", "agency__organisation__sort_key", "what", "pk"
    )
    areas = _areas(day)
    lineage = areas[area_id][1] if area_id in areas else ()
    found = []
    with override(language):
        for row in rows:
            if row.area_id is not None and row.area_id not in areas:
                continue
            if area_id is not None and row.area_id not in (None, *lineage):
                continue
            found.append(_responsibility(row, areas, language))
    if area_id is not None:
        kinds = {row.kind_id: place for place, row in reversed(list(enumerate(found)))}
        found.sort(key=lambda row: (kinds[row.kind_id], -len(row.area_path)))
    return found


def public_kinds(*, language: str) -> list[tuple[int, str]]:
    """(id, name) of the kinds for which somebody is shown as responsible; one query."""
    rows = CaseKind.objects.in_use().filter(is_public=True)
    rows = rows.filter(pk__in=Responsibility.objects.filter(agency__in=_shown()).values("kind"))
    return [(kind.pk, kind.said("name", language)) for kind in rows]


def responsibility_shapes(*, rows: Sequence[PublicResponsibility]) -> dict[int, Mapping[str, Any]]:
    """Area (id) → its GeoJSON geometry, of the areas of these rows that have one; one query."""
    areas = {row.area_id for row in rows if row.area_id is not None}
    return dict(AreaShape.objects.filter(area__in=areas).values_list("area_id", "geometry"))


def public_programmes(
    *, language: str, day: date, kind_id: int | None = None, area_id: int | None = None
) -> list[PublicProgramme]:
    """Support one can apply for that day, the nearest deadline first; three queries.

    With a kind or an area: what is for it, and what is for all of them.
    """
    areas = _areas(day)
    lineage = areas[area_id][1] if area_id in areas else ()
    found = []
    for programme in open_programmes(day=day).filter(is_public=True):
        kinds = [kind for kind in programme.kinds.all() if kind.is_public and not kind.retired_at]
        if kind_id is not None and programme.kinds.all() and kind_id not in {k.pk for k in kinds}:
            continue
        if area_id is not None and programme.area_id and programme.area_id not in lineage:
            continue
        found.append(_programme(programme, kinds, language))
    return found


def _shown() -> QuerySet[Agency]:
    return Agency.objects.in_use().filter(is_public=True)


def _areas(day: date) -> dict[int, tuple[str, Sequence[int]]]:
    rows = Area.objects.in_force(day).values_list("pk", "name", "lineage")
    return {pk: (name, lineage) for pk, name, lineage in rows}


def _public(agency: Agency, language: str) -> PublicAgency:
    organisation = agency.organisation
    return PublicAgency(
        id=agency.pk,
        name=organisation.name,
        other_names=tuple(organisation.other_names),
        level=agency.level,
        level_name=str(agency.get_level_display()),
        what_for=agency.said("what_for", language),
        phone=agency.phone,
        hours=agency.said("hours", language),
        website=organisation.website,
        address=organisation.address,
    )


def _responsibility(
    row: Responsibility, areas: Mapping[int, tuple[str, Sequence[int]]], language: str
) -> PublicResponsibility:
    name, lineage = areas[row.area_id] if row.area_id is not None else ("", ())
    return PublicResponsibility(
        kind_id=row.kind_id,
        kind=row.kind.said("name", language),
        what=row.what,
        area_id=row.area_id,
        area=name,
        area_path=tuple(areas[pk][0] for pk in lineage if pk in areas),
        agency=_public(row.agency, language),
    )


def _programme(programme: Programme, kinds: Sequence[CaseKind], language: str) -> PublicProgramme:
    return PublicProgramme(
        id=programme.pk,
        name=programme.said("name", language),
        what=programme.said("what", language),
        who=programme.said("who", language),
        documents=tuple(programme.said("documents", language)),
        how=programme.said("how", language),
        website=programme.website,
        deadline_date=programme.deadline_date,
        given_by=programme.organisation.name if programme.organisation else "",
        area=programme.area.name if programme.area else "",
        area_id=programme.area_id,
        kind_ids=tuple(kind.pk for kind in kinds),
        kinds=tuple(kind.said("name", language) for kind in kinds),
    )
