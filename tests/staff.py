"""Members of staff for tests: with a second factor, and the rules of conduct acknowledged."""

import time
from collections.abc import Collection

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import Role, User
from baraza.base.office.actions import acknowledge
from baraza.base.office.queries import current_rules

PASSWORD = "six-green-apples"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def member_of_staff(
    *,
    email: str,
    name: str,
    roles: Collection[str] = (Role.CHIEF_OF_STAFF, Role.ADMINISTRATOR),
    has_factor: bool = True,
    knows_conduct: bool = True,
) -> User:
    """Somebody who may sign in with `PASSWORD`, and with `code()` where they have a factor."""
    user = User.objects.create_user(
        email=email, password=PASSWORD, name=name, roles=[str(role) for role in roles]
    )
    if has_factor:
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}
        )
    if knows_conduct:
        acknowledge(user=user, version=current_rules().version, now=timezone.now())
    return user


def code(*, at: float) -> str:
    """What the authenticator app shows at that moment (Unix time)."""
    return format_hotp_value(hotp_value(SECRET, int(at) // 30))


def sign_in(client: Client, user: User, *, given: str = "") -> HttpResponse:
    """As in a browser: address and password, then the code the app shows now (or `given`)."""
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    if answer.status_code == 302 and answer["Location"] == reverse("mfa_authenticate"):
        answer = client.post(reverse("mfa_authenticate"), {"code": given or code(at=time.time())})
    return answer
