"""The ways into help, and what everybody may know: who is there for what, and which support."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.base.places.queries import area_tree
from baraza.engagement.casework.models import CaseKind, Lesson
from baraza.engagement.casework.queries.public_agencies import (
    public_agencies,
    public_kinds,
    public_programmes,
    public_responsibilities,
    responsibility_shapes,
)
from baraza.web.site.help.map import drawn
from baraza.web.site.learning.found import is_published
from baraza.web.site.pages import office_page, show


@require_safe
@office_page
def front(request: HttpRequest, own: Profile) -> HttpResponse:
    """What a member can do and cannot, and where to go on."""
    kinds = list(CaseKind.objects.in_use().filter(is_public=True))
    context = {
        "asks": bool(kinds),
        "kinds": kinds,
        "has_agencies": bool(public_kinds(language=_language()) or _agencies()),
        "has_support": bool(public_programmes(language=_language(), day=timezone.localdate())),
        "has_answers": _answers().exists(),
        "has_member_page": is_published(path="parliament/member/"),
    }
    return show(request, "site/help/front.html", context, own=own)


@require_safe
@office_page
def who(request: HttpRequest, own: Profile) -> HttpResponse:
    """Who is responsible for what, by kind and place; with a kind chosen, on a map too."""
    day = timezone.localdate()
    kinds = public_kinds(language=_language())
    places = area_tree(day=day)
    kind_id = _chosen(request, "kind", [pk for pk, _name in kinds])
    area_id = _chosen(request, "place", [pk for pk, _name in places])
    rows = public_responsibilities(language=_language(), day=day, kind_id=kind_id, area_id=area_id)
    named = {row.agency.id for row in rows}
    others = [] if kind_id or area_id else [one for one in _agencies() if one.id not in named]
    context = {
        "kinds": kinds,
        "places": places,
        "kind_id": kind_id,
        "area_id": area_id,
        "groups": [(kind, list(each)) for kind, each in groupby(rows, key=lambda row: row.kind)],
        "others": others,
    }
    if kind_id:
        shapes = responsibility_shapes(rows=rows)
        named_areas = {row.area_id: row.area for row in rows if row.area_id in shapes}
        context["map"] = drawn([(name, shapes[pk]) for pk, name in named_areas.items()])
    return show(request, "site/help/who.html", context, own=own)


@require_safe
@office_page
def agency(request: HttpRequest, own: Profile, number: int) -> HttpResponse:
    """One authority or organisation: how to reach it, and what it is responsible for."""
    found = next((one for one in _agencies() if one.id == number), None)
    if found is None:
        raise Http404
    rows = public_responsibilities(language=_language(), day=timezone.localdate())
    context = {"agency": found, "rows": [row for row in rows if row.agency.id == number]}
    return show(request, "site/help/agency_page.html", context, own=own)


@require_safe
@office_page
def support(request: HttpRequest, own: Profile) -> HttpResponse:
    """Which support there is, by kind and place, the nearest deadline first."""
    day = timezone.localdate()
    everything = public_programmes(language=_language(), day=day)
    of_kinds = dict(
        pair for one in everything for pair in zip(one.kind_ids, one.kinds, strict=True)
    )
    kinds = sorted(of_kinds.items(), key=lambda pair: pair[1])
    places = area_tree(day=day)
    kind_id = _chosen(request, "kind", list(of_kinds))
    area_id = _chosen(request, "place", [pk for pk, _name in places])
    shown = everything
    if kind_id or area_id:
        shown = public_programmes(language=_language(), day=day, kind_id=kind_id, area_id=area_id)
    context = {
        "kinds": kinds,
        "places": places,
        "kind_id": kind_id,
        "area_id": area_id,
        "programmes": shown,
    }
    return show(request, "site/help/support.html", context, own=own)


@require_safe
@office_page
def programme(request: HttpRequest, own: Profile, number: int) -> HttpResponse:
    """One support, to be read and printed: for whom, what to bring, how to apply."""
    offered = public_programmes(language=_language(), day=timezone.localdate())
    found = next((one for one in offered if one.id == number), None)
    if found is None:
        raise Http404
    return show(request, "site/help/programme.html", {"programme": found}, own=own)


@require_safe
@office_page
def answers(request: HttpRequest, own: Profile) -> HttpResponse:
    """What the office learnt and says to everybody, kind by kind."""
    lessons = list(_answers())
    for lesson in lessons:
        question, _, answer = lesson.text.strip().partition("\n")
        lesson.question, lesson.answer = (question, answer.strip()) if answer else ("", question)
    groups = [(kind, list(each)) for kind, each in groupby(lessons, key=lambda lesson: lesson.kind)]
    return show(request, "site/help/answers.html", {"groups": groups}, own=own)


def _answers() -> object:
    """Those of kinds the website offers, and those of no kind."""
    rows = Lesson.objects.filter(is_public=True).exclude(kind__is_public=False)
    rows = rows.exclude(kind__retired_at__isnull=False).select_related("kind")
    return rows.order_by("kind__position", "kind__name", "-made_at", "-pk")


def _agencies() -> list:
    return public_agencies(language=_language())


def _language() -> str:
    return translation.get_language() or "en"


def _chosen(request: HttpRequest, name: str, known: list[int]) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and int(asked) in known else None
