"""Cases for the search of everything: what a line of it shows, and nothing else."""

from __future__ import annotations

from baraza.base.accounts.models import User
from baraza.dialogue.inputs.sought import Sought
from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries.board import holding

SHOWN = (
    "code", "title", "state", "touched_at", "kind__name", "kind__translations", "person__name",
)  # fmt: skip


def find_cases(*, user: User, sought: Sought, limit: int) -> list[Case]:
    """By code, by the words of the case or by a name, open and closed; the last touched first.

    Five statements at most. With their kinds and people; other columns are not there.
    """
    rows = Case.objects.visible_to(user).filter(holding(user, sought), erased_at__isnull=True)
    newest = rows.select_related("kind", "person").only(*SHOWN).order_by("-touched_at", "-pk")
    return list(newest[:limit])
