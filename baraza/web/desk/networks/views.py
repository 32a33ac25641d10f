"""Genuine accounts and impostors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.engagement.outreach.actions import accounts as acts
from baraza.engagement.outreach.models import Impostor, SocialAccount
from baraza.web.desk.access import staff_only
from baraza.web.desk.networks.forms import AccountForm, ImpostorForm

MOST = 100


@staff_only("GET", needs=Permission.DRAFT)
def networks(request: HttpRequest) -> HttpResponse:
    """Which accounts are ours, and which only pretend?"""
    context = {
        "question": _("Which accounts are ours, and which only pretend?"),
        "accounts": SocialAccount.objects.in_use().prefetch_related("managers"),
        "withdrawn": SocialAccount.objects.filter(retired_at__isnull=False),
        "impostors": Impostor.objects.all()[:MOST],
    }
    return render(request, "desk/networks/networks.html", context)


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def edit_account(request: HttpRequest, account_id: int | None = None) -> HttpResponse:
    """Where is it, and who runs it?"""
    account = SocialAccount.objects.get(pk=account_id) if account_id else None
    form = AccountForm.of(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.save_account(
                about=form.about, by=request.user, now=timezone.now(), account=account
            )
        except acts.AddressTaken:
            form.add_error("address", _("This account is in the list already, perhaps withdrawn."))
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:networks")
    question = str(account) if account else _("Which account is ours?")
    context = {"question": question, "form": form, "back": reverse("desk:networks")}
    if account is not None and not account.retired_at:
        context["withdraw"] = reverse("desk:withdraw-account", args=[account.pk])
    status = 422 if form.errors else 200
    return render(request, "desk/website/edit_or_withdraw.html", context, status=status)


@staff_only("POST", needs=Permission.PUBLISH)
def withdraw_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """It is no longer ours, or no longer used."""
    account = SocialAccount.objects.get(pk=account_id)
    acts.withdraw_account(account=account, by=request.user, now=timezone.now())
    undo = reverse("desk:restore-account", args=[account.pk])
    messages.success(request, _("It is no longer in the list."), extra_tags=undo)
    return redirect("desk:networks")


@staff_only("POST", needs=Permission.PUBLISH)
def restore_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """It is ours after all."""
    account = SocialAccount.objects.get(pk=account_id)
    acts.restore_account(account=account, by=request.user, now=timezone.now())
    messages.success(request, _("It is there again."))
    return redirect("desk:networks")


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def edit_impostor(request: HttpRequest, impostor_id: int | None = None) -> HttpResponse:
    """Who pretends to be us, and what became of it?"""
    impostor = Impostor.objects.get(pk=impostor_id) if impostor_id else None
    form = ImpostorForm.of(impostor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.save_impostor(about=form.about, by=request.user, now=timezone.now(), impostor=impostor)
        messages.success(request, _("Kept."))
        return redirect("desk:networks")
    question = str(impostor) if impostor else _("Who pretends to be us?")
    context = {"question": question, "form": form, "back": reverse("desk:networks")}
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)
