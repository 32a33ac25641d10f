"""What would become of each row of a file of cases; nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from baraza.base.people.models import ImportState
from baraza.common.folding import fold
from baraza.engagement.casework.exchange.reading import (
    NEW_KIND,
    NO_SUCH_CASE,
    CaseRow,
)
from baraza.engagement.casework.models import CaseKind, ImportedCaseRow, RowOutcome


@dataclass(slots=True)
class Seen:
    """What the rows before said, in a file that is read in parts."""

    digests: set[UUID] = field(default_factory=set)
    # Their number → our case, or None while it is only looked at.
    cases: dict[str, int | None] = field(default_factory=dict)


@dataclass(slots=True)
class Decision:
    """What is to become of a row; a note knows whose it is, by their number of the case."""

    row: CaseRow
    outcome: RowOutcome


def decide(rows: Sequence[CaseRow], *, seen: Seen) -> list[Decision]:
    """Four queries however many rows.

    A row whose very words were brought in before is known, so that a file may be brought again. A
    number that is known is the same case: what else its row says of the case is left as it is.
    """
    seen.digests |= _brought("digest", [row.digest for row in rows]).keys()
    wanted = {row.external_id for row in rows if row.external_id} - seen.cases.keys()
    seen.cases |= {number: case for number, case in _brought("external_id", wanted).items() if case}
    kinds = kinds_by_name()
    decisions = []
    for row in rows:
        outcome = _outcome(row, seen)
        if outcome == RowOutcome.CASE:
            seen.cases[row.external_id] = None
            if row.kind and fold(row.kind) not in kinds:
                row.remarks.append(NEW_KIND)
        seen.digests.add(row.digest)
        decisions.append(Decision(row, outcome))
    seen.cases.pop("", None)
    return decisions


def kinds_by_name() -> dict[str, CaseKind]:
    """Every kind by its names in all languages, folded."""
    found: dict[str, CaseKind] = {}
    for kind in CaseKind.objects.order_by("-retired_at", "-pk"):
        names = [kind.name, *(said.get("name", "") for said in kind.translations.values())]
        found |= {fold(name): kind for name in names if name}
    return found


def _outcome(row: CaseRow, seen: Seen) -> RowOutcome:
    if row.digest in seen.digests:
        return RowOutcome.KNOWN
    if row.external_id and row.external_id in seen.cases:
        return RowOutcome.NOTE if row.note else RowOutcome.KNOWN
    if row.tells_a_case:
        return RowOutcome.CASE
    if row.note:
        row.remarks.append(NO_SUCH_CASE)
    return RowOutcome.UNUSABLE


def _brought(column: str, values: object) -> dict:
    """Digest or number of the other program → the case that an import that stands made of it."""
    values = list(values)
    if not values:
        return {}
    rows = ImportedCaseRow.objects.filter(**{f"{column}__in": values})
    rows = rows.exclude(case_import__state=ImportState.UNDONE).exclude(outcome=RowOutcome.UNUSABLE)
    return dict(rows.values_list(column, "case"))
