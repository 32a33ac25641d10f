"""Areas added, renamed, moved and ended one at a time; each change is remembered and undone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.places.actions.importing import write_lineages
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area, AreaAct, AreaChange
from baraza.base.places.signals import areas_changed

PLACE = ("name", "kind", "parent_id", "other_names")


class NoName(ValueError):
    """An area needs a name."""


class NameTaken(ValueError):
    """There is one of that name and kind in the same place."""


class WithinItself(ValueError):
    """An area cannot lie in itself, nor in what lies in it."""


class CannotUndo(ValueError):
    """It was changed again since, or people live there now."""


@transaction.atomic
def add_area(
    *, name: str, kind: AreaKind, parent: Area | None, by: User | None, now: datetime
) -> Area:
    """A new area, in force from now on and before. Raises NoName, NameTaken."""
    if not name.strip():
        raise NoName
    area = Area(kind=kind, parent=parent)
    area.rename(name.strip())
    _save(area)
    _remember(area, AreaAct.ADDED, {}, _place(area), by, now)
    return area


@transaction.atomic
def change_place(
    *, area: Area, name: str, kind: AreaKind, parent: Area | None, by: User | None, now: datetime
) -> AreaChange | None:
    """Another name, kind, or area it lies in; what lies in it comes along. The name it had leads to
    it still. None where nothing changed. Raises NoName, NameTaken, WithinItself.
    """
    if not name.strip():
        raise NoName
    area = Area.objects.select_for_update().get(pk=area.pk)
    if parent is not None and area.pk in parent.lineage:
        raise WithinItself
    before = _place(area)
    former = area.name
    area.kind, area.parent = kind, parent
    area.rename(name.strip())
    names = [one for one in (*area.other_names, former) if one != area.name]
    area.other_names = list(dict.fromkeys(names))
    if _place(area) == before:
        return None
    _save(area)
    return _remember(area, AreaAct.CHANGED, before, _place(area), by, now)


@transaction.atomic
def end_area(
    *, area: Area, day: date, successors: Collection[Area], by: User | None, now: datetime
) -> AreaChange:
    """Its boundaries count until that day. Whoever was placed in it stays there on paper; what
    lies in it lies in its one successor from now on, else in what was around it.
    """
    area = Area.objects.select_for_update().get(pk=area.pk)
    if area.valid_from and day <= area.valid_from:
        day = area.valid_from + timedelta(days=1)
    new = [one for one in successors if one.pk != area.pk]
    children = list(area.children.filter(valid_to__isnull=True).values_list("pk", flat=True))
    before = {"valid_to": None, "children": children}
    area.valid_to = day
    area.save(update_fields=["valid_to"])
    area.successors.add(*new)
    above = new[0].pk if len(new) == 1 and area.pk not in new[0].lineage else area.parent_id
    _move_children(children, above)
    after = {"valid_to": day.isoformat(), "successors": [one.pk for one in new], "above": above}
    return _remember(area, AreaAct.ENDED, before, after, by, now)


@transaction.atomic
def undo_change(*, change: AreaChange, by: User | None, now: datetime) -> Area | None:
    """As it was before; None where it was added and is gone. Only the last change of an area is
    undone, so that nothing later is lost. Raises CannotUndo.
    """
    change = AreaChange.objects.select_for_update().select_related("area").get(pk=change.pk)
    area = Area.objects.select_for_update().get(pk=change.area_id)
    newest = area.changes.filter(undone_at__isnull=True).first()
    if newest != change:
        raise CannotUndo
    if change.act == AreaAct.ADDED:
        return _take_away(area, by, now)
    if change.act == AreaAct.CHANGED:
        if _place(area) != change.after:
            raise CannotUndo
        area.kind, area.parent_id = change.before["kind"], change.before["parent_id"]
        area.other_names = change.before["other_names"]
        area.rename(change.before["name"])
        try:
            _save(area)
        except NameTaken as taken:
            raise CannotUndo from taken
    else:
        _bring_back(area, change)
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    record(actor=by, act="area_change_undone", obj=area, now=now)
    transaction.on_commit(lambda: areas_changed.send(sender=Area))
    return area


def _place(area: Area) -> dict[str, object]:
    return {name: getattr(area, name) for name in PLACE}


def _save(area: Area) -> None:
    try:
        with transaction.atomic():
            area.save()
    except IntegrityError as error:
        raise NameTaken from error
    write_lineages()
    area.refresh_from_db()


def _remember(
    area: Area,
    act: AreaAct,
    before: dict[str, object],
    after: dict[str, object],
    by: User | None,
    now: datetime,
) -> AreaChange:
    change = AreaChange.objects.create(
        area=area, act=act, before=before, after=after, made_by=by, made_at=now
    )
    record(actor=by, act=f"area_{act.value}", obj=area, now=now)
    transaction.on_commit(lambda: areas_changed.send(sender=Area))
    return change


def _move_children(children: Collection[int], above: int | None) -> None:
    try:
        with transaction.atomic():
            Area.objects.filter(pk__in=children).update(parent=above)
    except IntegrityError as error:
        raise NameTaken from error
    write_lineages()


def _take_away(area: Area, by: User | None, now: datetime) -> None:
    record(actor=by, act="area_change_undone", obj=area, now=now)
    try:
        with transaction.atomic():
            area.delete()
    except ProtectedError as error:
        raise CannotUndo from error
    transaction.on_commit(lambda: areas_changed.send(sender=Area))


def _bring_back(area: Area, change: AreaChange) -> None:
    area.valid_to = None
    try:
        with transaction.atomic():
            area.save(update_fields=["valid_to"])
    except IntegrityError as error:
        raise CannotUndo from error
    area.successors.remove(*change.after["successors"])
    # Only what still lies where the ending put it.
    moved = Area.objects.filter(pk__in=change.before["children"], parent=change.after["above"])
    _move_children(list(moved.values_list("pk", flat=True)), area.pk)
