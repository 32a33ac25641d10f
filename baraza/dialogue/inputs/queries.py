"""What people said on some topics, and what of it changed the agenda."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count

from baraza.base.accounts.models import User
from baraza.dialogue.inputs.models import Influence, Input


def lately_said_on(*, topics: Collection[int], user: User, limit: int) -> list[Input]:
    """What somebody may see of the newest that was said on these topics (ids); one query."""
    rows = Input.objects.visible_to(user).counted().filter(topic__in=topics, erased_at=None)
    return list(rows.defer("search").order_by("-received_at", "-pk")[:limit])


def influence_counts(*, changes: Collection[int]) -> dict[int, int]:
    """Change of the agenda (id) → how many inputs brought it about; one query."""
    rows = Influence.objects.filter(change__in=changes).values_list("change").annotate(Count("pk"))
    return dict(rows)
