"""Circles of staff, and looking inside one from outside, with a reason."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baraza.base.accounts.actions.notifications import notify
from baraza.base.accounts.models import Circle, GlassBreak, NotificationKind, User
from baraza.base.accounts.rules import Permission, require
from baraza.base.accounts.signals import circle_changed, glass_broken

GLASS_STAYS_OPEN = timedelta(hours=1)
SHORTEST_REASON = 15


class CircleNameTaken(Exception):
    """There is a circle of that name."""


class NobodyLeft(ValueError):
    """A circle without members would hide what is in it from everybody."""


class NotAMember(Exception):
    """Only who is inside a circle changes who else is."""


class ReasonTooShort(ValueError):
    """A reason others can understand needs at least `SHORTEST_REASON` characters."""


def add_circle(*, name: str, members: Collection[User], by: User | None = None) -> Circle:
    """Raises CircleNameTaken, NobodyLeft."""
    if not members:
        raise NobodyLeft
    try:
        with transaction.atomic():
            circle = Circle.objects.create(name=name.strip())
            circle.members.set(members)
            circle_changed.send(sender=Circle, circle=circle, by=by, is_new=True)
    except IntegrityError as error:
        raise CircleNameTaken from error
    return circle


@transaction.atomic
def change_circle(*, circle: Circle, name: str, members: Collection[User], by: User) -> Circle:
    """Its name and who belongs to it. Whoever manages circles cannot let themselves in: that is
    what breaking the glass is for. Raises NotAMember, CircleNameTaken, NobodyLeft.
    """
    if not circle.members.filter(pk=by.pk).exists():
        raise NotAMember
    if not members:
        raise NobodyLeft
    circle.name = name.strip()
    try:
        with transaction.atomic():
            circle.save()
    except IntegrityError as error:
        raise CircleNameTaken from error
    circle.members.set(members)
    circle_changed.send(sender=Circle, circle=circle, by=by, is_new=False)
    return circle


@transaction.atomic
def break_glass(*, circle: Circle, user: User, reason: str, now: datetime) -> GlassBreak:
    """Look inside for an hour. Kept for good with the reason, and told to everybody in the circle.

    Raises PermissionDenied, ReasonTooShort.
    """
    require(user, Permission.BREAK_GLASS)
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise ReasonTooShort
    broken = GlassBreak.objects.create(
        circle=circle,
        user=user,
        reason=reason,
        opened_at=now,
        closes_at=now + GLASS_STAYS_OPEN,
    )
    glass_broken.send(
        sender=Circle,
        user=user,
        reason=reason,
        object_label=Circle._meta.label,
        object_id=circle.pk,
        now=now,
    )
    members = list(circle.members.filter(is_active=True).exclude(pk=user.pk))
    for member in members:
        _tell(member, broken)
    notify(kind=NotificationKind.GLASS_BROKEN, to=members, about=circle, by=user, now=now)
    return broken


def _tell(member: User, broken: GlassBreak) -> None:
    # The reason may say what is inside: it is read on the desk, never in a mail.
    with translation.override(member.language or translation.get_language()):
        words = {
            "name": member.get_short_name(),
            "who": broken.user.name,
            "circle": broken.circle.name,
            "when": date_format(localtime(broken.opened_at), "DATETIME_FORMAT"),
        }
        send_mail(
            _("%(who)s has opened the circle “%(circle)s”") % words,
            _(
                "Dear %(name)s,\n\n%(who)s, who does not belong to the circle “%(circle)s”, opened "
                "it on %(when)s for one hour.\n\nThe reason they gave is on the desk, under "
                "Set-up, Circles."
            )
            % words,
            from_email=None,
            recipient_list=[member.email],
        )
