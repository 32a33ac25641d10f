"""Cases with one cause are gathered; when it is mended, everyone concerned is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.office.queries import profile, working_days
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.common.jobs import enqueue
from baraza.engagement.casework.models import (
    Case,
    CaseKind,
    CaseState,
    CaseStep,
    Pattern,
    PatternState,
    PatternSuggestion,
    RejectedLikeness,
)

TELL = "casework.tell_solved"
# Until then it can be taken back.
TOLD_AFTER = timedelta(seconds=30)
# Working days until somebody who is not written to by us is told by their worker.
STEP_DAYS = 5


class NoName(ValueError):
    """A pattern that nobody could call anything."""


class NothingToTell(ValueError):
    """It is mended, but nobody says what changed."""


@transaction.atomic
def make_pattern(
    *,
    name: str,
    by: User,
    now: datetime,
    kind: CaseKind | None = None,
    organisation: Organisation | None = None,
    area: Area | None = None,
    account: str = "",
    case_ids: Collection[int] = (),
    suggestion: PatternSuggestion | None = None,
) -> Pattern:
    """One cause, with those of these cases that its maker may see. Raises NoName."""
    pattern = Pattern(made_by=by, made_at=now, kind=kind, organisation=organisation, area=area)
    _say(pattern, name, account)
    pattern.save()
    if suggestion is not None:
        suggestion.delete()
    gather(pattern=pattern, case_ids=case_ids, by=by, now=now)
    record(actor=by, act="pattern_made", obj=pattern, now=now)
    return pattern


@transaction.atomic
def change_pattern(
    *,
    pattern: Pattern,
    name: str,
    account: str,
    by: User,
    now: datetime,
    kind: CaseKind | None = None,
    organisation: Organisation | None = None,
    area: Area | None = None,
) -> None:
    """Say anew what goes wrong, and where. Raises NoName."""
    pattern.kind, pattern.organisation, pattern.area = kind, organisation, area
    _say(pattern, name, account)
    pattern.save(update_fields=["name", "account", "kind", "organisation", "area"])
    record(actor=by, act="changed", obj=pattern, now=now)


@transaction.atomic
def gather(*, pattern: Pattern, case_ids: Collection[int], by: User, now: datetime) -> int:
    """These have that cause, too; whichever pattern they were in before. Returns how many of them
    this person may see, which are those gathered."""
    cases = list(
        Case.objects.visible_to(by)
        .filter(pk__in=case_ids)
        .exclude(pattern=pattern)
        .values_list("pk", "circle_id")
    )
    ids = [pk for pk, _circle in cases]
    Case.objects.filter(pk__in=ids).update(pattern=pattern)
    RejectedLikeness.objects.filter(pattern=pattern, case__in=ids).delete()
    _record_many("gathered", cases, pattern=pattern, by=by, now=now)
    return len(ids)


@transaction.atomic
def let_go(*, pattern: Pattern, case: Case, by: User, now: datetime) -> None:
    """It has another cause, and is not suggested for this one again."""
    Case.objects.filter(pk=case.pk, pattern=pattern).update(pattern=None)
    RejectedLikeness.objects.get_or_create(
        case=case, pattern=pattern, defaults={"rejected_by": by, "rejected_at": now}
    )
    record(actor=by, act="let_go", obj=case, now=now, detail={"pattern": pattern.pk})


@transaction.atomic
def reject_likeness(*, case: Case, other: Case, by: User, now: datetime) -> None:
    """These two are not alike; neither is suggested for the other again."""
    RejectedLikeness.objects.get_or_create(
        case=case, other=other, defaults={"rejected_by": by, "rejected_at": now}
    )
    record(actor=by, act="not_alike", obj=case, now=now, detail={"other": other.pk})


@transaction.atomic
def unreject_likeness(*, case: Case, other: Case, by: User, now: datetime) -> None:
    """They may be alike after all."""
    for one, another in ((case, other), (other, case)):
        RejectedLikeness.objects.filter(case=one, other=another).delete()
    record(actor=by, act="alike_again", obj=case, now=now, detail={"other": other.pk})


@transaction.atomic
def drop_pattern(*, pattern: Pattern, by: User, now: datetime) -> None:
    """It was none after all; its cases are free for another."""
    cases = list(Case.objects.filter(pattern=pattern).values_list("pk", "circle_id"))
    pattern.state = PatternState.DROPPED
    pattern.save(update_fields=["state"])
    _record_many("pattern_dropped", cases, pattern=pattern, by=by, now=now)


@transaction.atomic
def reopen_pattern(*, pattern: Pattern, by: User, now: datetime) -> None:
    """It goes on. What was told stays told; what waits to be told is not."""
    pattern.state = PatternState.OPEN
    pattern.solved_at, pattern.solved_by = None, None
    pattern.save(update_fields=["state", "solved_at", "solved_by"])
    record(actor=by, act="reopened", obj=pattern, now=now)


@transaction.atomic
def solve(
    *, pattern: Pattern, solution: str, words: Mapping[str, str], by: User, now: datetime
) -> None:
    """The cause is mended: half a minute from now everyone concerned is told, once each.

    `words` says it in the languages of those concerned; who speaks another is told the solution as
    it stands. Raises NothingToTell.
    """
    pattern = Pattern.objects.select_for_update(of=("self",)).get(pk=pattern.pk)
    pattern.solution = clean_text(solution).strip()
    if not pattern.solution:
        raise NothingToTell
    pattern.told_words = {
        language: clean_text(text).strip() for language, text in words.items() if text.strip()
    }
    pattern.state = PatternState.SOLVED
    pattern.solved_at, pattern.solved_by = now, by
    pattern.save()
    enqueue(TELL, after=TOLD_AFTER, pattern_id=pattern.pk)
    record(actor=by, act="pattern_solved", obj=pattern, now=now)


def remind_workers(*, pattern: Pattern, case_ids: Iterable[int], now: datetime) -> None:
    """Those we do not write to: a step in each of their cases, once."""
    days = working_days()
    with translation.override(profile().default_language):
        words = _("The cause is mended: tell them what changed")
    cases = Case.objects.filter(pk__in=case_ids).exclude(state=CaseState.CLOSED)
    known = CaseStep.objects.filter(case__in=cases, words=words).values("case")
    CaseStep.objects.bulk_create(
        CaseStep(case=case, words=words, due_date=days.after(days.day_of(now), STEP_DAYS))
        for case in cases.exclude(pk__in=known)
    )


def _say(pattern: Pattern, name: str, account: str) -> None:
    pattern.name = one_line(name, limit=200)
    pattern.account = clean_text(account).strip()
    if not pattern.name:
        raise NoName


def _record_many(
    act: str, cases: Iterable[tuple[int, int | None]], *, pattern: Pattern, by: User, now: datetime
) -> None:
    """A row for all that everybody sees, one for those of each circle."""
    by_circle: dict[int | None, list[int]] = defaultdict(list)
    for pk, circle in cases:
        by_circle[circle].append(pk)
    for circle, ids in by_circle.items():
        record(
            actor=by,
            act=act,
            obj=Case,
            now=now,
            count=len(ids),
            circle_id=circle,
            detail={"pattern": pattern.pk, "ids": ids},
        )
