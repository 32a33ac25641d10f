"""What must be there before anybody outside is asked: a decision, and an authorisation that holds.

The reasons are English; screens show them in the reader's language.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop

from baraza.base.office.queries import day_of
from baraza.base.people.models import Organisation
from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationRule,
    Case,
    Decision,
    Proof,
    WayForward,
)

# How the outbox calls it; the subject is `subject_of`.
AUTHORISED = "casework.authorised"
_SUBJECT = re.compile(r"([0-9]{1,18}):([0-9]{1,18})")

NO_CASE = gettext_noop("The case this belongs to is no longer kept. It was not sent.")
NOT_GIVEN = gettext_noop("Nobody has allowed us yet to ask others about this.")
NOT_SIGNED = gettext_noop("They have agreed, but this kind of case needs their signature.")
NOT_SAID = gettext_noop("They asked us, but this kind of case needs them to agree to our asking.")
NOT_THEM = gettext_noop("They allowed us to ask others, but not these.")
RAN_OUT = gettext_noop("What they allowed has run out. Ask them again.")
WITHDRAWN = gettext_noop("They no longer want us to ask others.")
NOT_DECIDED = gettext_noop("First decide how to go about this case.")
NOT_TAKEN_ON = gettext_noop("The decision was not to take this on or refer it.")

PURSUED = frozenset({WayForward.RESOLVE, WayForward.REFER})
SIGNED = frozenset({Proof.DRAWN, Proof.SCAN, Proof.PDF, Proof.MARK})
SUFFICIENT: Mapping[str, frozenset[str]] = {
    AuthorisationRule.WRITTEN: SIGNED,
    AuthorisationRule.SPOKEN: SIGNED | {Proof.SPOKEN},
    AuthorisationRule.IMPLIED: frozenset(Proof),
}


def today() -> date:
    """The day it is in the office's own time zone."""
    return day_of(now=timezone.now())


def subject_of(*, case_id: int, organisation_id: int) -> str:
    """What the outbox asks the guard about."""
    return f"{case_id}:{organisation_id}"


def authorisation_missing(*, case: Case, organisation: Organisation, day: date) -> str:
    """Why this organisation may not be asked about the case on that day; empty if it may. Two
    queries.
    """
    pair = (case.pk, organisation.pk)
    return authorisations_missing(pairs=[pair], day=day).get(pair, "")


def authorisations_missing(
    *, pairs: Iterable[tuple[int, int]], day: date
) -> dict[tuple[int, int], str]:
    """(case id, organisation id) → why it may not be asked; those that may are not in it. Two or
    three queries, however many.
    """
    pairs = set(pairs)
    numbers = {case_id for case_id, _ in pairs}
    rules = dict(
        Case.objects.filter(pk__in=numbers, erased_at__isnull=True).values_list(
            "pk", "kind__authorisation"
        )
    )
    given: dict[int, list[Authorisation]] = defaultdict(list)
    for each in Authorisation.objects.filter(case__in=numbers).prefetch_related("agencies"):
        given[each.case_id].append(each)
    found = {}
    for case_id, organisation_id in pairs:
        reason = (
            _reason(rules[case_id], given[case_id], organisation_id, day)
            if case_id in rules
            else NO_CASE
        )
        if reason:
            found[case_id, organisation_id] = reason
    return found


def _reason(rule: str, given: Collection[Authorisation], organisation_id: int, day: date) -> str:
    standing = [each for each in given if each.withdrawn_at is None]
    if not standing:
        if given:
            return WITHDRAWN
        # What was said in so many words counts for more than what asking us implies.
        return "" if rule == AuthorisationRule.IMPLIED else NOT_GIVEN
    valid = [each for each in standing if each.holds_on(day)]
    if not valid:
        return RAN_OUT
    enough = [each for each in valid if each.proof in SUFFICIENT[rule]]
    if not enough:
        return NOT_SIGNED if rule == AuthorisationRule.WRITTEN else NOT_SAID
    return "" if any(each.allows(organisation_id) for each in enough) else NOT_THEM


def may_leave(subjects: Collection[str]) -> dict[str, str]:
    """The outbox asks, as letters leave, why they may not; by `subject_of`."""
    return may_leave_on(subjects=subjects, day=today())


def may_leave_on(*, subjects: Collection[str], day: date) -> dict[str, str]:
    """As the outbox would be answered on that day."""
    pairs = {subject: _pair(subject) for subject in subjects}
    known = [pair for pair in pairs.values() if pair is not None]
    missing = authorisations_missing(pairs=known, day=day)
    for pair in _decided_otherwise(known):
        missing.setdefault(pair, NOT_TAKEN_ON)
    return {
        subject: reason
        for subject, pair in pairs.items()
        if (reason := NO_CASE if pair is None else missing.get(pair, ""))
    }


def _decided_otherwise(pairs: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those whose case the office has decided since not to pursue. One query."""
    newest = (
        Decision.objects.filter(case__in={case_id for case_id, _ in pairs})
        .order_by("case", "-made_at", "-pk")
        .distinct("case")
    )
    dropped = {case_id for case_id, way in newest.values_list("case", "way") if way not in PURSUED}
    return [pair for pair in pairs if pair[0] in dropped]


def _pair(subject: str) -> tuple[int, int] | None:
    found = _SUBJECT.fullmatch(subject)
    return (int(found[1]), int(found[2])) if found else None


def decision_missing(*, case: Case) -> str:
    """Why nobody outside may be asked yet: it is not decided, or decided otherwise; else empty."""
    newest = Decision.objects.filter(case=case.pk).first()
    if newest is None:
        return NOT_DECIDED
    return "" if newest.way in PURSUED else NOT_TAKEN_ON
