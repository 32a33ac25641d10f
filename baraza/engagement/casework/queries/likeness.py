"""Which cases are alike, and why: their kind, whom they are about, where, and the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.common.folding import fold
from baraza.engagement.casework.models import Case, CaseLink, RejectedLikeness

# So many of the newest of its kind, or about the same authority, are compared.
COMPARED = 1_500
RECENT = timedelta(days=730)
# What each fact counts; words count by how many of the telling ones two cases share.
KIND, AGENCY, PLACE = 0.2, 0.2, 0.05
WORDS = 2.2
# Fewer telling words than this are a coincidence.
FEW = 0.1
# Where words cannot be compared: in another language kind and authority must be the same, of a
# sensitive kind, of which no word is looked at, the place as well.
UNREAD = 0.4
ENOUGH = 0.8
SHOWN_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{3,}")


class Reason(StrEnum):
    KIND = "kind"
    AGENCY = "agency"
    PLACE = "place"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Alike:
    """A case, how much it is like another, and why."""

    case: Case
    score: float
    reasons: tuple[Reason, ...]
    # As this case wrote them.
    words: tuple[str, ...] = ()


def similar_cases(*, user: User, case: Case, now: datetime, limit: int = 5) -> list[Alike]:
    """Cases this person may see that look as if they had the same cause, most alike first.

    Not those said not to be, nor those linked already. Two queries.
    """
    rows = _scores(user, case, now, limit)
    found = (
        Case.objects.visible_to(user)
        .select_related("kind", "organisation", "area", "pattern")
        .in_bulk([row[0] for row in rows])
    )
    written = "" if case.kind.is_sensitive else " ".join([case.title, *case.told])
    return [
        Alike(
            case=found[number],
            score=score,
            reasons=_reasons(case, found[number], bool(stems)),
            words=written_as(stems or [], written)[:SHOWN_WORDS],
        )
        for number, score, stems in rows
        if number in found
    ]


def _scores(
    user: User, case: Case, now: datetime, limit: int
) -> list[tuple[int, float, list[str] | None]]:
    alike = Q(kind=case.kind_id)
    if case.organisation_id is not None:
        alike |= Q(organisation=case.organisation_id)
    rejected = RejectedLikeness.objects.filter(Q(case=case.pk) | Q(other=case.pk))
    linked = CaseLink.objects.filter(Q(case=case.pk) | Q(other=case.pk))
    rows = (
        Case.objects.visible_to(user)
        .filter(alike, opened_at__gt=now - RECENT, erased_at__isnull=True)
        .exclude(pk=case.pk)
        .exclude(pk__in=rejected.filter(other__isnull=False).values("other"))
        .exclude(pk__in=rejected.values("case"))
        .exclude(pk__in=linked.values("other"))
        .exclude(pk__in=linked.values("case"))
        .order_by("-opened_at")
        .values_list(
            "pk", "kind_id", "organisation_id", "area_id", "language", "search",
            "kind__is_sensitive",
        )
    )[:COMPARED]  # fmt: skip
    candidates, values = rows.query.sql_with_params()
    facts = [case.pk, case.kind_id, case.organisation_id, case.area_id, case.language]
    measures = [KIND, AGENCY, PLACE, WORDS, UNREAD, FEW, ENOUGH]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH candidate (id, kind, organisation, area, language, search, is_sensitive)"
            f" AS MATERIALIZED ({candidates}), {_SCORED}",
            [*values, not case.kind.is_sensitive, *facts, *measures, limit],
        )
        return cursor.fetchall()


# A stem counts the more, the fewer of those compared have it; a story's length does not.
_SCORED = """
    asked (
        compares, id, kind, organisation, area, language,
        for_kind, for_agency, for_place, for_words, unread, few, enough
    ) AS (
        SELECT %s::bool, %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::text,
            %s::float, %s::float, %s::float, %s::float, %s::float, %s::float, %s::float
    ),
    own AS (
        SELECT w.lexeme FROM asked JOIN casework_case c USING (id), unnest(c.search) w
        WHERE asked.compares AND length(w.lexeme) > 2 AND w.lexeme !~ '[0-9@./:_-]'
    ),
    met AS MATERIALIZED (
        SELECT c.id, w.lexeme FROM candidate c, unnest(c.search) w
        WHERE NOT c.is_sensitive AND w.lexeme IN (SELECT lexeme FROM own)
    ),
    weighed AS MATERIALIZED (
        SELECT own.lexeme,
            ln(1 + (SELECT count(*) FROM candidate) / (1.0 + count(met.id))) AS weight
        FROM own LEFT JOIN met USING (lexeme) GROUP BY 1
    ),
    whole AS (SELECT sum(weight) AS weight, count(*) AS stems FROM weighed),
    shared AS (
        SELECT met.id, sum(weighed.weight) AS weight,
            (array_agg(met.lexeme ORDER BY weighed.weight DESC, met.lexeme))[:8] AS stems
        FROM met JOIN weighed USING (lexeme) GROUP BY 1
    ),
    compared AS (
        SELECT c.id, c.kind = asked.kind AS same_kind,
            c.organisation IS NOT DISTINCT FROM asked.organisation
                AND c.organisation IS NOT NULL AS same_agency,
            c.area IS NOT DISTINCT FROM asked.area AND c.area IS NOT NULL AS same_place,
            asked.compares AND NOT c.is_sensitive AND c.language = asked.language AS comparable,
            c.is_sensitive OR NOT asked.compares AS is_secret,
            coalesce(shared.weight / whole.weight
                * sqrt(least(whole.stems::float / greatest(length(c.search), 1), 1)), 0) AS words,
            shared.stems
        FROM candidate c CROSS JOIN asked CROSS JOIN whole LEFT JOIN shared ON shared.id = c.id
    ),
    scored AS (
        SELECT c.id, same_kind::int * for_kind + same_agency::int * for_agency
                + same_place::int * for_place
                + CASE WHEN comparable THEN for_words * words
                    ELSE unread END
                AS score,
            CASE WHEN comparable AND words >= few THEN stems END AS stems,
            CASE WHEN comparable THEN words >= few
                WHEN is_secret THEN same_kind AND same_agency AND same_place
                ELSE same_kind AND same_agency END AS may_be
        FROM compared c CROSS JOIN asked
    )
    SELECT s.id, s.score, s.stems FROM scored s CROSS JOIN asked
    WHERE may_be AND s.score >= enough ORDER BY s.score DESC, s.id DESC LIMIT %s
"""


def _reasons(case: Case, other: Case, has_words: bool) -> tuple[Reason, ...]:
    same = {
        Reason.WORDS: has_words,
        Reason.AGENCY: case.organisation_id == other.organisation_id
        and case.organisation_id is not None,
        Reason.PLACE: case.area_id == other.area_id and case.area_id is not None,
        Reason.KIND: case.kind_id == other.kind_id,
    }
    return tuple(reason for reason, is_so in same.items() if is_so)


def written_as(stems: list[str], texts: str) -> tuple[str, ...]:
    """The words a text has for these stems, each once; of a stem it has none for, nothing."""
    words = {fold(word): word for word in reversed(_WORD.findall(texts))}
    found = {}
    for stem in stems:
        near = [word for word in words if word.startswith(stem)] or [
            word for word in words if stem[:-1] in word
        ]
        if near:
            found[words[min(near, key=len)].lower()] = None
    return tuple(found)
