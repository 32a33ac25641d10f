from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.people.models import Person
from baraza.dialogue.commitments import actions
from baraza.dialogue.commitments.models import Commitment, CommitmentState
from baraza.dialogue.commitments.queries import (
    PAGE,
    commitment_for,
    commitments,
    usual_due_date,
)
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.conversations.queries import conversation_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.promises.forms import PromiseForm

Act = Callable[[Commitment], None]


@staff_only("GET", needs=Permission.READ_LETTERS)
def promises(request: HttpRequest) -> HttpResponse:
    """What did we promise?"""
    asked = request.GET
    state = asked.get("state", CommitmentState.OPEN)
    is_mine = asked.get("mine") == "1"
    is_late, is_untold = asked.get("late") == "1", asked.get("untold") == "1"
    rows = commitments(
        user=request.user,
        owner=request.user.pk if is_mine else None,
        state=state if state in CommitmentState.values else CommitmentState.OPEN,
        late_on=timezone.localdate() if is_late else None,
        is_untold=is_untold,
    )
    found = list(rows[: PAGE + 1])
    return render(
        request,
        "desk/promises/promises.html",
        {
            "question": _("What did we promise?"),
            "promises": found[:PAGE],
            "has_more": len(found) > PAGE,
            "state": state,
            "is_mine": is_mine,
            "is_late": is_late,
            "is_untold": is_untold,
            "today": timezone.localdate(),
        },
    )


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def promise_to_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Remember what was promised to them."""
    person = Person.objects.get(pk=person_id, erased_at__isnull=True, merged_into__isnull=True)
    return _promise(request, person=person, conversation=None)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def promise_in_letter(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Remember what was promised in this conversation."""
    conversation = conversation_for(user=request.user, conversation_id=conversation_id)
    return _promise(request, person=conversation.person, conversation=conversation)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def change_promise(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Other words, another day, somebody else?"""
    commitment = commitment_for(user=request.user, commitment_id=commitment_id)
    form = PromiseForm(request.POST or None, instance=commitment)
    if request.method == "POST" and form.is_valid():
        fresh = commitment_for(user=request.user, commitment_id=commitment_id)
        actions.change(commitment=fresh, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect(_back(request, fresh))
    return render(
        request,
        "desk/promises/change.html",
        {
            "question": _("What do we promise?"),
            "form": form,
            "promise": commitment,
            "back": _back(request, commitment),
        },
        status=422 if form.errors else 200,
    )


@staff_only("POST", needs=Permission.MANAGE_CASES)
def kept(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """It is done."""
    now = timezone.now()
    return _act(
        request, commitment_id, lambda one: actions.keep(commitment=one, by=request.user, now=now)
    )


@staff_only("POST", needs=Permission.MANAGE_CASES)
def dropped(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """It will not be done."""
    now = timezone.now()
    return _act(
        request, commitment_id, lambda one: actions.drop(commitment=one, by=request.user, now=now)
    )


@staff_only("POST", needs=Permission.MANAGE_CASES)
def open_again(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """It is still to be done."""
    return _act(request, commitment_id, lambda one: actions.reopen(commitment=one, by=request.user))


@staff_only("POST", needs=Permission.MANAGE_CASES)
def told(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """They know what became of it."""
    now = timezone.now()
    return _act(
        request,
        commitment_id,
        lambda one: actions.mark_reported(commitment=one, by=request.user, now=now),
    )


def _act(request: HttpRequest, commitment_id: int, act: Act) -> HttpResponse:
    commitment = commitment_for(user=request.user, commitment_id=commitment_id)
    act(commitment)
    if request.htmx:
        context = {"promise": commitment, "today": timezone.localdate()}
        return render(request, "desk/promises/promise.html", context)
    return redirect(_back(request, commitment))


def _promise(
    request: HttpRequest, *, person: Person | None, conversation: Conversation | None
) -> HttpResponse:
    """The form, and after it the whole section with what was just promised."""
    if request.method == "GET":
        due_date = usual_due_date(now=timezone.now())
        form = PromiseForm(initial={"owner": request.user, "due_date": due_date})
        context = {"form": form, "address": request.path}
        return render(request, "desk/promises/form.html", context)
    form = PromiseForm(request.POST)
    if form.is_valid():
        actions.promise(
            person=person,
            conversation=conversation,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    context = {
        "person": person,
        "conversation": conversation,
        "form": form if form.errors else None,
        "address": request.path,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/promises/of.html", context, status=status)


def _back(request: HttpRequest, commitment: Commitment) -> str:
    """Where they came from, else what the promise belongs to."""
    asked = request.POST.get("back") or request.headers.get("Referer", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        here = reverse("desk:change-promise", args=[commitment.pk])
        if here not in asked:
            return asked
    if commitment.conversation_id:
        return reverse("desk:letter", args=[commitment.conversation_id])
    if commitment.person_id:
        return reverse("desk:person", args=[commitment.person_id])
    return reverse("desk:promises")
