"""What happens when somebody signs in, and when the way they sign in changes."""

from typing import TYPE_CHECKING

from allauth.account.signals import email_changed, password_changed
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from baraza.base.accounts.actions.links import own_address
from baraza.base.accounts.actions.sessions import begin_session, end_session, end_sessions
from baraza.base.accounts.models import User
from baraza.base.accounts.signals import account_changed

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSION_ID = "staff_session"


@receiver(user_logged_in)
def open_session(request: "HttpRequest", user: User, **kwargs: object) -> None:
    """Each sign-in is a row that can be seen and ended."""
    session = begin_session(
        user=user,
        address=get_client_ip(request),
        device=request.META.get("HTTP_USER_AGENT", ""),
        now=timezone.now(),
    )
    request.session[SESSION_ID] = str(session.pk)
    own_address(user=user)


@receiver(user_logged_out)
def close_session(request: "HttpRequest", user: User | None, **kwargs: object) -> None:
    """Signed out is gone from the list."""
    number = request.session.get(SESSION_ID)
    if user is not None and number:
        end_session(user=user, session_id=number, now=timezone.now())


@receiver(password_changed)
@receiver(email_changed)
@receiver(authenticator_added)
@receiver(authenticator_removed)
@receiver(authenticator_reset)
def end_other_sessions(request: "HttpRequest", user: User, **kwargs: object) -> None:
    """A new password, address or second factor ends every session but this one."""
    now = timezone.now()
    end_sessions(user=user, now=now, kept=request.session.get(SESSION_ID))
    if request.user.pk == user.pk:
        update_session_auth_hash(request, user)
    what = {password_changed: "password", email_changed: "email"}.get(kwargs["signal"], "factor")
    account_changed.send(sender=User, user=user, by=None, what=what, now=now)
