"""What a file of areas would do to the areas known: matched, put in order, refused with reasons.

Nothing here asks the database: `Known` is what it holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from baraza.base.places.geometry import Geometry
from baraza.base.places.lookup import normal_postcode
from baraza.base.places.rows import Refused, Remark, Row
from baraza.common.folding import fold

SAME_TWICE = gettext_noop("The same area stands in row %(number)s already.")
NO_PARENT = gettext_noop("There is no area “%(parent)s” for it to lie in.")
TWO_PARENTS = gettext_noop("Several areas are called “%(parent)s”. Please give the code of one.")
PARENT_REFUSED = gettext_noop("The area it lies in, “%(parent)s”, was refused.")
CYCLE = gettext_noop("It would lie within itself.")
TWO_OF_NAME = gettext_noop("Several areas are called so. Please give its code, or what it lies in.")
NOTHING_REPLACED = gettext_noop("There is no area “%(name)s” for it to replace.")
POSTCODE_TWICE = gettext_noop("The postcode %(code)s is claimed by two areas and left out.")


class Act(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    REDRAWN = "redrawn"
    SAME = "same"
    REFUSED = "refused"


ACT_LABELS = {
    Act.NEW: _("new"),
    Act.CHANGED: _("changed"),
    Act.REDRAWN: _("redrawn: the old boundaries are kept"),
    Act.SAME: _("as it was"),
    Act.REFUSED: _("not taken"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """An area of today as the database holds it."""

    pk: int
    name: str
    kind: str
    code: str
    parent: int | None
    population: int | None
    is_remote: bool
    is_marginalised: bool
    is_served: bool
    other_names: tuple[str, ...]
    valid_from: date | None
    postcodes: frozenset[str]
    geometry: Geometry | None


@dataclass(slots=True, eq=False)
class Step:
    """A row with its area and the one it lies in: an id of today's, or another step."""

    row: Row
    act: Act
    area: int | None = None
    parent: int | Step | None = None
    replaces: tuple[int, ...] = ()
    postcodes: frozenset[str] | None = None
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the report."""

    number: int
    name: str
    act: Act
    remarks: tuple[Remark, ...] = ()

    @property
    def label(self) -> str:
        return str(ACT_LABELS[self.act])


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in an order in which each area stands before what lies in it."""

    steps: list[Step]
    refused: list[Refused]

    def lines(self) -> list[Line]:
        """Every row of the file, in its order."""
        taken = [
            Line(step.row.number, step.row.name, step.act, (*step.row.remarks, *step.remarks))
            for step in self.steps
        ]
        refused = [Line(one.number, one.name, Act.REFUSED, (one.remark,)) for one in self.refused]
        return sorted([*taken, *refused], key=lambda line: line.number)

    def counts(self) -> dict[Act, int]:
        """How many rows become what."""
        found = Counter(line.act for line in self.lines())
        return {act: found[act] for act in Act if found[act]}


class _Several(Exception):
    """A name that more than one area has."""


class _Nothing(Exception):
    """A name that no area has."""


def plan(rows: Sequence[Row | Refused], known: Iterable[Known]) -> Plan:
    """What taking these rows would do."""
    return _Planner(list(known)).plan(rows)


class _Planner:
    def __init__(self, known: list[Known]) -> None:
        self.known = {one.pk: one for one in known}
        self.by_code = {one.code: one.pk for one in known if one.code}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for one in known:
            self.by_name[fold(one.name)].append(one.pk)
        self.steps: list[Step] = []
        self.refused: list[Refused] = []
        self.step_of: dict[int, Step] = {}
        self.coded_steps: dict[str, Step] = {}
        self.named_steps: dict[str, list[Step]] = defaultdict(list)

    def plan(self, rows: Sequence[Row | Refused]) -> Plan:
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            if isinstance(row, Refused):
                self.refused.append(row)
                continue
            key = (row.code,) if row.code else (fold(row.name), row.kind, fold(row.parent))
            if key in seen:
                self._refuse(row, Remark(SAME_TWICE, {"number": seen[key]}))
                continue
            seen[key] = row.number
            self._match(row)
        for step in list(self.steps):
            self._place(step)
        self._drop_what_hangs_in_the_air()
        self._share_postcodes()
        for step in self.steps:
            step.act = self._act(step)
        return Plan(self._in_order(), self.refused)

    def _refuse(self, row: Row, remark: Remark) -> None:
        self.refused.append(Refused(row.number, row.name, remark))

    def _match(self, row: Row) -> None:
        area = self.by_code.get(row.code) if row.code else None
        if area is None:
            like = [
                pk
                for pk in self.by_name[fold(row.name)]
                if self.known[pk].kind == row.kind
                and not (row.code and self.known[pk].code)
                and self._may_lie_in(pk, row.parent)
            ]
            if len(like) > 1:
                self._refuse(row, Remark(TWO_OF_NAME))
                return
            area = like[0] if like else None
        step = Step(row=row, act=Act.NEW, area=area)
        if area is not None:
            if area in self.step_of:
                number = self.step_of[area].row.number
                self._refuse(row, Remark(SAME_TWICE, {"number": number}))
                return
            self.step_of[area] = step
        self.steps.append(step)
        self.named_steps[fold(row.name)].append(step)
        if row.code:
            self.coded_steps[row.code] = step

    def _may_lie_in(self, pk: int, parent: str) -> bool:
        """Two villages of one name in two districts are two villages."""
        if not parent or self.known[pk].parent is None:
            return True
        above = self.known.get(self.known[pk].parent)
        return above is None or parent == above.code or fold(parent) == fold(above.name)

    def _find(self, reference: str, *, but: Step | None = None) -> int | Step:
        """A step of this file, or an area of today, by code or name."""
        if reference in self.coded_steps:
            return self.coded_steps[reference]
        if reference in self.by_code:
            pk = self.by_code[reference]
            return self.step_of.get(pk, pk)
        wanted = fold(reference)
        found: list[int | Step] = [
            step for step in self.named_steps.get(wanted, []) if step is not but
        ]
        found += [pk for pk in self.by_name.get(wanted, []) if pk not in self.step_of]
        if len(found) > 1:
            raise _Several
        if not found:
            raise _Nothing
        return found[0]

    def _place(self, step: Step) -> None:
        row = step.row
        try:
            if row.parent:
                step.parent = self._find(row.parent, but=step)
            elif step.area is not None:
                pk = self.known[step.area].parent
                step.parent = self.step_of.get(pk, pk) if pk is not None else None
        except _Several:
            self._remove(step, Remark(TWO_PARENTS, {"parent": row.parent}))
            return
        except _Nothing:
            self._remove(step, Remark(NO_PARENT, {"parent": row.parent}))
            return
        replaced = []
        for name in row.replaces:
            pk = self.by_code.get(name)
            if pk is None:
                like = self.by_name.get(fold(name), [])
                pk = like[0] if len(like) == 1 else None
            if pk is None or pk == step.area:
                step.remarks.append(Remark(NOTHING_REPLACED, {"name": name}))
            else:
                replaced.append(pk)
        step.replaces = tuple(replaced)

    def _remove(self, step: Step, remark: Remark) -> None:
        self.steps.remove(step)
        if step.area is not None:
            self.step_of.pop(step.area, None)
        self._refuse(step.row, remark)

    def _drop_what_hangs_in_the_air(self) -> None:
        """Rows in a circle, and rows that lie in one that was refused, unless it is known."""
        for step in list(self.steps):
            if self._is_in_circle(step):
                self._remove(step, Remark(CYCLE))
        gone = True
        while gone:
            kept = {id(step) for step in self.steps}
            gone = []
            for step in self.steps:
                if isinstance(step.parent, Step) and id(step.parent) not in kept:
                    if step.parent.area is not None:
                        step.parent = step.parent.area
                    else:
                        gone.append(step)
            for step in gone:
                self._remove(step, Remark(PARENT_REFUSED, {"parent": step.row.parent}))

    def _is_in_circle(self, step: Step) -> bool:
        at: int | Step | None = step.parent
        for _round in range(len(self.steps) + len(self.known) + 1):
            if at is None:
                return False
            if at is step:
                return True
            if isinstance(at, Step):
                at = at.parent
            else:
                above = self.known[at].parent
                at = self.step_of.get(above, above) if above is not None else None
        return False

    def _share_postcodes(self) -> None:
        claims: Counter[str] = Counter()
        for step in self.steps:
            if step.row.postcodes is not None:
                codes = frozenset(
                    code for each in step.row.postcodes if (code := normal_postcode(each)[:20])
                )
                step.postcodes = codes
                claims.update(codes)
        for area in self.known.values():
            step = self.step_of.get(area.pk)
            if step is None or step.postcodes is None:
                claims.update(area.postcodes)
        for step in self.steps:
            if step.postcodes is None:
                continue
            twice = sorted(code for code in step.postcodes if claims[code] > 1)
            step.remarks += [Remark(POSTCODE_TWICE, {"code": code}) for code in twice]
            step.postcodes -= frozenset(twice)

    def _act(self, step: Step) -> Act:
        if step.area is None:
            return Act.NEW
        row, area = step.row, self.known[step.area]
        parent = step.parent.area if isinstance(step.parent, Step) else step.parent
        moved = parent != area.parent or (isinstance(step.parent, Step) and parent is None)
        reshaped = row.geometry is not None and row.geometry != area.geometry
        is_later = row.valid_from and (not area.valid_from or area.valid_from < row.valid_from)
        if is_later and (reshaped or moved or step.replaces):
            return Act.REDRAWN
        said = [
            (row.name, area.name),
            (row.kind, area.kind),
            (row.code or area.code, area.code),
            (row.population, area.population),
            (row.is_remote, area.is_remote),
            (row.is_marginalised, area.is_marginalised),
            (row.is_served, area.is_served),
            (row.other_names, area.other_names),
            (row.valid_from, area.valid_from),
            (step.postcodes, area.postcodes),
        ]
        differs = any(new is not None and new != old for new, old in said)
        return Act.CHANGED if differs or moved or reshaped or step.replaces else Act.SAME

    def _in_order(self) -> list[Step]:
        ordered: list[Step] = []
        done: set[int] = set()
        waiting = self.steps
        while waiting:
            later = []
            for step in waiting:
                if isinstance(step.parent, Step) and id(step.parent) not in done:
                    later.append(step)
                else:
                    ordered.append(step)
                    done.add(id(step))
            waiting = later
        return ordered
