"""One bill, vote or committee: written, changed, withdrawn, brought back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.engagement.consultations.actions import keeping as acts
from baraza.engagement.consultations.models import (
    Bill,
    BillStage,
    BillStep,
    Committee,
    Membership,
    Vote,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.parliament.forms import (
    BillForm,
    CommitteeForm,
    RoleForm,
    StepForm,
    VoteForm,
)
from baraza.web.desk.website.facts import allow_change, is_locked, publishes


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit_bill(request: HttpRequest, bill_id: int | None = None) -> HttpResponse:
    """What is this bill about, and what does the member say of it?"""
    bill = Bill.objects.get(pk=bill_id) if bill_id else None
    form = BillForm.of(bill, request.POST or None, publishes=publishes(request))
    if request.method == "POST":
        allow_change(request, is_public=bill is not None and bill.is_public)
        if form.is_valid():
            saved = acts.save_bill(about=form.about, by=request.user, now=timezone.now(), bill=bill)
            messages.success(request, _("Kept."))
            return redirect("desk:change-bill", saved.pk)
    question = bill.said("title") if bill else _("Which bill is new?")
    return _bill_page(request, bill, question, form, StepForm())


@staff_only("POST", needs=Permission.DRAFT)
def add_step(request: HttpRequest, bill_id: int) -> HttpResponse:
    """It came to a stage."""
    bill = Bill.objects.get(pk=bill_id)
    allow_change(request, is_public=bill.is_public)
    form = StepForm(request.POST)
    if not form.is_valid():
        own = BillForm.of(bill, None, publishes=publishes(request))
        return _bill_page(request, bill, bill.said("title"), own, form)
    step = acts.add_step(
        bill=bill,
        stage=BillStage(form.cleaned_data["stage"]),
        happened_date=form.cleaned_data["happened_date"],
        note=form.cleaned_data["note"],
        translations=form.translations,
        by=request.user,
        now=timezone.now(),
    )
    undo = reverse("desk:remove-bill-step", args=[step.pk])
    messages.success(request, _("It is noted."), extra_tags=undo)
    return redirect("desk:change-bill", bill.pk)


@staff_only("POST", needs=Permission.DRAFT)
def remove_step(request: HttpRequest, step_id: int) -> HttpResponse:
    """It was noted by mistake."""
    step = BillStep.objects.select_related("bill").get(pk=step_id)
    allow_change(request, is_public=step.bill.is_public)
    acts.remove_step(step=step, by=request.user, now=timezone.now())
    messages.success(request, _("It is taken out."))
    return redirect("desk:change-bill", step.bill_id)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit_vote(request: HttpRequest, vote_id: int | None = None) -> HttpResponse:
    """How did the member vote, and why?"""
    vote = Vote.objects.get(pk=vote_id) if vote_id else None
    form = VoteForm.of(vote, request.POST or None, publishes=publishes(request))
    if request.method == "POST":
        allow_change(request, is_public=vote is not None and vote.is_public)
        if form.is_valid():
            acts.save_vote(about=form.about, by=request.user, now=timezone.now(), vote=vote)
            messages.success(request, _("Kept."))
            return redirect("desk:votes")
    question = vote.said("title") if vote else _("Which vote is new?")
    context = {"question": question, "form": form, "back": reverse("desk:votes")}
    if vote is not None and not vote.retired_at:
        context["withdraw"] = reverse("desk:withdraw-vote", args=[vote.pk])
    status = 422 if form.errors else 200
    return render(request, "desk/website/edit_or_withdraw.html", context, status=status)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit_committee(request: HttpRequest, committee_id: int | None = None) -> HttpResponse:
    """What does it do, and what is the member there?"""
    committee = Committee.objects.get(pk=committee_id) if committee_id else None
    form = CommitteeForm.of(committee, request.POST or None, publishes=publishes(request))
    if request.method == "POST":
        allow_change(request, is_public=committee is not None and committee.is_public)
        if form.is_valid():
            saved = acts.save_committee(
                about=form.about, by=request.user, now=timezone.now(), committee=committee
            )
            messages.success(request, _("Kept."))
            return redirect("desk:change-committee", saved.pk)
    question = committee.said("name") if committee else _("Which committee is new?")
    return _committee_page(request, committee, question, form, RoleForm())


@staff_only("POST", needs=Permission.DRAFT)
def add_role(request: HttpRequest, committee_id: int) -> HttpResponse:
    """What the member is or was there."""
    committee = Committee.objects.get(pk=committee_id)
    allow_change(request, is_public=committee.is_public)
    form = RoleForm(request.POST)
    if not form.is_valid():
        own = CommitteeForm.of(committee, None, publishes=publishes(request))
        return _committee_page(request, committee, committee.said("name"), own, form)
    role = acts.save_role(committee=committee, role=form.about, by=request.user, now=timezone.now())
    undo = reverse("desk:remove-role", args=[role.pk])
    messages.success(request, _("It is noted."), extra_tags=undo)
    return redirect("desk:change-committee", committee.pk)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def change_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    """What was the member there, and until when?"""
    membership = Membership.objects.select_related("committee").get(pk=membership_id)
    committee = membership.committee
    form = RoleForm.of(membership, request.POST or None)
    if request.method == "POST":
        allow_change(request, is_public=committee.is_public)
        if form.is_valid():
            acts.save_role(
                committee=committee,
                role=form.about,
                by=request.user,
                now=timezone.now(),
                membership=membership,
            )
            messages.success(request, _("Kept."))
            return redirect("desk:change-committee", committee.pk)
    context = {
        "question": committee.said("name"),
        "form": form,
        "back": reverse("desk:change-committee", args=[committee.pk]),
    }
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.DRAFT)
def remove_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    """It was noted by mistake."""
    membership = Membership.objects.select_related("committee").get(pk=membership_id)
    allow_change(request, is_public=membership.committee.is_public)
    acts.remove_role(membership=membership, by=request.user, now=timezone.now())
    messages.success(request, _("It is taken out."))
    return redirect("desk:change-committee", membership.committee_id)


@staff_only("POST", needs=Permission.PUBLISH)
def withdraw_bill(request: HttpRequest, bill_id: int) -> HttpResponse:
    """It is shown nowhere any more."""
    return _withdraw(request, Bill.objects.get(pk=bill_id), "bill")


@staff_only("POST", needs=Permission.PUBLISH)
def restore_bill(request: HttpRequest, bill_id: int) -> HttpResponse:
    """It is where it was before."""
    return _restore(request, Bill.objects.get(pk=bill_id), "bill")


@staff_only("POST", needs=Permission.PUBLISH)
def withdraw_vote(request: HttpRequest, vote_id: int) -> HttpResponse:
    """It is shown nowhere any more."""
    return _withdraw(request, Vote.objects.get(pk=vote_id), "vote")


@staff_only("POST", needs=Permission.PUBLISH)
def restore_vote(request: HttpRequest, vote_id: int) -> HttpResponse:
    """It is where it was before."""
    return _restore(request, Vote.objects.get(pk=vote_id), "vote")


@staff_only("POST", needs=Permission.PUBLISH)
def withdraw_committee(request: HttpRequest, committee_id: int) -> HttpResponse:
    """It is shown nowhere any more."""
    return _withdraw(request, Committee.objects.get(pk=committee_id), "committee")


@staff_only("POST", needs=Permission.PUBLISH)
def restore_committee(request: HttpRequest, committee_id: int) -> HttpResponse:
    """It is where it was before."""
    return _restore(request, Committee.objects.get(pk=committee_id), "committee")


def _withdraw(request: HttpRequest, item: Bill | Vote | Committee, kind: str) -> HttpResponse:
    acts.withdraw(item=item, by=request.user, now=timezone.now())
    undo = reverse(f"desk:restore-{kind}", args=[item.pk])
    messages.success(request, _("It is withdrawn, and nothing of it is lost."), extra_tags=undo)
    return redirect(f"desk:{kind}s")


def _restore(request: HttpRequest, item: Bill | Vote | Committee, kind: str) -> HttpResponse:
    acts.bring_back(item=item, by=request.user, now=timezone.now())
    messages.success(request, _("It is there again."))
    return redirect(f"desk:{kind}s")


def _bill_page(
    request: HttpRequest, bill: Bill | None, question: str, form: BillForm, step: StepForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "question": question,
        "bill": bill,
        "known": bill is not None,
        "locked": bill is not None and is_locked(request, is_public=bill.is_public),
        "form": form,
        "step_form": step,
        "steps": bill.steps.all() if bill else [],
        "back": reverse("desk:bills"),
    }
    status = 422 if form.errors or step.errors else 200
    return render(request, "desk/parliament/bill.html", context, status=status)


def _committee_page(
    request: HttpRequest,
    committee: Committee | None,
    question: str,
    form: CommitteeForm,
    role: RoleForm,
) -> HttpResponse:
    context: dict[str, Any] = {
        "question": question,
        "committee": committee,
        "known": committee is not None,
        "locked": committee is not None and is_locked(request, is_public=committee.is_public),
        "form": form,
        "role_form": role,
        "roles": committee.memberships.all() if committee else [],
        "back": reverse("desk:committees"),
    }
    status = 422 if form.errors or role.errors else 200
    return render(request, "desk/parliament/committee.html", context, status=status)
