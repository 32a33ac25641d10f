"""Ways in by mail: an invitation, a new password. Nothing here tells who works in the office."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from baraza.base.accounts.actions import links
from baraza.base.accounts.models import LinkKind
from baraza.web.desk.staff.forms import AddressForm, PasswordForm


@require_http_methods(["GET", "POST"])
@never_cache
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    """Which address do you sign in with? The answer is the same whoever it belongs to."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if refused := ratelimit.consume_or_429(request, action="reset_password", key=email.lower()):
            return refused
        links.ask_for_reset(email=email, site=request.build_absolute_uri("/"), now=timezone.now())
        return redirect("account_reset_password_done")
    context = {"form": form}
    return render(
        request, "account/password_reset.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET"])
def reset_asked(request: HttpRequest) -> HttpResponse:
    """Look at your mail."""
    return render(request, "account/password_reset_done.html")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@never_cache
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password; looking at the page uses nothing up, as mail scanners look at it too."""
    now = timezone.now()
    try:
        link = links.find_link(token=token, now=now)
    except links.LinkUnusable:
        return _too_late(request)
    form = PasswordForm(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        try:
            links.use_link(token=token, password=form.cleaned_data["password"], now=now)
        except links.LinkUnusable:
            return _too_late(request)
        if request.user.is_authenticated:
            logout(request)
        messages.success(request, _("Your password is set. Please sign in with it."))
        return redirect("account_login")
    context = {
        "form": form,
        "user_name": link.user.get_short_name(),
        "email": link.user.email,
        "is_invitation": link.kind == LinkKind.INVITATION,
    }
    return render(request, "account/link.html", context, status=422 if form.errors else 200)


def _too_late(request: HttpRequest) -> HttpResponse:
    return render(request, "account/link.html", {"is_too_late": True}, status=410)
