"""A change of the agenda, with those whose words brought it about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.actions import note_change
from baraza.base.agenda.models import Priority, PriorityChange, Stage
from baraza.dialogue.inputs.actions import tie_to_change


@transaction.atomic
def refine_agenda(
    *,
    priority: Priority,
    words: str,
    translations: Mapping[str, Mapping[str, Any]],
    stage: Stage | None,
    inputs: Collection[int],
    by: User,
    now: datetime,
) -> PriorityChange:
    """Note what changed; of the `inputs` (ids) those count that this person may see."""
    return note_change(
        priority=priority,
        words=words,
        translations=translations,
        stage=stage,
        by=by,
        now=now,
        tie=partial(tie_to_change, inputs=inputs, user=by),
    )
