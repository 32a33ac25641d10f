"""One table for all benchmarks, and whether what was promised holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console
from rich.table import Table

NOTHING = "–"


class Verdict(StrEnum):
    """What a row comes to. Only `MISSED` and `FAILED` fail the run."""

    HELD = "held"
    MISSED = "MISSED"
    FAILED = "FAILED"
    REPORTED = "reported"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One workload's medians, all in `unit` of the same run.

    `ours`, `peer` and `floor` are None where there is nothing to measure. `promised_ratio` is how
    many times the peer ours must reach; without one the row only reports. `growth` is the exponent
    of cost against size (1.0: each costs the same), bounded by `promised_growth`. With
    `less_is_better` (milliseconds) the ratio is peer to ours. `failure` says why ours did not do
    its work, which no speed makes up for; `note` whatever else a reader must know, such as why a
    peer is absent.
    """

    workload: str
    unit: str
    ours: float | None = None
    peer: float | None = None
    floor: float | None = None
    promised_ratio: float | None = None
    growth: float | None = None
    promised_growth: float | None = None
    # Ours must not be more than this.
    promised_most: float | None = None
    less_is_better: bool = False
    failure: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self._times(self.peer)

    @property
    def ratio_to_floor(self) -> float | None:
        return self._times(self.floor)

    def _times(self, other: float | None) -> float | None:
        if not self.ours or not other:
            return None
        return other / self.ours if self.less_is_better else self.ours / other

    @property
    def verdict(self) -> Verdict:
        if self.failure:
            return Verdict.FAILED
        promises = (
            (self.promised_ratio, self.ratio, lambda figure, promised: figure >= promised),
            (self.promised_growth, self.growth, lambda figure, promised: figure <= promised),
            (self.promised_most, self.ours, lambda figure, promised: figure <= promised),
        )
        made = [entry for entry in promises if entry[0] is not None]
        kept = [holds(figure, promised) for promised, figure, holds in made if figure is not None]
        if not all(kept):
            return Verdict.MISSED
        if len(kept) < len(made):
            return Verdict.NOT_MEASURED
        if kept:
            return Verdict.HELD
        return Verdict.REPORTED


def shown(value: float | None) -> str:
    """A figure with as many digits as it deserves."""
    if value is None:
        return NOTHING
    if value >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def promise(row: Row) -> str:
    parts = []
    if row.promised_ratio is not None:
        parts.append(f"≥ {row.promised_ratio:g} ×")
    if row.promised_growth is not None:
        parts.append(f"n^{row.promised_growth:g}")
    return ", ".join(parts) or NOTHING


def times(ratio: float | None) -> str:
    return NOTHING if ratio is None else f"{shown(ratio)} ×"


def print_table(rows: Sequence[Row], *, console: Console | None = None) -> None:
    """Print the table, then every note and failure under the name of its workload."""
    console = console or Console()
    table = Table(title="Baraza benchmarks")
    table.add_column("workload")
    for name in ("ours", "peer", "floor", "ratio", "of floor", "growth", "promised"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    table.add_column("verdict")
    for row in rows:
        table.add_row(
            row.workload,
            shown(row.ours),
            shown(row.peer),
            shown(row.floor),
            times(row.ratio),
            times(row.ratio_to_floor),
            NOTHING if row.growth is None else f"n^{row.growth:.3f}",
            promise(row),
            row.unit,
            row.verdict.value,
        )
    console.print(table)
    for row in rows:
        for remark in filter(None, (row.failure, row.note)):
            console.print(f"{row.workload}: {remark}", markup=False, highlight=False)


def exit_code(rows: Sequence[Row]) -> int:
    """0 when every promise that could be measured holds, else 1."""
    return int(any(row.verdict in (Verdict.MISSED, Verdict.FAILED) for row in rows))
