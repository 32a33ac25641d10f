"""Ways in by mail: invitations and new passwords. Each link works once, for a limited time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.base.accounts.actions.sessions import end_sessions
from baraza.base.accounts.models import LinkKind, ResetRequest, SignInLink, User
from baraza.base.accounts.signals import account_changed
from baraza.base.office_register.queries import current_office
from baraza.common.jobs import enqueue

LASTS = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=2)}
# Nobody's mailbox is filled by pressing the button again and again.
BETWEEN_RESETS = timedelta(minutes=5)
PATH = "accounts/link/{token}/"
WORDS = {
    LinkKind.INVITATION: (
        gettext_lazy("Your place at %(office)s"),
        gettext_lazy(
            "Dear %(name)s,\n\n%(by)s has made a place for you at %(office)s.\n\n"
            "Open this address to choose a password. It works once, for seven days:\n\n"
            "%(url)s\n\n"
            "If you do not know what this is about, please do nothing."
        ),
    ),
    LinkKind.RESET: (
        gettext_lazy("A new password for %(office)s"),
        gettext_lazy(
            "Dear %(name)s,\n\nSomebody, hopefully you, asked for a new password for "
            "%(office)s.\n\n"
            "Open this address to choose one. It works once, for two hours:\n\n"
            "%(url)s\n\n"
            "If it was not you, please do nothing: your password stays as it is."
        ),
    ),
}


class LinkUnusable(Exception):
    """It was used, has expired, or never existed; which of these is not said."""


@transaction.atomic
def invite(*, user: User, by: User, site: str, now: datetime) -> SignInLink:
    """Send a link with which `user` chooses a password; links sent before no longer work.

    `site` is the office's own address ("https://…/").
    """
    return _send(user, LinkKind.INVITATION, site, now, by=by.name)


def ask_for_reset(*, email: str, site: str, now: datetime) -> None:
    """The same work whether anybody has that address or not; a job does the rest."""
    ResetRequest.objects.create(email=email.strip().lower()[:254], site=site, asked_at=now)
    enqueue("accounts.answer_reset_requests")


def answer_reset_requests(*, now: datetime) -> int:
    """Mail a link to those of the addresses that somebody signs in with; returns how many."""
    sent = 0
    while True:
        with transaction.atomic():
            request = ResetRequest.objects.select_for_update(skip_locked=True).first()
            if request is None:
                return sent
            sent += _answer(request, now)
            request.delete()


def _answer(request: ResetRequest, now: datetime) -> int:
    user = User.objects.at_work().filter(email__iexact=request.email).first()
    if user is None:
        return 0
    # Whoever has not yet accepted an invitation gets it again.
    kind = LinkKind.INVITATION if user.is_invited else LinkKind.RESET
    if user.links.filter(made_at__gt=now - BETWEEN_RESETS, used_at__isnull=True).exists():
        return 0
    _send(user, kind, request.site, now)
    return 1


def find_link(*, token: str, now: datetime) -> SignInLink:
    """Raises LinkUnusable."""
    try:
        return SignInLink.objects.select_related("user").get(
            digest=_digest(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True
        )
    except SignInLink.DoesNotExist:
        raise LinkUnusable from None


@transaction.atomic
def use_link(*, token: str, password: str, name: str = "", now: datetime) -> User:
    """Choose a password with a link; all sessions end, and every other link is void.

    Raises LinkUnusable, ValidationError (a weak password; the link stays good).
    """
    link = find_link(token=token, now=now)
    validate_password(password, link.user)
    used = SignInLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now)
    if not used:
        raise LinkUnusable
    user = link.user
    user.set_password(password)
    if name.strip():
        user.name = name.strip()
    user.save(update_fields=["password", "name"])
    user.links.filter(used_at__isnull=True).delete()
    own_address(user=user)
    end_sessions(user=user, now=now)
    account_changed.send(sender=User, user=user, by=None, what="password", now=now)
    return user


def own_address(*, user: User) -> None:
    """allauth's list of addresses holds the one they sign in with as theirs: an unverified one it
    takes for a change that waits, and would throw away with the next."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def forget_links(*, before: datetime) -> int:
    """Links that ended before then; returns how many rows went."""
    return SignInLink.objects.filter(expires_at__lt=before).delete()[0]


def _send(user: User, kind: LinkKind, site: str, now: datetime, by: str = "") -> SignInLink:
    token = secrets.token_urlsafe(32)
    user.links.filter(used_at__isnull=True).delete()
    link = SignInLink.objects.create(
        kind=kind, user=user, digest=_digest(token), made_at=now, expires_at=now + LASTS[kind]
    )
    with translation.override(user.language or translation.get_language()):
        subject, text = WORDS[kind]
        office = current_office()
        words = {
            "name": user.get_short_name(),
            "by": by or _("A colleague"),
            "office": office.name if office else "",
            "url": site + PATH.format(token=token),
        }
        send_mail(
            str(subject) % words, str(text) % words, from_email=None, recipient_list=[user.email]
        )
    return link


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
