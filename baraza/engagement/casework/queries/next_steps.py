"""What comes next for a case, and what keeps one from moving: said in one place, by the database,
so that the board, the list and the file never disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Case as Either
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationRule,
    Case,
    CaseState,
    CaseStep,
    CaseUpdate,
    Decision,
    Inquiry,
    InquiryState,
    Proof,
    WayForward,
)
from baraza.engagement.casework.queries.authorising import held_items
from baraza.engagement.casework.rules import SUFFICIENT

UNDECIDED = timedelta(days=5)
UNSIGNED = timedelta(days=10)
STILL = timedelta(days=14)
CHASES = 2


class NextStep(models.TextChoices):
    """The one thing to do now."""

    DECIDE = "decide", _("To decide")
    AUTHORISE = "authorise", _("To be authorised")
    ASK = "ask", _("To ask about")
    CHASE = "chase", _("To ask again")
    TELL = "tell", _("To tell them")
    WAIT = "wait", _("Waiting for an answer")
    DO = "do", _("Steps to take")
    CLOSE = "close", _("To close")
    NOTHING = "nothing", _("Closed")


class Hindrance(models.TextChoices):
    """Why a case does not move."""

    SAID = "said", _("A colleague says so")
    UNDECIDED = "undecided", _("Nobody has decided for days")
    UNSIGNED = "unsigned", _("Waits for the authorisation")
    HELD = "held", _("A letter is held back: nobody allows it")
    SILENT = "silent", _("The agency is silent")
    STILL = "still", _("Nothing was done for two weeks")


def with_next_step(rows: QuerySet[Case], *, day: date) -> QuerySet[Case]:
    """Annotates `next_step`, a word of NextStep.

    What is dear to look up comes last: each case is asked no further than it has to be.
    """
    asked = Inquiry.objects.filter(case=OuterRef("pk"))
    waiting = asked.filter(state=InquiryState.WAITING)
    decisions = Decision.objects.filter(case=OuterRef("pk")).order_by("-made_at", "-pk")
    answered_at = Subquery(
        asked.order_by(F("answered_at").desc(nulls_last=True)).values("answered_at")[:1]
    )
    told_at = Subquery(
        CaseUpdate.objects.filter(case=OuterRef("pk")).order_by("-given_at").values("given_at")[:1]
    )
    undone = CaseStep.objects.filter(case=OuterRef("pk"), done_at__isnull=True)
    ending = Either(
        When(Exists(undone), then=Value(NextStep.DO)),
        default=Value(NextStep.CLOSE),
        output_field=CharField(),
    )
    resolving = Either(
        When(_unauthorised(day), then=Value(NextStep.AUTHORISE)),
        When(~Exists(asked), then=Value(NextStep.ASK)),
        default=ending,
        output_field=CharField(),
    )
    return rows.annotate(
        next_step=Either(
            When(state=CaseState.CLOSED, then=Value(NextStep.NOTHING)),
            When(state=CaseState.NEW, then=Value(NextStep.DECIDE)),
            When(Exists(waiting.filter(chase_date__lte=day)), then=Value(NextStep.CHASE)),
            When(next_update_date__lte=day, then=Value(NextStep.TELL)),
            When(
                GreaterThan(answered_at, Coalesce(told_at, F("opened_at"))),
                then=Value(NextStep.TELL),
            ),
            When(Exists(waiting), then=Value(NextStep.WAIT)),
            When(
                Exact(Subquery(decisions.values("way")[:1]), Value(WayForward.RESOLVE)),
                then=resolving,
            ),
            When(~Exists(decisions), then=Value(NextStep.DECIDE)),
            default=ending,
            output_field=CharField(),
        )
    )


def taking(rows: QuerySet[Case], *, step: str, day: date) -> QuerySet[Case]:
    """Those whose next step it is; what an index finds narrows them before the rest is asked."""
    asked = Inquiry.objects.filter(case=OuterRef("pk"))
    waiting = asked.filter(state=InquiryState.WAITING)
    decided = Decision.objects.filter(case=OuterRef("pk"))
    narrower: dict[str, Q | Exists] = {
        NextStep.DECIDE: Q(state=CaseState.NEW) | ~Exists(decided),
        NextStep.AUTHORISE: Q(state=CaseState.WORKING) & ~Exists(waiting),
        NextStep.ASK: Q(state=CaseState.WORKING) & ~Exists(asked),
        NextStep.CHASE: Exists(waiting.filter(chase_date__lte=day)),
        NextStep.TELL: Q(state=CaseState.WORKING),
        NextStep.WAIT: Q(state=CaseState.WORKING) & Exists(waiting),
        NextStep.DO: Q(state=CaseState.WORKING) & ~Exists(waiting),
        NextStep.CLOSE: Q(state=CaseState.WORKING) & ~Exists(waiting),
        NextStep.NOTHING: Q(state=CaseState.CLOSED),
    }
    return with_next_step(rows.filter(narrower[step]), day=day).filter(next_step=step)


def stuck(rows: QuerySet[Case], *, day: date, now: datetime) -> QuerySet[Case]:
    """The open cases among `rows` that something keeps from moving."""
    found = Q(pk__in=[])
    for condition in _hindrances(day, now).values():
        found |= condition
    return rows.exclude(state=CaseState.CLOSED).filter(found)


def hindrances(*, cases: Iterable[int], day: date, now: datetime) -> dict[int, list[Hindrance]]:
    """Case id → why it does not move; those that do are not in it. One query."""
    rows = Case.objects.filter(pk__in=cases).exclude(state=CaseState.CLOSED)
    rows = with_hindrances(rows, day=day, now=now)
    found = {}
    for row in rows.values("pk", *FLAGS):
        reasons = hindrances_in(row)
        if reasons:
            found[row["pk"]] = reasons
    return found


FLAGS = [f"is_{hindrance}" for hindrance in Hindrance]


def with_hindrances(rows: QuerySet[Case], *, day: date, now: datetime) -> QuerySet[Case]:
    """Annotates one of FLAGS for each; of a closed case they mean nothing."""
    return rows.annotate(
        **{
            f"is_{hindrance}": Either(When(condition, then=Value(True)), default=Value(False))
            for hindrance, condition in _hindrances(day, now).items()
        }
    )


def hindrances_in(row: Mapping[str, bool]) -> list[Hindrance]:
    """What the FLAGS of a row say."""
    return [hindrance for hindrance in Hindrance if row[f"is_{hindrance}"]]


def _hindrances(day: date, now: datetime) -> dict[Hindrance, Q]:
    silent = Inquiry.objects.filter(
        case=OuterRef("pk"), state=InquiryState.WAITING, chases__gte=CHASES, chase_date__lte=day
    )
    resolves = Decision.objects.filter(
        case=OuterRef("pk"), way=WayForward.RESOLVE, made_at__lt=now - UNSIGNED
    )
    asked = Inquiry.objects.filter(case=OuterRef("pk"))
    return {
        Hindrance.SAID: Q(stuck_since__isnull=False),
        Hindrance.UNDECIDED: Q(state=CaseState.NEW, opened_at__lt=now - UNDECIDED),
        Hindrance.UNSIGNED: Q(state=CaseState.WORKING)
        & ~Exists(asked)
        & Exists(resolves)
        & _unauthorised(day),
        Hindrance.HELD: _held_back(),
        Hindrance.SILENT: Q(state=CaseState.WORKING) & Exists(silent),
        Hindrance.STILL: Q(state=CaseState.WORKING, touched_at__lt=now - STILL),
    }


def _held_back() -> Q:
    """A letter to an agency may not leave."""
    return Q(pk__in=held_items().values("for_case"))


def _unauthorised(day: date) -> Q:
    """The kind demands more than there is. Which agency it names is looked at when one is asked."""
    valid = Authorisation.objects.valid(day).filter(case=OuterRef("pk"))
    missing = Q(pk__in=[])
    for rule in (AuthorisationRule.WRITTEN, AuthorisationRule.SPOKEN):
        enough: frozenset[str | Proof] = SUFFICIENT[rule]
        missing |= Q(kind__authorisation=rule) & ~Exists(valid.filter(proof__in=enough))
    return missing
