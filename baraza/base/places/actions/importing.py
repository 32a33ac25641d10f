"""Take a file of areas: look at what it would do, then do it, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.places.models import Area, AreaFile, AreaShape, PostcodePrefix
from baraza.base.places.planning import Act, Known, Plan, Step, plan
from baraza.base.places.reading import read_areas
from baraza.base.places.signals import areas_changed
from baraza.common.lazily import Lazily

shapely = Lazily("shapely")

BATCH = 500
FORGOTTEN_AFTER = timedelta(days=1)


def keep_file(*, name: str, content: bytes, now: datetime) -> AreaFile:
    """Keep it until somebody has looked at what it would do; older ones nobody took go."""
    AreaFile.objects.filter(uploaded_at__lt=now - FORGOTTEN_AFTER).delete()
    return AreaFile.objects.create(name=name[:200], content=content, uploaded_at=now)


def look_at_areas(*, content: bytes) -> Plan:
    """What taking the file would do; nothing is changed. Raises Unusable."""
    return plan(read_areas(content), known_areas())


@transaction.atomic
def take_areas(*, content: bytes, by: User | None, now: datetime) -> Plan:
    """Take every row that can be taken, and say what became of each. Raises Unusable.

    The same file twice changes nothing the second time.
    """
    list(Area.objects.select_for_update().values_list("pk"))
    done = look_at_areas(content=content)
    steps = [step for step in done.steps if step.act != Act.SAME]
    if not steps:
        return done
    areas: dict[int, Area] = Area.objects.in_bulk()
    replaced = _close_old(steps, areas, now.date())
    of_step = _save(steps, done.steps, areas)
    _follow(replaced, of_step)
    write_lineages()
    _save_shapes(steps, of_step)
    _save_postcodes(steps, of_step, replaced)
    record(actor=by, act="imported", obj=Area, count=len(steps), now=now)
    transaction.on_commit(lambda: areas_changed.send(sender=Area))
    return done


def known_areas() -> list[Known]:
    """The areas of today; three queries."""
    geometries = dict(AreaShape.objects.values_list("area_id", "geometry"))
    postcodes: dict[int, set[str]] = {}
    for prefix, area_id in PostcodePrefix.objects.values_list("prefix", "area_id"):
        postcodes.setdefault(area_id, set()).add(prefix)
    return [
        Known(
            pk=area.pk,
            name=area.name,
            kind=area.kind,
            code=area.code,
            parent=area.parent_id,
            population=area.population,
            is_remote=area.is_remote,
            is_marginalised=area.is_marginalised,
            is_served=area.is_served,
            other_names=tuple(area.other_names),
            valid_from=area.valid_from,
            postcodes=frozenset(postcodes.get(area.pk, ())),
            geometry=geometries.get(area.pk),
        )
        for area in Area.objects.filter(valid_to__isnull=True)
    ]


def _close_old(steps: Iterable[Step], areas: dict[int, Area], today: date) -> dict[int, list[Step]]:
    """Former areas end where their successors begin; id of each → the steps that follow it."""
    followed: dict[int, list[Step]] = {}
    for step in steps:
        old = [*step.replaces, *([step.area] if step.act == Act.REDRAWN else [])]
        for pk in old:
            followed.setdefault(pk, []).append(step)
            day = step.row.valid_from or today
            if areas[pk].valid_to is None or day < areas[pk].valid_to:
                areas[pk].valid_to = day
    for pk in followed:
        began, ends = areas[pk].valid_from, areas[pk].valid_to
        if began and began >= ends:
            areas[pk].valid_to = began + timedelta(days=1)
    Area.objects.bulk_update([areas[pk] for pk in followed], ["valid_to"], batch_size=BATCH)
    return followed


def _save(steps: list[Step], every: list[Step], areas: dict[int, Area]) -> dict[Step, Area]:
    """Areas new and changed, each after the one it lies in."""
    of_step = {step: areas[step.area] for step in every if step.area is not None}
    level: dict[Step, None] = {}
    changed: list[Area] = []

    def flush() -> None:
        Area.objects.bulk_create([of_step[step] for step in level], batch_size=BATCH)
        level.clear()

    for step in steps:
        parent = step.parent
        if isinstance(parent, Step) and parent in level:
            flush()
        if step.act == Act.CHANGED:
            changed.append(of_step[step])
        else:
            former = of_step.get(step)
            of_step[step] = _successor(former) if former else Area()
            level[step] = None
        above = of_step[parent] if isinstance(parent, Step) else areas.get(parent)
        _fill(of_step[step], step, above)
    flush()
    Area.objects.bulk_update(
        changed,
        [
            "name",
            "folded",
            "other_names",
            "kind",
            "code",
            "parent",
            "population",
            "is_remote",
            "is_marginalised",
            "is_served",
            "valid_from",
        ],
        batch_size=BATCH,
    )
    return of_step


def _successor(former: Area) -> Area:
    return Area(
        code=former.code,
        other_names=former.other_names,
        population=former.population,
        is_remote=former.is_remote,
        is_marginalised=former.is_marginalised,
        is_served=former.is_served,
    )


def _fill(area: Area, step: Step, above: Area | None) -> None:
    row = step.row
    area.rename(row.name)
    area.kind = row.kind
    area.code = row.code or area.code
    area.parent = above
    area.valid_from = row.valid_from or area.valid_from
    for name in ("population", "is_remote", "is_marginalised", "is_served"):
        value = getattr(row, name)
        if value is not None:
            setattr(area, name, value)
    if row.other_names is not None:
        area.other_names = list(row.other_names)


def _follow(followed: dict[int, list[Step]], of_step: dict[Step, Area]) -> None:
    """Say what came after; what lay in a former area with one successor lies in that now."""
    links = Area.successors.through
    links.objects.bulk_create(
        [
            links(from_area_id=old, to_area_id=of_step[step].pk)
            for old, steps in followed.items()
            for step in steps
        ],
        ignore_conflicts=True,
    )
    for old, steps in followed.items():
        if len(steps) == 1:
            new = of_step[steps[0]]
            Area.objects.filter(parent=old, valid_to__isnull=True).exclude(pk=new.pk).update(
                parent=new
            )


def write_lineages() -> None:
    """Say anew of each area what it lies in, from the outermost on."""
    areas = Area.objects.in_bulk()
    changed = []
    for area in areas.values():
        lineage = [area.pk]
        above = area.parent_id
        while above is not None and above not in lineage:
            lineage.append(above)
            above = areas[above].parent_id
        lineage.reverse()
        if lineage != area.lineage:
            area.lineage = lineage
            changed.append(area)
    Area.objects.bulk_update(changed, ["lineage"], batch_size=BATCH)


def _save_shapes(steps: Iterable[Step], of_step: dict[Step, Area]) -> None:
    shapes = []
    for step in steps:
        if step.row.geometry is None:
            continue
        west, south, east, north = (
            float(edge) for edge in shapely.bounds(shapely.geometry.shape(step.row.geometry))
        )
        shapes.append(
            AreaShape(
                area=of_step[step],
                geometry=step.row.geometry,
                west=west,
                south=south,
                east=east,
                north=north,
            )
        )
    AreaShape.objects.bulk_create(
        shapes,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["area"],
        update_fields=["geometry", "west", "south", "east", "north"],
    )


def _save_postcodes(
    steps: Iterable[Step], of_step: dict[Step, Area], followed: dict[int, list[Step]]
) -> None:
    for old, following in followed.items():
        if len(following) == 1 and following[0].postcodes is None:
            PostcodePrefix.objects.filter(area=old).update(area=of_step[following[0]])
        else:
            PostcodePrefix.objects.filter(area=old).delete()
    said = [step for step in steps if step.postcodes is not None]
    PostcodePrefix.objects.filter(area__in=[of_step[step] for step in said]).delete()
    PostcodePrefix.objects.bulk_create(
        [
            PostcodePrefix(prefix=prefix, area=of_step[step])
            for step in said
            for prefix in sorted(step.postcodes)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
