"""Boundaries were redrawn: who answers for the areas of before answers for those of now, too.

What stood for a former area stays: people placed there before are still placed there. It is said
of the areas that came after it, too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.office.queries import zone
from baraza.base.places.models import Area
from baraza.base.places.queries import came_after
from baraza.dialogue.conversations.actions.office_rules import add_rule, remove_rule
from baraza.dialogue.conversations.models import AssignmentRule
from baraza.engagement.casework.actions.agencies import add_responsibility, remove_responsibility
from baraza.engagement.casework.models import Agency, Responsibility

Row = TypeVar("Row", Responsibility, AssignmentRule)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What is said of a former area and not yet of those that came after it."""

    row: Responsibility | AssignmentRule
    missing: list[Area]

    @property
    def is_rule(self) -> bool:
        return isinstance(self.row, AssignmentRule)


@dataclass(frozen=True, slots=True)
class Followed:
    """Ids of what was said anew, so that it can be taken back."""

    responsibilities: list[int]
    rules: list[int]


def left_behind(*, day: date) -> list[LeftBehind]:
    """Agencies and rules for letters that stand for an area as it was. At most four queries."""
    after = came_after(day=day)
    if not after:
        return []
    agencies = Responsibility.objects.filter(agency__in=Agency.objects.in_use())
    agencies = agencies.select_related("agency__organisation", "kind", "area")
    rules = AssignmentRule.objects.exclude(user__is_active=False)
    rules = rules.select_related("topic", "area", "user")
    return [
        *_missing(list(agencies), after, lambda row: (row.agency_id, row.kind_id, row.what)),
        *_missing(
            list(rules),
            after,
            lambda row: (row.channel, row.topic_id, row.language, row.user_id, row.role),
        ),
    ]


def _missing(
    rows: Sequence[Row], after: Mapping[int, list[Area]], sameness: Callable[[Row], Hashable]
) -> Iterator[LeftBehind]:
    said: dict[Hashable, set[int | None]] = {}
    for row in rows:
        said.setdefault(sameness(row), set()).add(row.area_id)
    for row in rows:
        there = said[sameness(row)]
        # Said of what it lies in, or of everywhere, it need not be said again.
        missing = [
            area
            for area in after.get(row.area_id, ())
            if None not in there and there.isdisjoint(area.lineage)
        ]
        if missing:
            yield LeftBehind(row, missing)


@transaction.atomic
def follow(*, by: User, now: datetime) -> Followed:
    """Say all of it of the areas of now, too."""
    done = Followed([], [])
    for one in left_behind(day=now.astimezone(zone()).date()):
        for area in one.missing:
            if isinstance(one.row, Responsibility):
                row = add_responsibility(
                    agency=one.row.agency,
                    kind=one.row.kind,
                    area=area,
                    what=one.row.what,
                    by=by,
                    now=now,
                )
                done.responsibilities.append(row.pk)
            else:
                # In the same place of the order: behind it, before what came after it.
                rule = add_rule(
                    user=one.row.user,
                    role=one.row.role,
                    channel=one.row.channel,
                    topic=one.row.topic,
                    area=area,
                    language=one.row.language,
                    position=one.row.position,
                    by=by,
                )
                done.rules.append(rule.pk)
    return done


@transaction.atomic
def unfollow(*, followed: Followed, by: User) -> None:
    """Take back what `follow` said; what somebody removed meanwhile is gone already."""
    for row in Responsibility.objects.filter(pk__in=followed.responsibilities):
        remove_responsibility(responsibility=row, by=by)
    for rule in AssignmentRule.objects.filter(pk__in=followed.rules):
        remove_rule(rule=rule, by=by)
