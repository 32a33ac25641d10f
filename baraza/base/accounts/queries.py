"""Who works here, how they sign in, and who is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from baraza.base.accounts.models import (
    Absence,
    Circle,
    GlassBreak,
    MailTiming,
    MailWish,
    Notification,
    NotificationKind,
    StaffSession,
    User,
)
from baraza.base.accounts.rules import Permission, roles_with
from baraza.common.prepared import prepared
from baraza.common.rows import columns, instances

# Recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Who looked inside a circle is told by a mail of its own, always.
USUAL_TIMING = {
    NotificationKind.ASSIGNED: MailTiming.MORNING,
    NotificationKind.CASE: MailTiming.MORNING,
    NotificationKind.MENTIONED: MailTiming.AT_ONCE,
    NotificationKind.APPROVAL_ASKED: MailTiming.AT_ONCE,
    NotificationKind.APPROVAL_DECIDED: MailTiming.AT_ONCE,
    NotificationKind.DELIVERY_FAILED: MailTiming.AT_ONCE,
    NotificationKind.DUE: MailTiming.MORNING,
    NotificationKind.AGENCY: MailTiming.MORNING,
    NotificationKind.CASES_DUE: MailTiming.MORNING,
}
MOST_NEWS = 100


def _factors_of(user: OuterRef | int) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def has_second_factor(*, user: User) -> bool:
    """An authenticator app or a passkey; a security key alone is enough."""
    return _factors_of(user.pk).exists()


@dataclass(frozen=True, slots=True)
class SessionState:
    """What every request asks of the browser it comes from."""

    session: StaffSession
    has_second_factor: bool


# Written out: every request asks it.
_STATE = """
SELECT {columns}, EXISTS (
    SELECT FROM mfa_authenticator AS factor
    WHERE factor.user_id = session.user_id AND factor.type = ANY(%s)
)
FROM accounts_staffsession AS session
WHERE session.id = %s AND session.user_id = %s AND session.ended_at IS NULL
"""


def session_state(*, user: User, session_id: UUID | str | None) -> SessionState | None:
    """None where the session was ended or never begun. One query."""
    try:
        number = UUID(str(session_id))
    except ValueError:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            prepared(_STATE.format(columns=columns(StaffSession, "session"))),
            [[str(one) for one in FACTORS], number, user.pk],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    [session] = instances(StaffSession, [row])
    return SessionState(session, has_second_factor=row[-1])


def open_sessions(*, user: User, since: datetime) -> list[StaffSession]:
    """Where they are signed in and were seen since then, the newest first."""
    return list(StaffSession.objects.filter(user=user, ended_at__isnull=True, seen_at__gte=since))


def colleagues() -> list[User]:
    """All who work here, with `has_factor`, their circles and absences; three queries."""
    return list(
        User.objects.at_work()
        .annotate(has_factor=Exists(_factors_of(OuterRef("pk"))))
        .prefetch_related("circles", "absences__delegate")
    )


def former_colleagues() -> list[User]:
    """All who have left, the last first."""
    return list(User.objects.filter(is_active=False).order_by("-left_at"))


def staff_with(*, permission: Permission) -> QuerySet[User]:
    """Those at work whose roles allow it."""
    allowed = [str(role) for role in roles_with(permission)]
    return User.objects.at_work().filter(roles__overlap=allowed)


def absent_on(*, day: date) -> dict[int, Absence]:
    """Who is away that day, by id."""
    away = Absence.objects.filter(first_date__lte=day, last_date__gte=day)
    return {absence.user_id: absence for absence in away.select_related("delegate")}


def stand_in(*, user: User, day: date) -> User | None:
    """Who does their work that day: themselves, or whoever stands in, however often it is handed
    on; None where everybody in that line is away."""
    return _who_is_here(user, absent_on(day=day))


def stand_ins(*, day: date) -> dict[int, int | None]:
    """Id of everybody away that day → of whoever stands in, None where nobody does. One query."""
    away = absent_on(day=day)
    found = {}
    for user_id, absence in away.items():
        delegate = _who_is_here(absence.delegate, away) if absence.delegate else None
        found[user_id] = delegate.pk if delegate and delegate.is_active else None
    return found


def _who_is_here(user: User, away: Mapping[int, Absence]) -> User | None:
    asked: set[int] = set()
    while user.pk in away:
        asked.add(user.pk)
        delegate = away[user.pk].delegate
        if delegate is None or delegate.pk in asked or not delegate.is_active:
            return None
        user = delegate
    return user


# Written out: every whole page of the desk asks it.
_UNREAD = """
SELECT count(*) FROM (
    SELECT FROM accounts_notification WHERE user_id = %s AND read_at IS NULL LIMIT %s
) AS unread
"""


def unread_count(*, user: User) -> int:
    """How much they have not yet seen; no more than `MOST_NEWS` are counted. One query."""
    with connection.cursor() as cursor:
        cursor.execute(prepared(_UNREAD), [user.pk, MOST_NEWS])
        return cursor.fetchone()[0]


def notifications(*, user: User) -> list[Notification]:
    """What they were told, the newest first. One query."""
    return list(Notification.objects.filter(user=user).select_related("by")[:MOST_NEWS])


def mail_wishes(*, user: User) -> dict[str, str]:
    """Kind of news → when it comes to them by mail."""
    chosen = dict(MailWish.objects.filter(user=user).values_list("kind", "timing"))
    return {str(kind): chosen.get(kind, str(usual)) for kind, usual in USUAL_TIMING.items()}


def news_to_mail(*, morning: datetime | None) -> list[Notification]:
    """What is to go out by mail now, to those who are here: what is wished at once, and what is
    wished in the morning if it was told before `morning` (None: it is not morning). Two queries.
    """
    waiting = list(
        Notification.objects.filter(
            read_at__isnull=True,
            mailed_at__isnull=True,
            user__is_active=True,
            kind__in=USUAL_TIMING,
        )
        .select_related("user")
        .order_by("user", "made_at", "pk")
    )
    if not waiting:
        return []
    people = {row.user_id for row in waiting}
    wishes = {
        (user_id, kind): timing
        for user_id, kind, timing in MailWish.objects.filter(user__in=people).values_list(
            "user_id", "kind", "timing"
        )
    }

    def is_due(row: Notification) -> bool:
        timing = wishes.get((row.user_id, row.kind), USUAL_TIMING[NotificationKind(row.kind)])
        if timing == MailTiming.MORNING:
            return morning is not None and row.made_at < morning
        return timing == MailTiming.AT_ONCE

    return [row for row in waiting if is_due(row)]


def circles_of(*, user: User, now: datetime) -> QuerySet[Circle]:
    """Circles they belong to, or whose glass they have broken for now."""
    opened = GlassBreak.objects.filter(user=user, closes_at__gt=now).values("circle")
    return Circle.objects.filter(Q(pk__in=user.circles.values("pk")) | Q(pk__in=opened))


@dataclass(frozen=True, slots=True)
class CircleView:
    """A circle as the list of circles shows it to one person."""

    circle: Circle
    is_member: bool
    open_until: datetime | None
    breaks: list[GlassBreak]


def circles_for(*, user: User, now: datetime) -> list[CircleView]:
    """Every circle with its members; who looked inside is shown to members only. Four queries."""
    views = []
    for circle in Circle.objects.prefetch_related("members", "glass_breaks__user"):
        breaks = list(circle.glass_breaks.all())
        is_member = user.pk in {member.pk for member in circle.members.all()}
        closes = [b.closes_at for b in breaks if b.user_id == user.pk and b.closes_at > now]
        views.append(
            CircleView(
                circle=circle,
                is_member=is_member,
                open_until=max(closes, default=None),
                breaks=breaks if is_member else [b for b in breaks if b.user_id == user.pk],
            )
        )
    return views
