"""The first page of set-up, and who this office is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission, permissions_of
from baraza.base.office.actions import update_profile
from baraza.base.office.queries import profile
from baraza.web.desk.access import staff_only
from baraza.web.desk.menu import SETUP
from baraza.web.desk.setup.forms import ProfileForm


@staff_only("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """How is the office set up?"""
    if not SETUP & permissions_of(request.user):
        raise PermissionDenied
    return render(request, "desk/setup/overview.html", {"question": _("How are we set up?")})


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def profile_page(request: HttpRequest) -> HttpResponse:
    """Whose office is this?"""
    form = ProfileForm(request.POST or None, instance=profile())
    if request.method == "POST" and form.is_valid():
        update_profile(by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("desk:office")
    context = {"question": _("Whose office is this?"), "form": form}
    return render(request, "desk/setup/office.html", context, status=422 if form.errors else 200)
