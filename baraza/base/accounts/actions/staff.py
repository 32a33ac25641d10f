"""Staff join, change their duties, are away, and leave."""

from collections.abc import Collection
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from baraza.base.accounts.actions.sessions import end_sessions
from baraza.base.accounts.models import Absence, Role, SignInLink, User, Workplace
from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.accounts.signals import absence_changed, account_changed, staff_left


class AlreadyHere(Exception):
    """Somebody works here, or worked here, with this e-mail address: `user`."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user


class NotForOneself(Exception):
    """Nobody changes their own roles, resets their own second factor or sends themselves away."""


class NobodyElseManagesStaff(Exception):
    """Somebody who may manage staff must remain."""


def add_staff(
    *,
    email: str,
    name: str,
    password: str | None = None,
    roles: Collection[str] | None = None,
    workplace: str = "",
    languages: Collection[str] = (),
) -> User:
    """A member of staff who may sign in when a password is given. Raises AlreadyHere.

    Where no roles are given, whoever is the first to manage staff is chief of staff and
    administrator, everybody else a caseworker.
    """
    if roles is None:
        first = not staff_with(permission=Permission.MANAGE_STAFF).exists()
        roles = [Role.CHIEF_OF_STAFF, Role.ADMINISTRATOR] if first else [Role.CASEWORKER]
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email=email.strip(),
                password=password,
                name=name.strip(),
                roles=_in_order(roles),
                workplace=Workplace(workplace) if workplace else "",
                languages=list(languages),
            )
    except IntegrityError as error:
        raise AlreadyHere(User.objects.get(email__iexact=email.strip())) from error


@transaction.atomic
def change_duties(
    *,
    user: User,
    roles: Collection[str],
    workplace: str,
    languages: Collection[str],
    by: User,
    now: datetime,
) -> User:
    """What somebody does here. New roles end their sessions, so that nothing old stays open.

    Raises NotForOneself, NobodyElseManagesStaff.
    """
    new = _in_order(roles)
    if changed := new != user.roles:
        if user.pk == by.pk:
            raise NotForOneself
        user.roles = new
        user.save(update_fields=["roles"])
        if not staff_with(permission=Permission.MANAGE_STAFF).exists():
            raise NobodyElseManagesStaff
    user.workplace = workplace
    user.languages = list(languages)
    user.save(update_fields=["workplace", "languages"])
    if changed:
        end_sessions(user=user, now=now)
        account_changed.send(sender=User, user=user, by=by, what="roles", now=now)
    return user


@transaction.atomic
def forget_factors(*, user: User, by: User, now: datetime) -> None:
    """For somebody who has lost every second factor: at the next sign-in they must set up one.

    Their sessions end. Raises NotForOneself.
    """
    if user.pk == by.pk:
        raise NotForOneself
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user, now=now)
    account_changed.send(sender=User, user=user, by=by, what="second_factor", now=now)


@transaction.atomic
def leave(*, user: User, to: User | None, by: User, now: datetime) -> None:
    """Somebody leaves: no way in remains, their work goes to `to`, what they did stays theirs.

    Circles nobody else belongs to go to `to` as well. Raises NotForOneself,
    NobodyElseManagesStaff.
    """
    if user.pk == by.pk:
        raise NotForOneself
    if to is not None and (to.pk == user.pk or not to.is_active):
        raise ValueError("Work goes to somebody else who is here.")
    user.is_active = False
    user.left_at = now
    user.set_unusable_password()
    user.save(update_fields=["is_active", "left_at", "password"])
    if not staff_with(permission=Permission.MANAGE_STAFF).exists():
        raise NobodyElseManagesStaff
    end_sessions(user=user, now=now)
    Authenticator.objects.filter(user=user).delete()
    SignInLink.objects.filter(user=user).delete()
    Absence.objects.filter(user=user, last_date__gte=now.date()).delete()
    Absence.objects.filter(delegate=user).update(delegate=to)
    for circle in user.circles.all():
        circle.members.remove(user)
        if not circle.members.exists():
            circle.members.add(to or by)
    staff_left.send(sender=User, user=user, to=to, now=now)
    account_changed.send(sender=User, user=user, by=by, what="left", now=now)


@transaction.atomic
def come_back(*, user: User, roles: Collection[str], by: User, now: datetime) -> User:
    """Somebody who left works here again; they are invited like anybody new."""
    user.is_active = True
    user.left_at = None
    user.roles = _in_order(roles)
    user.save(update_fields=["is_active", "left_at", "roles"])
    account_changed.send(sender=User, user=user, by=by, what="returned", now=now)
    return user


def introduce(*, user: User, name: str, language: str, languages: Collection[str]) -> User:
    """How somebody is called, and the languages they read and write."""
    user.name = name.strip()
    user.language = language
    user.languages = list(languages)
    user.save(update_fields=["name", "language", "languages"])
    return user


def add_absence(*, user: User, first_date: date, last_date: date, delegate: User | None) -> Absence:
    """Raises ValidationError where the days or the stand-in make no sense."""
    absence = Absence(user=user, first_date=first_date, last_date=last_date, delegate=delegate)
    absence.full_clean()
    absence.save()
    absence_changed.send(sender=Absence, user=user)
    return absence


def remove_absence(*, user: User, absence_id: int) -> None:
    """Back earlier, or not away at all. Raises Absence.DoesNotExist."""
    Absence.objects.get(pk=absence_id, user=user).delete()


def _in_order(roles: Collection[str]) -> list[str]:
    given = {Role(role) for role in roles}
    return [str(role) for role in Role if role in given]
