"""Patterns nobody has seen yet: groups of cases that look as if they had one cause."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.engagement.casework.grouping import grouped
from baraza.engagement.casework.models import Case, CaseState, PatternSuggestion

# Fewer are a coincidence, and would tell who they are.
LEAST = 5
RECENT = timedelta(days=180)
LOOKED_THROUGH = 6_000
# Of a group, so many must be about one authority, or live in one place, for it to be about that.
MOSTLY = 0.6
# A group is one that was dismissed when so many of its cases were in that.
THE_SAME = 0.5


@transaction.atomic
def suggest_patterns(*, now: datetime) -> int:
    """Say anew which groups there are among open and recent cases; returns how many.

    Whatever was dismissed is not suggested again. A handful of queries, however many cases.
    """
    cases = {row["pk"]: row for row in _cases(now)}
    stems = _stems([pk for pk, row in cases.items() if not row["kind__is_sensitive"]])
    dismissed = [
        set(ids)
        for ids in PatternSuggestion.objects.filter(dismissed_at__isnull=False).values_list(
            "case_ids", flat=True
        )
    ]
    found = []
    for ids, shared in _groups(cases, stems):
        if any(len(before.intersection(ids)) >= THE_SAME * len(ids) for before in dismissed):
            continue
        rows = [cases[pk] for pk in ids]
        found.append(
            PatternSuggestion(
                kind_id=rows[0]["kind_id"],
                organisation_id=_mostly([row["organisation_id"] for row in rows]),
                area_id=_mostly([row["area_id"] for row in rows]),
                stems=shared,
                case_ids=ids,
                found_at=now,
            )
        )
    PatternSuggestion.objects.filter(dismissed_at__isnull=True).delete()
    PatternSuggestion.objects.bulk_create(found)
    return len(found)


@transaction.atomic
def dismiss_suggestion(*, suggestion: PatternSuggestion, by: User, now: datetime) -> None:
    """They have no common cause; nobody is asked again."""
    suggestion.dismissed_at, suggestion.dismissed_by = now, by
    suggestion.save(update_fields=["dismissed_at", "dismissed_by"])
    record(actor=by, act="pattern_dismissed", obj=suggestion, now=now)


@transaction.atomic
def suggest_again(*, suggestion: PatternSuggestion, by: User, now: datetime) -> None:
    """That was a slip of the finger."""
    suggestion.dismissed_at, suggestion.dismissed_by = None, None
    suggestion.save(update_fields=["dismissed_at", "dismissed_by"])
    record(actor=by, act="pattern_suggested_again", obj=suggestion, now=now)


def _cases(now: datetime) -> list[dict[str, object]]:
    rows = Case.objects.filter(pattern__isnull=True, erased_at__isnull=True).filter(
        Q(opened_at__gt=now - RECENT) | ~Q(state=CaseState.CLOSED)
    )
    return list(
        rows.order_by("-opened_at", "-pk").values(
            "pk", "kind_id", "organisation_id", "area_id", "language", "kind__is_sensitive"
        )[:LOOKED_THROUGH]
    )


def _stems(ids: list[int]) -> dict[int, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, tsvector_to_array(search) FROM casework_case"
            " WHERE id = ANY(%s) AND search IS NOT NULL",
            [ids],
        )
        return {
            pk: [stem for stem in stems if len(stem) > 2 and stem.isalpha()]
            for pk, stems in cursor.fetchall()
        }


def _groups(
    cases: dict[int, dict[str, object]], stems: dict[int, list[str]]
) -> Iterator[tuple[list[int], list[str]]]:
    """By words within a kind and a language; by the facts alone where the kind is sensitive."""
    told: dict[tuple[object, ...], dict[int, list[str]]] = defaultdict(dict)
    facts: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for pk, row in cases.items():
        if row["kind__is_sensitive"]:
            if row["organisation_id"] is not None and row["area_id"] is not None:
                facts[row["kind_id"], row["organisation_id"], row["area_id"]].append(pk)
        elif pk in stems:
            told[row["kind_id"], row["language"]][pk] = stems[pk]
    for stories in told.values():
        for group in grouped(stories, least=LEAST):
            yield group.keys, group.words
    for ids in facts.values():
        if len(ids) >= LEAST:
            yield sorted(ids), []


def _mostly(values: list[object]) -> object:
    [(value, count)] = Counter(values).most_common(1)
    return value if count >= MOSTLY * len(values) else None
