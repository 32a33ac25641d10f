"""Who works here, how they sign in, and who is away."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from baraza.base.accounts.models import Absence, Circle, GlassBreak, Role, StaffSession, User
from baraza.base.accounts.rules import Permission, roles_with

# Recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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


def session_state(*, user: User, session_id: UUID | str | None) -> SessionState | None:
    """None where the session was ended or never begun. One query."""
    try:
        number = UUID(str(session_id))
    except ValueError:
        return None
    row = (
        StaffSession.objects.filter(pk=number, user=user, ended_at__isnull=True)
        .annotate(has_factor=Exists(_factors_of(OuterRef("user"))))
        .first()
    )
    return SessionState(row, row.has_factor) if row else None


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


def without_second_factor() -> list[User]:
    """Whose account a password alone still opens."""
    return [user for user in colleagues() if not user.has_factor]


def staff_with(*, permission: Permission) -> QuerySet[User]:
    """Those at work whose roles allow it."""
    allowed = [str(role) for role in roles_with(permission)]
    return User.objects.at_work().filter(roles__overlap=allowed)


def staff_as(*, role: Role) -> QuerySet[User]:
    """Those at work in that role."""
    return User.objects.at_work().filter(roles__contains=[str(role)])


def absent_on(*, day: date) -> dict[int, Absence]:
    """Who is away that day, by id."""
    away = Absence.objects.filter(first_date__lte=day, last_date__gte=day)
    return {absence.user_id: absence for absence in away.select_related("delegate")}


def stand_in(*, user: User, day: date) -> User | None:
    """Who does their work that day: themselves, or whoever stands in, however often it is handed
    on; None where everybody in that line is away."""
    away = absent_on(day=day)
    asked: set[int] = set()
    while user.pk in away:
        asked.add(user.pk)
        delegate = away[user.pk].delegate
        if delegate is None or delegate.pk in asked or not delegate.is_active:
            return None
        user = delegate
    return user


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
