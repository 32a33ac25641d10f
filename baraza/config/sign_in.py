"""How allauth is to behave here: staff are invited, nobody signs up, no code works twice."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.common import keyring

# As long as a code is good: its own period and those before and after it that are accepted.
TOTP_SECONDS = 30
CODE_LIVES = TOTP_SECONDS * (2 * settings.MFA_TOTP_TOLERANCE + 1)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This address and password do not fit together."),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts. Please wait five minutes and try again."
        ),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        # Not even who knows the password learns that somebody worked here.
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whoever has just signed in, with all their factors, is not asked again at once."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code does not fit. Please wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return keyring.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring.decrypt(encrypted_text)

    def _get_site_name(self) -> str:
        request = self.request
        return request.tenant.name if request else "Baraza"

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("My key") if held == 0 else _("Key %(number)s") % {"number": held + 1}


def use_code_once(user: AbstractBaseUser, code: str) -> None:
    """Raises ValidationError for a code this person has given before (RFC 6238, 5.2)."""
    digits = "".join(code.split())
    key = salted_hmac("baraza.config.sign_in.used", f"{user.pk}:{digits}").hexdigest()
    if not cache.add(f"totp:{key}", 1, CODE_LIVES):
        raise ValidationError(MFAAdapter.error_messages["incorrect_code"])


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The way to a new password stands below the form.
        self.fields["password"].help_text = ""


class CodeOnce:
    """For forms that take a code: none works twice, and what cannot be read says so."""

    def clean_code(self) -> str:
        try:
            code = super().clean_code()
        except keyring.Unreadable as error:
            raise ValidationError(
                _(
                    "Your second factor cannot be read on this installation any more. Ask the "
                    "chief of staff to let you set up a new one."
                )
            ) from error
        use_code_once(self.user, code)
        return code


class AuthenticateForm(CodeOnce, mfa.AuthenticateForm):
    pass


class ReauthenticateForm(CodeOnce, mfa.ReauthenticateForm):
    pass


class ActivateAppForm(CodeOnce, totp.ActivateTOTPForm):
    pass
