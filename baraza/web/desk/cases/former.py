"""Whose cases were before they were given away, sealed in the undo of what gave them."""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing
from django.http import Http404

from baraza.engagement.casework.actions.assigning import Whose
from baraza.web.desk import seals

PURPOSE = "desk.cases.former"


def sealed(former: Mapping[int, Whose]) -> str:
    """As the undo carries it: nobody gives a case to anybody, or for a reason, by writing one."""
    rows = [(number, whose, because) for number, (whose, because) in former.items()]
    return seals.sealed(rows, purpose=PURPOSE)


def unsealed(text: str) -> dict[int, Whose]:
    """What was sealed; Http404 for anything else."""
    try:
        rows = seals.unsealed(text, purpose=PURPOSE)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    return {number: (whose, because) for number, whose, because in rows}
