"""Texts that wait for somebody who may approve them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from baraza.base.accounts.rules import Permission
from baraza.dialogue.conversations.actions import approving
from baraza.dialogue.conversations.actions.reply import NobodyToAnswer
from baraza.dialogue.conversations.models import Approval, ApprovalState
from baraza.dialogue.conversations.queries.writing import approval_for, waiting_for_approval
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.forms import RemarkForm
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.answering import leaving_toast
from baraza.web.desk.inbox.views.pages import Toast, letter_pane, toast_alone


@staff_only("GET", needs=Permission.APPROVE)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for your approval?"""
    context = {
        "question": _("What waits for your approval?"),
        "approvals": waiting_for_approval(user=request.user)[:100],
    }
    return render(request, "desk/inbox/approvals_waiting.html", context)


@staff_only("POST", needs=Permission.APPROVE)
def approve(request: HttpRequest, approval_id: int) -> HttpResponse:
    """It leaves in ten seconds, under its author's name; the next one that waits is opened."""
    approval = approval_for(user=request.user, approval_id=approval_id)
    try:
        message = approving.grant(approval=approval, by=request.user, now=timezone.now())
    except approving.AlreadyDecided as decided:
        return _decided(request, decided.approval)
    except approving.OwnWords:
        return toast_alone(request, Toast(words=_("Somebody else has to approve your words.")))
    except NobodyToAnswer:
        return toast_alone(request, Toast(words=_("They left no address it could be sent to.")))
    return _next(request, approval, leaving_toast(message))


@staff_only("POST", needs=Permission.APPROVE)
def send_back(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Its author reads what should be different."""
    approval = approval_for(user=request.user, approval_id=approval_id)
    form = RemarkForm(request.POST)
    form.is_valid()
    try:
        approving.send_back(
            approval=approval,
            by=request.user,
            remark=form.cleaned_data.get("remark", ""),
            now=timezone.now(),
        )
    except approving.AlreadyDecided as decided:
        return _decided(request, decided.approval)
    except approving.WithoutRemark:
        return toast_alone(request, Toast(words=_("Say in a few words what should be different.")))
    name = approval.author.name if approval.author else ""
    return _next(
        request, approval, Toast(words=_("%(name)s has it back with your words.") % {"name": name})
    )


@staff_only("POST", needs=Permission.DRAFT)
def withdraw(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Its author goes on writing."""
    approval = approval_for(user=request.user, approval_id=approval_id)
    if approval.author_id != request.user.pk:
        raise Approval.DoesNotExist
    try:
        approving.withdraw_asking(approval=approval, by=request.user, now=timezone.now())
    except approving.AlreadyDecided as decided:
        return _decided(request, decided.approval)
    return HttpResponseClientRedirect(reverse("desk:reply", args=[approval.conversation_id]))


def _decided(request: HttpRequest, approval: Approval) -> HttpResponse:
    words = {
        ApprovalState.GRANTED: _("It has been approved already."),
        ApprovalState.REFUSED: _("It has been sent back already."),
    }.get(
        ApprovalState(approval.state),
        _("Its author has taken it in hand again. Nothing was sent."),
    )
    return letter_pane(
        request,
        Place.of(request),
        conversation_id=approval.conversation_id,
        toast=Toast(words=words),
    )


def _next(request: HttpRequest, done: Approval, toast: Toast) -> HttpResponse:
    following = waiting_for_approval(user=request.user).first()
    return letter_pane(
        request,
        Place.of(request),
        conversation_id=following.conversation_id if following else done.conversation_id,
        toast=toast,
    )
