"""Cases for tests, as they stand right after they were opened."""

from datetime import datetime
from typing import Any

from baraza.base.channels.models import Channel
from baraza.base.people.models import Person
from baraza.common.paper.codes import new_code
from baraza.engagement.casework.models import Case, CaseKind


def kind_of(name: str = "Pension", **fields: Any) -> CaseKind:
    """A kind of case of that name; there is one of each."""
    kind, _ = CaseKind.objects.get_or_create(name=name, defaults=fields)
    return kind


def a_case(
    *,
    now: datetime,
    title: str = "The pension stopped in March",
    kind: CaseKind | None = None,
    person: Person | None = None,
    **fields: Any,
) -> Case:
    """A case without anything hanging on it."""
    return Case.objects.create(
        code=new_code(),
        kind=kind or kind_of(),
        title=title,
        person=person,
        channel=fields.pop("channel", Channel.PHONE),
        opened_at=fields.pop("opened_at", now),
        touched_at=fields.pop("touched_at", now),
        **fields,
    )
