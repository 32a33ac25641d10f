"""The cases of a list or board as they are drawn: everything a row says, made once in one go.

A page has dozens of rows; what a template looks up for each of them is felt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from baraza.engagement.casework.models import Case, CaseState, Urgency
from baraza.engagement.casework.queries.board import Row
from baraza.web.desk.templatetags.cases import clocks
from baraza.web.desk.templatetags.desk import initials, moment


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a row."""

    number: int
    url: str
    who: str
    title: str
    kind: str
    when: SafeString | str
    clocks: SafeString | str
    is_new: bool
    is_now: bool
    is_confidential: bool
    # In words, empty where there is nothing to say of it.
    urgency: str
    stuck: str
    ended: str
    owner: str
    face: str


def lines_of(rows: Iterable[Row], *, here: str) -> list[Line]:
    """`here` leads back to the list. No query."""
    nobody, address = _("Somebody"), reverse("desk:case", args=[0])
    return [_line(row, address.replace("/0/", f"/{row.case.pk}/") + here, nobody) for row in rows]


def _line(row: Row, url: str, nobody: str) -> Line:
    case = row.case
    is_closed = case.state == CaseState.CLOSED
    is_urgent = not is_closed and case.urgency > Urgency.NORMAL
    owner = str(case.assigned_to) if case.assigned_to_id else ""
    return Line(
        number=case.pk,
        url=url,
        who=(case.person.name if case.person else "") or nobody,
        title=case.title,
        kind=str(case.kind),
        when=moment(case.closed_at or case.opened_at),
        clocks=clocks(row),
        is_new=case.state == CaseState.NEW,
        is_now=case.urgency == Urgency.NOW,
        is_confidential=case.circle_id is not None,
        urgency=case.get_urgency_display() if is_urgent else "",
        stuck=", ".join(str(why.label) for why in row.hindrances),
        ended=_ended(case) if is_closed else "",
        owner=owner,
        face=initials(owner) if owner else "",
    )


def _ended(case: Case) -> str:
    return case.get_outcome_display() or case.get_state_display()
