"""Who is responsible for what and where, how long they take, and whether referrals helped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation
from baraza.base.people.search import After, organisations_matching
from baraza.base.places.models import Area
from baraza.common.prepared import prepared
from baraza.common.rows import holding
from baraza.engagement.casework.models import (
    Agency,
    AgencyContact,
    CaseKind,
    CaseStep,
    Decision,
    Responsibility,
    WayForward,
)

PAGE = 50
# A contact nobody has confirmed for so long may have gone.
STALE_AFTER = timedelta(days=182)
# How far back answers are looked at: how an agency was run years ago says little.
LOOKS_BACK = timedelta(days=730)
# Asked so long ago and not answered: without an answer.
GIVEN_UP_AFTER = timedelta(days=90)
FEWEST_ANSWERS = 5

_TIMES = """
    SELECT organisation_id,
        count(answered_at),
        extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY answered_at - asked_at)),
        extract(epoch FROM percentile_cont(0.9) WITHIN GROUP (ORDER BY answered_at - asked_at)),
        count(*) FILTER (
            WHERE answered_at IS NULL AND (asked_at < %(given_up)s OR ended_at IS NOT NULL)
        )
    FROM casework_inquiry
    WHERE organisation_id = ANY(%(organisations)s) AND asked_at >= %(since)s
    GROUP BY organisation_id
    HAVING count(answered_at) >= %(fewest)s
"""


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How long an agency took, from its answers of two years: half came within `half` days, nine
    of ten within `most`; `unanswered` per cent of what was asked never was answered."""

    answers: int
    half: int
    most: int
    unanswered: int


def answer_times(*, organisations: Collection[int], now: datetime) -> dict[int, AnswerTimes]:
    """Organisation (id) → its times, of those with five answers or more; one query.

    What waits for less than 90 days counts neither way.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TIMES,
            {
                "organisations": list(organisations),
                "since": now - LOOKS_BACK,
                "given_up": now - GIVEN_UP_AFTER,
                "fewest": FEWEST_ANSWERS,
            },
        )
        return {
            organisation: AnswerTimes(
                answers=answers,
                half=_days(half),
                most=_days(most),
                unanswered=round(100 * unanswered / (answers + unanswered)),
            )
            for organisation, answers, half, most, unanswered in cursor.fetchall()
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An agency that looks after a kind of matter in a place."""

    agency: Agency
    responsibility: Responsibility
    # None is as close.
    is_closest: bool
    contact: AgencyContact | None
    times: AnswerTimes | None

    @property
    def why(self) -> str:
        """What it is responsible for, in the reader's language."""
        kind = self.responsibility.kind.said("name")
        what = f"{kind} ({self.responsibility.what})" if self.responsibility.what else kind
        if self.responsibility.area is None:
            return _("responsible for %(what)s everywhere") % {"what": what}
        area = self.responsibility.area.name
        return _("responsible for %(what)s in %(area)s") % {"what": what, "area": area}


def responsible(*, kind: CaseKind, area: Area | None, now: datetime) -> list[Suggestion]:
    """Whom to turn to for a matter of this kind there, the most exact area first, then those
    responsible everywhere; each agency once. Three queries.

    Where the area is not known, only those responsible everywhere are sure.
    """
    lineage = list(area.lineage) if area else []
    rows = (
        Responsibility.objects.filter(kind=kind, agency__in=Agency.objects.in_use())
        .filter(Q(area__isnull=True) | Q(area__in=lineage))
        .select_related("agency__organisation", "area", "kind")
        .prefetch_related("agency__contacts")
    )
    depth = {pk: place for place, pk in enumerate(lineage, start=1)}
    found: dict[int, Responsibility] = {}
    for row in sorted(rows, key=lambda row: _closeness(row, depth), reverse=True):
        found.setdefault(row.agency_id, row)
    rows = sorted(
        found.values(),
        key=lambda row: (-depth.get(row.area_id, 0), row.agency.organisation.sort_key, row.pk),
    )
    times = answer_times(organisations=[row.agency.organisation_id for row in rows], now=now)
    closest = max((depth.get(row.area_id, 0) for row in rows), default=0)
    return [
        Suggestion(
            agency=row.agency,
            responsibility=row,
            is_closest=depth.get(row.area_id, 0) == closest,
            contact=freshest(row.agency.contacts.all()),
            times=times.get(row.agency.organisation_id),
        )
        for row in rows
    ]


def freshest(contacts: Iterable[AgencyContact]) -> AgencyContact | None:
    """The one that was confirmed last; one that never was, only where there is no other."""
    return max(contacts, key=lambda one: (one.confirmed_date or date.min, -one.pk), default=None)


def agencies_matching(
    *,
    words: str = "",
    level: str = "",
    kind: int | None = None,
    area: int | None = None,
    is_retired: bool = False,
) -> QuerySet[Agency]:
    """Those of the directory that fit: words of the name, of what they help with or of a contact;
    responsible for a kind; responsible in an area, everywhere included."""
    rows = Agency.objects.filter(
        organisation__merged_into__isnull=True, retired_at__isnull=not is_retired
    )
    words = words.replace("\0", "").strip()
    if words:
        contacts = AgencyContact.objects.filter(
            Q(name__icontains=words) | Q(email__icontains=words) | Q(phone__icontains=words)
        )
        rows = rows.filter(
            Q(organisation__in=organisations_matching(words))
            | Q(what_for__icontains=words)
            | Q(pk__in=contacts.values("agency"))
            | Q(pk__in=Responsibility.objects.filter(what__icontains=words).values("agency"))
        )
    if level:
        rows = rows.filter(level=level)
    if kind is not None or area is not None:
        asked = Responsibility.objects.all()
        if kind is not None:
            asked = asked.filter(kind=kind)
        if area is not None:
            lineage = Area.objects.filter(pk=area).values_list("lineage", flat=True).first() or []
            asked = asked.filter(Q(area__isnull=True) | Q(area__in=lineage))
        rows = rows.filter(pk__in=asked.values("agency"))
    return rows.select_related("organisation").order_by("organisation__sort_key", "pk")


# Written out: asked with each letter that is typed into the search, and seldom finds any.
_CALLED = """
SELECT agency.id
FROM casework_agency AS agency
JOIN people_organisation AS organisation ON organisation.id = agency.organisation_id
WHERE organisation.merged_into_id IS NULL AND agency.retired_at IS NULL AND (
    organisation.id = ANY(%s)
    OR agency.what_for ILIKE %s
    OR EXISTS (
        SELECT FROM casework_agencycontact AS contact
        WHERE contact.agency_id = agency.id
            AND concat_ws(E'\n', contact.name, contact.email, contact.phone) ILIKE %s
    )
    OR EXISTS (
        SELECT FROM casework_responsibility AS part
        WHERE part.agency_id = agency.id AND part.what ILIKE %s
    )
)
ORDER BY organisation.sort_key, agency.id LIMIT %s
"""


def agencies_called(*, words: str, organisations: Sequence[int], limit: int) -> list[Agency]:
    """As `agencies_matching` finds them by their words, where it is known already which
    organisations (ids) are called so. With their organisations."""
    words = words.replace("\0", "").strip()
    if not words:
        return []
    statement, held = prepared(_CALLED), holding(words)
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(organisations), held, held, held, limit])
        found = [pk for (pk,) in cursor.fetchall()]
    if not found:
        return []
    rows = Agency.objects.filter(pk__in=found).select_related("organisation")
    return list(rows.order_by("organisation__sort_key", "pk"))


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency as a list shows it."""

    agency: Agency
    times: AnswerTimes | None
    # Of its contacts, how many may have gone.
    stale: int


def agencies_listed(
    *, rows: QuerySet[Agency], now: datetime, after: After | None = None, limit: int = PAGE
) -> list[Listed]:
    """By name, with what each is responsible for; four queries."""
    if after is not None:
        key, number = after
        rows = rows.filter(
            Q(organisation__sort_key__gt=key) | Q(organisation__sort_key=key, pk__gt=number)
        )
    shown = with_all(rows[:limit])
    day = timezone.localdate(now)
    times = answer_times(organisations=[agency.organisation_id for agency in shown], now=now)
    return [
        Listed(
            agency=agency,
            times=times.get(agency.organisation_id),
            stale=sum(is_stale(contact, day=day) for contact in agency.contacts.all()),
        )
        for agency in shown
    ]


_RESPONSIBILITIES = Prefetch(
    "responsibilities",
    Responsibility.objects.select_related("kind", "area").order_by(
        "kind__position", "kind__name", "area__folded", "what", "pk"
    ),
)


def with_all(rows: QuerySet[Agency]) -> list[Agency]:
    """These with their responsibilities and contacts; three queries."""
    return list(rows.prefetch_related(_RESPONSIBILITIES, "contacts"))


def agency_with_all(*, agency_id: int) -> Agency:
    """With its organisation, responsibilities and contacts; three queries.

    Raises Agency.DoesNotExist.
    """
    rows = Agency.objects.select_related("organisation").prefetch_related(
        _RESPONSIBILITIES,
        Prefetch("contacts", AgencyContact.objects.select_related("confirmed_by")),
    )
    return rows.get(pk=agency_id, organisation__merged_into__isnull=True)


def agency_of(*, organisation: Organisation) -> Agency | None:
    """What the directory says of an organisation."""
    return Agency.objects.filter(organisation=organisation).first()


def is_stale(contact: AgencyContact, *, day: date) -> bool:
    """Whether it must be asked if that is still so."""
    return contact.confirmed_date is None or contact.confirmed_date < day - STALE_AFTER


def stale_contacts(*, day: date) -> QuerySet[AgencyContact]:
    """Those nobody confirmed for six months, the longest first."""
    rows = AgencyContact.objects.filter(agency__in=Agency.objects.in_use())
    rows = rows.filter(Q(confirmed_date__isnull=True) | Q(confirmed_date__lt=day - STALE_AFTER))
    return rows.select_related("agency__organisation", "confirmed_by").order_by(
        "confirmed_date", "agency__organisation__sort_key", "pk"
    )


@dataclass(frozen=True, slots=True)
class Referrals:
    """What came of sending people there: `sent` = helped + did not + not known yet."""

    sent: int
    helped: int
    did_not: int

    @property
    def unknown(self) -> int:
        return self.sent - self.helped - self.did_not


def referrals_to(*, organisations: Collection[int], user: User) -> dict[int, Referrals]:
    """Organisation (id) → what came of referring people to it, of cases this person may see."""
    rows = (
        Decision.objects.visible_to(user)
        .filter(way=WayForward.REFER, organisation__in=list(organisations))
        .order_by()
        .values_list("organisation")
        .annotate(
            sent=Count("pk"),
            yes=Count("pk", filter=Q(helped=True)),
            no=Count("pk", filter=Q(helped=False)),
        )
    )
    return {
        organisation: Referrals(sent=sent, helped=yes, did_not=no)
        for organisation, sent, yes, no in rows
    }


def referrals_to_ask(*, user: User, day: date) -> QuerySet[CaseStep]:
    """Whether a referral helped, where it is time to ask; the longest due first."""
    rows = CaseStep.objects.visible_to(user).filter(
        referral__isnull=False, done_at__isnull=True, due_date__lte=day
    )
    return rows.select_related(
        "case__person", "case__kind", "referral__organisation", "referral__programme"
    ).order_by("due_date", "pk")


@dataclass(frozen=True, slots=True)
class Sent:
    """How often people were referred somewhere, and whether it helped."""

    organisation: Organisation
    outcome: Referrals


def referral_outcomes(*, user: User) -> list[Sent]:
    """Where people were sent, most first; two queries."""
    sent = (
        Decision.objects.visible_to(user)
        .filter(way=WayForward.REFER, organisation__isnull=False)
        .order_by()
        .values_list("organisation")
        .annotate(sent=Count("pk"))
        .order_by("-sent", "organisation")[:PAGE]
    )
    order = [organisation for organisation, _count in sent]
    outcomes = referrals_to(organisations=order, user=user)
    known = Organisation.objects.in_bulk(order)
    return [Sent(known[pk], outcomes[pk]) for pk in order]


def _closeness(row: Responsibility, depth: dict[int, int]) -> tuple[int, bool]:
    # Of two in the same area, the one for all of it says more than the one for a single road.
    return depth.get(row.area_id, 0), not row.what


def _days(seconds: float) -> int:
    return max(1, round(float(seconds) / 86_400))
