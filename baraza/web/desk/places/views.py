from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import update_profile
from baraza.base.office.queries import profile
from baraza.base.people.actions.placing import PLACE_PEOPLE, set_area
from baraza.base.people.models import Person
from baraza.base.places.actions import change_area
from baraza.base.places.actions.importing import keep_file, look_at_areas, take_areas
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area, AreaFile, AreaQuerySet
from baraza.base.places.planning import ACT_LABELS, Act, Plan
from baraza.base.places.queries import (
    Standing,
    areas_within,
    gazetteer,
    served_areas,
    standing_of,
)
from baraza.base.places.rows import Unusable
from baraza.common.jobs import enqueue
from baraza.insight.lately import lately
from baraza.insight.places import (
    FEWEST_PEOPLE,
    conversations_from,
    draw,
    letters_by_area,
    people_by_area,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.places.forms import (
    AreaForm,
    ConstituencyForm,
    FileForm,
    LivesForm,
    MapForm,
)
from baraza.web.desk.places.redrawn import just_followed, not_followed

MOST_LINES = 500
MOST_AT_ONCE = 200
DEEPEST = 4
MOST_CHANGES = 20


@staff_only("GET", needs=Permission.SEE_FIGURES)
def places(request: HttpRequest) -> HttpResponse:
    """Which areas do we know?"""
    today = timezone.localdate()
    asked = request.GET.get("address", "").strip()[:500]
    context: dict[str, Any] = {
        "question": _("Which areas do we know?"),
        "rows": _tree(Area.objects.in_force(today)),
        "asked": asked,
        "has_served": bool(served_areas()),
        "left_behind": not_followed(day=today),
        "followed": (mark := request.GET.get("followed", "")) and just_followed(mark) and mark,
    }
    if asked:
        context |= _answer(asked)
    return render(request, "desk/places/places.html", context)


@staff_only("GET", needs=Permission.SEE_FIGURES)
def area_page(request: HttpRequest, area_id: int) -> HttpResponse:
    """What do we know of this area?"""
    area = Area.objects.select_related("parent").get(pk=area_id)
    return _show_area(request, area, AreaForm(instance=area))


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def change(request: HttpRequest, area_id: int) -> HttpResponse:
    """Inhabitants, marks and postcodes."""
    area = Area.objects.select_related("parent").get(pk=area_id)
    form = AreaForm(request.POST, instance=area)
    if not form.is_valid():
        return _show_area(request, area, form, status=422)
    elsewhere = change_area(area=area, by=request.user, **form.cleaned_data)
    messages.success(request, _("Kept."))
    if elsewhere:
        messages.error(
            request,
            _("These postcodes lead to another area and were left out: %(codes)s")
            % {"codes": ", ".join(elsewhere)},
        )
    return redirect("desk:area", area.pk)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def bring_file(request: HttpRequest) -> HttpResponse:
    """A file of areas, looked at before anything is changed."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            look_at_areas(content=content)
        except Unusable as unusable:
            form.add_error("file", str(unusable))
        else:
            name = form.cleaned_data["file"].name
            kept = keep_file(name=name, content=content, now=timezone.now())
            return redirect("desk:places-preview", kept.pk)
    context = {
        "question": _("Which areas shall we bring in?"),
        "form": form,
        "kinds": AreaKind.choices,
    }
    return render(request, "desk/places/file.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def preview(request: HttpRequest, file_id: int) -> HttpResponse:
    """What would this file do? Taken only when somebody says so."""
    file = AreaFile.objects.get(pk=file_id)
    content = bytes(file.content)
    if request.method == "POST":
        done = take_areas(content=content, by=request.user, now=timezone.now())
        file.delete()
        taken = sum(step.act != Act.SAME for step in done.steps)
        messages.success(
            request,
            ngettext("%(count)s area was taken.", "%(count)s areas were taken.", taken)
            % {"count": taken},
        )
        return redirect("desk:places")
    return render(
        request, "desk/places/preview.html", _report(look_at_areas(content=content), file)
    )


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def place_everybody(request: HttpRequest) -> HttpResponse:
    """Look at every address again that led nowhere."""
    enqueue(PLACE_PEOPLE)
    messages.success(request, _("Addresses are being looked at. You can leave this page."))
    return redirect("desk:places")


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def person_area(request: HttpRequest, person_id: int) -> HttpResponse:
    """Where does this person live? What the office says is never redone by a machine."""
    person = Person.objects.current().select_related("area").get(pk=person_id)
    form = LivesForm(request.POST or None, initial={"area": person.area_id or ""})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["area"]
        set_area(
            person=person, area=Area.objects.get(pk=chosen) if chosen else None, by=request.user
        )
        messages.success(request, _("Kept."))
        return redirect("desk:person", person.pk)
    context = {
        "question": _("Where does %(name)s live?") % {"name": person.name},
        "person": person,
        "form": form,
    }
    return render(request, "desk/places/lives.html", context, status=422 if form.errors else 200)


@staff_only("GET", needs=Permission.SEE_FIGURES)
def map_page(request: HttpRequest) -> HttpResponse:
    """Where do letters come from?"""
    now = timezone.now()
    in_force = Area.objects.in_force(timezone.localdate())
    used = set(in_force.order_by().values_list("kind", flat=True).distinct())
    form = MapForm(request.GET, kinds=[kind for kind in AreaKind.values if kind in used])
    chosen = form.chosen()
    _counted_at, found = lately(
        name=f"map:{request.user.pk}:{chosen['kind']}:{chosen['days']}",
        count=lambda: letters_by_area(
            user=request.user, kind=chosen["kind"], now=now, days=chosen["days"]
        ),
        now=now,
    )
    by_inhabitants = chosen["measure"] == "per_thousand"
    values = {
        row.area.pk: (row.per_thousand or 0) if by_inhabitants else row.letters
        for row in found.rows
    }
    top = max(found.rows, key=lambda row: (not row.is_withheld, values[row.area.pk]), default=None)
    context = {
        "question": _("Where do letters come from?"),
        "form": form,
        "found": found,
        "map": draw(rows=found.rows, values=values),
        "by_inhabitants": by_inhabitants,
        "top": top if top and not top.is_withheld and values[top.area.pk] else None,
        "fewest": FEWEST_PEOPLE,
        "withheld": [row for row in found.rows if row.is_withheld],
    }
    template = "desk/places/map_part.html" if request.htmx else "desk/places/map.html"
    return render(request, template, context)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def constituency(request: HttpRequest) -> HttpResponse:
    """Do we ask where writers live?"""
    form = ConstituencyForm(request.POST or None, profile=profile())
    if request.method == "POST" and form.is_valid():
        update_profile(asks_where=form.cleaned_data["asks_where"], outside_words=form.outside_words)
        messages.success(request, _("Kept."))
        return redirect("desk:constituency")
    context = {
        "question": _("Do we ask where writers live?"),
        "form": form,
        "has_served": bool(served_areas()),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/places/constituency.html", context, status=status)


def _show_area(
    request: HttpRequest, area: Area, form: AreaForm, *, status: int = 200
) -> HttpResponse:
    within = list(areas_within(areas=[area.pk]).values_list("pk", flat=True))
    living = people_by_area()
    around = Area.objects.in_bulk(area.lineage[:-1])
    context = {
        "question": area.name,
        "area": area,
        "around": [around[pk] for pk in area.lineage[:-1]],
        "rows": _rows(area.children.in_force(timezone.localdate())),
        "living": sum(living.get(pk, 0) for pk in within),
        "standing": standing_of(area=area, served=served_areas()),
        "successors": list(area.successors.all()),
        "predecessors": list(area.predecessors.all()),
        "conversations": conversations_from(areas=within, user=request.user),
        "left_behind": not_followed(day=timezone.localdate(), area=area),
        "changes": list(area.changes.select_related("made_by")[:MOST_CHANGES]),
        "form": form,
    }
    return render(request, "desk/places/area.html", context, status=status)


def _tree(areas: AreaQuerySet) -> list[Area]:
    """All areas, each above what lies in it; only the outermost where they are many."""
    if areas.count() > MOST_AT_ONCE:
        return _rows(areas.filter(parent__isnull=True))
    rows = _rows(areas)
    order = {area.pk: at for at, area in enumerate(rows)}
    rows.sort(key=lambda area: [order.get(pk, 0) for pk in area.lineage])
    for area in rows:
        area.depth = min(len(area.lineage), DEEPEST)
    return rows


def _rows(areas: AreaQuerySet) -> list[Area]:
    """Areas with how many in force lie directly in each, and how many people live in each or
    within; whoever is still written down in an area that ended counts where it lay.
    """
    rows = list(areas)
    ids = {area.pk for area in rows}
    living = people_by_area()
    today = Area.objects.in_force(timezone.localdate()).filter(pk=OuterRef("pk"))
    known = list(Area.objects.values_list("pk", "lineage", Exists(today)))
    lineages = {pk: lineage for pk, lineage, is_in_force in known}
    children: dict[int, int] = dict.fromkeys(ids, 0)
    people: dict[int, int] = dict.fromkeys(ids, 0)
    for pk, lineage, is_in_force in known:
        for at in ids.intersection(lineage):
            people[at] += living.get(pk, 0)
            children[at] += is_in_force and len(lineage) == len(lineages[at]) + 1
    for area in rows:
        area.people_count, area.children_count = people[area.pk], children[area.pk]
    return rows


def _answer(address: str) -> dict[str, Any]:
    """Where an address leads, and whether that is the constituency."""
    found = gazetteer(day=timezone.localdate()).find(address)
    area = Area.objects.get(pk=found.area_id) if found else None
    standing = standing_of(area=area, served=served_areas())
    return {
        "found": area,
        "is_inside": standing == Standing.INSIDE,
        "is_outside": standing == Standing.OUTSIDE,
    }


def _report(plan: Plan, file: AreaFile) -> dict[str, Any]:
    lines = plan.lines()
    # What needs a look stands first.
    lines.sort(key=lambda line: (line.act != Act.REFUSED, not line.remarks, line.number))
    counts = plan.counts()
    return {
        "question": _("What would this file do?"),
        "file": file,
        "counts": [(ACT_LABELS[act], count) for act, count in counts.items()],
        "lines": lines[:MOST_LINES],
        "hidden": max(0, len(lines) - MOST_LINES),
        "takes": sum(count for act, count in counts.items() if act not in {Act.SAME, Act.REFUSED}),
        "refused": counts.get(Act.REFUSED, 0),
    }
