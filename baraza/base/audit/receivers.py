"""What the accounts say of themselves goes into the trail."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from baraza.base.accounts.models import Circle, User
from baraza.base.accounts.signals import account_changed, circle_changed, glass_broken
from baraza.base.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Mapping


@receiver(user_logged_in)
def signed_in(user: User, **news: object) -> None:
    """A browser was opened in their name."""
    record(actor=user, act="signed_in", obj=user)


@receiver(user_logged_out)
def signed_out(user: User | None, **news: object) -> None:
    """They closed it themselves."""
    if user is not None:
        record(actor=user, act="signed_out", obj=user)


@receiver(user_login_failed)
def sign_in_failed(credentials: "Mapping[str, object]", **news: object) -> None:
    """Whose account was tried; what was typed is never kept, for it may be a password."""
    email = str(credentials.get("email") or credentials.get("username") or "")
    tried = User.objects.filter(email__iexact=email).first() if email else None
    record(actor=None, act="sign_in_failed", obj=tried or User)


@receiver(account_changed)
def account_was_changed(
    user: User, by: User | None, what: str, now: datetime, **news: object
) -> None:
    """Roles, password, address, second factor, coming and going."""
    record(actor=by or user, act=f"account_{what}", obj=user, now=now)


@receiver(circle_changed)
def circle_was_changed(circle: Circle, by: User | None, is_new: bool, **news: object) -> None:
    """Who made a circle, or changed who is in it; seen by everybody who reads the trail."""
    members = sorted(circle.members.values_list("pk", flat=True))
    act = "added" if is_new else "changed"
    record(actor=by, act=act, obj=circle, detail={"members": members})


@receiver(glass_broken)
def glass_was_broken(user: User, object_id: int, now: datetime, **news: object) -> None:
    """Seen by every auditor: this row has no circle. The reason stays with the glass."""
    circle = Circle.objects.get(pk=object_id)
    record(actor=user, act="glass_broken", obj=circle, now=now)
