"""What must be kept whatever the rules say."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.people.actions import keeping
from baraza.base.people.models import LegalHold, Person
from baraza.dialogue.conversations.actions import emptying
from baraza.dialogue.conversations.models import Conversation, ConversationHold
from baraza.dialogue.conversations.queries import conversation_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.data.forms import HoldForm

P = Permission


@staff_only("POST", needs=P.ERASE)
def hold_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Nothing of theirs is erased for now."""
    person = Person.objects.get(pk=person_id, erased_at__isnull=True)
    form = HoldForm(request.POST)
    if form.is_valid():
        keeping.hold_person(person=person, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Nothing of theirs is erased while this lasts."))
    else:
        messages.error(request, _("Say why it must be kept. Nothing was changed."))
    return redirect("desk:data-person", person.pk)


@staff_only("POST", needs=P.ERASE)
def lift_person(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Rules and requests apply again."""
    hold = LegalHold.objects.get(pk=hold_id)
    keeping.lift_hold(hold=hold, now=timezone.now())
    messages.success(request, _("Lifted."))
    return redirect("desk:data-person", hold.person_id)


@staff_only("GET", "POST", needs=P.ERASE)
def hold_conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Must this conversation be kept?"""
    conversation = conversation_for(user=request.user, conversation_id=conversation_id)
    form = HoldForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        emptying.hold_conversation(
            conversation=conversation, by=request.user, now=now, **form.cleaned_data
        )
        messages.success(request, _("Nothing in it is erased while this lasts."))
        return redirect("desk:hold-conversation", conversation.pk)
    context = {
        "question": _("Must this conversation be kept?"),
        "conversation": conversation,
        "holds": conversation.holds.in_force(now).select_related("placed_by"),
        "form": form,
    }
    return render(
        request, "desk/data/conversation.html", context, status=422 if form.errors else 200
    )


@staff_only("POST", needs=P.ERASE)
def lift_conversation(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Rules and requests apply again."""
    hold = ConversationHold.objects.get(
        pk=hold_id, conversation__in=Conversation.objects.visible_to(request.user)
    )
    emptying.lift_hold(hold=hold, now=timezone.now())
    messages.success(request, _("Lifted."))
    return redirect("desk:hold-conversation", hold.conversation_id)
