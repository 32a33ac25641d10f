"""What was allowed in a case, what is held back without it, and who must be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState
from baraza.base.people.models import Organisation
from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationRule,
    AuthorisationWording,
    Case,
    CaseState,
    Responsibility,
)
from baraza.engagement.casework.rules import AUTHORISED, RAN_OUT, SUFFICIENT

USUAL_DAYS = 365
ASK_AGAIN_WITHIN = timedelta(days=30)
MOST = 100


@dataclass(frozen=True, slots=True)
class Held:
    """A letter to somebody outside that does not leave."""

    organisation: str
    reason: str
    case_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands: what was allowed, and what is held back."""

    rule: AuthorisationRule
    given: Sequence[Authorisation]
    held: Sequence[Held]
    day: date

    @property
    def valid(self) -> list[Authorisation]:
        """Those that hold today and are enough for this kind of case."""
        enough = SUFFICIENT[self.rule]
        return [one for one in self.given if one.holds_on(self.day) and one.proof in enough]

    @property
    def is_implied(self) -> bool:
        """Asking us was enough, and nothing else was ever said."""
        return self.rule == AuthorisationRule.IMPLIED and not self.given

    @property
    def is_withdrawn(self) -> bool:
        """Everything that was given was taken back."""
        return bool(self.given) and all(one.withdrawn_at for one in self.given)

    @property
    def is_missing(self) -> bool:
        """Nobody outside may be asked at all."""
        return not self.valid and not self.is_implied


def standing_of(*, case: Case, day: date) -> Standing:
    """Four or five queries, however many authorisations and letters."""
    given = list(
        case.authorisations.select_related("person", "wording", "recorded_by", "file")
        .defer("file__content")
        .prefetch_related("agencies__organisation")
    )
    return Standing(
        rule=AuthorisationRule(case.kind.authorisation),
        given=given,
        held=_with_names(held_items().filter(guard_subject__startswith=f"{case.pk}:")),
        day=day,
    )


def authorisation_for(*, user: User, authorisation_id: int) -> Authorisation:
    """Raises Authorisation.DoesNotExist, also for what this person may not see."""
    return (
        Authorisation.objects.visible_to(user).select_related("case__kind").get(pk=authorisation_id)
    )


def held_items() -> QuerySet[OutgoingItem]:
    """Letters held back because nobody allows them."""
    return OutgoingItem.objects.filter(
        kind=OutgoingKind.PERSONAL, state=OutgoingState.HELD, guard=AUTHORISED
    ).annotate(for_case=_number_in_subject(1), to_organisation=_number_in_subject(2))


def cases_held_up(*, user: User) -> QuerySet[Case]:
    """Those whose letters wait until somebody allows them."""
    return Case.objects.visible_to(user).filter(pk__in=held_items().values("for_case"))


def letters_held(*, user: User) -> list[tuple[Case, Held]]:
    """Each letter that waits to be allowed, with its case; three queries."""
    items = held_items().filter(for_case__in=Case.objects.visible_to(user).values("pk"))
    held = _with_names(items.order_by("finished_at", "pk")[:MOST])
    cases = (
        Case.objects.visible_to(user)
        .select_related("kind", "person", "asked_by")
        .in_bulk({one.case_id for one in held})
    )
    return [(cases[one.case_id], one) for one in held]


def running_out(*, user: User, day: date) -> QuerySet[Authorisation]:
    """What open cases stand on and what runs out within thirty days, or did, the soonest first."""
    open_cases = Case.objects.visible_to(user).filter(state=CaseState.WORKING)
    last_day = day + ASK_AGAIN_WITHIN
    fresh = Authorisation.objects.filter(withdrawn_at__isnull=True, given_date__lte=day).filter(
        Q(expires_date__isnull=True) | Q(expires_date__gt=last_day)
    )
    return (
        Authorisation.objects.filter(
            case__in=open_cases.values("pk"),
            withdrawn_at__isnull=True,
            expires_date__lte=last_day,
        )
        .exclude(case__in=fresh.values("case"))
        .select_related("case", "person")
        .order_by("expires_date", "pk")
    )


def usual_expiry(*, given: date) -> date:
    """Until when it holds unless somebody says otherwise: a year."""
    return given + timedelta(days=USUAL_DAYS)


def whom_to_name(*, case: Case) -> list[Organisation]:
    """Whom an authorisation could name: whom the case is about, who was asked, who looks after
    such matters. One query.
    """
    responsible = Responsibility.objects.filter(kind=case.kind_id).values("agency__organisation")
    about = Q(pk__in=case.inquiries.values("organisation")) | Q(pk__in=responsible)
    if case.organisation_id:
        about |= Q(pk=case.organisation_id)
    return list(Organisation.objects.filter(about).order_by("sort_key")[:MOST])


def wordings() -> QuerySet[AuthorisationWording]:
    """All versions, the newest of each language first."""
    return AuthorisationWording.objects.select_related("written_by").order_by(
        "language", "-version"
    )


def _number_in_subject(place: int) -> Cast:
    """One of the two numbers of `rules.subject_of`."""
    part = Func(
        "guard_subject",
        Value(":"),
        Value(place),
        function="split_part",
        output_field=TextField(),
    )
    return Cast(part, BigIntegerField())


def _with_names(items: QuerySet[OutgoingItem]) -> list[Held]:
    rows = list(items.values_list("for_case", "to_organisation", "problem"))
    names = dict(
        Organisation.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "name")
    )
    return [
        Held(organisation=names.get(whom, ""), reason=problem or RAN_OUT, case_id=case_id)
        for case_id, whom, problem in rows
    ]
