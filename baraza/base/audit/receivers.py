"""What the accounts say of themselves goes into the trail."""

from collections.abc import Mapping

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record


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
def sign_in_failed(credentials: Mapping[str, object], **news: object) -> None:
    """Whose account was tried; what was typed is never kept, for it may be a password."""
    email = str(credentials.get("email") or credentials.get("username") or "")
    tried = User.objects.filter(email__iexact=email).first() if email else None
    record(actor=None, act="sign_in_failed", obj=tried or User)
