"""The library of letters: what is answered often, written once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.dialogue.letters import actions
from baraza.dialogue.letters.merging import FIELDS
from baraza.dialogue.letters.models import Letter, Purpose
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import LetterForm


@staff_only("GET", needs=Permission.MANAGE_LIBRARY)
def library(request: HttpRequest) -> HttpResponse:
    """What do we answer often?"""
    every = list(Letter.objects.select_related("topic").prefetch_related("texts"))
    office = profile()
    for letter in every:
        letter.waits_for_approval = (
            bool(office.approval_roles)
            and letter.purpose == Purpose.REPLY
            and any(text.approved_at is None for text in letter.texts.all())
        )
    context = {
        "question": _("What do we answer often?"),
        "office": office,
        "letters": [letter for letter in every if not letter.retired_at],
        "retired": [letter for letter in every if letter.retired_at],
    }
    return render(request, "desk/setup/letters.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_LIBRARY)
def edit(request: HttpRequest, letter_id: int | None = None) -> HttpResponse:
    """How should the letter read?"""
    letter = Letter.objects.get(pk=letter_id) if letter_id else None
    form = LetterForm(request.POST or None, letter=letter, languages=profile().languages)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_letter(
                letter=letter,
                name=form.cleaned_data["name"],
                topic=form.cleaned_data["topic"],
                purpose=Purpose(form.cleaned_data["purpose"]),
                texts=form.texts,
                now=timezone.now(),
                by=request.user,
            )
        except actions.LetterNameTaken:
            form.add_error("name", _("There is a letter of that name already."))
        except actions.NoText:
            form.add_error(None, _("Write it in one language at least."))
        else:
            messages.success(request, _("The letter is kept."))
            return redirect("desk:letters")
    context = {
        "question": _("How should the letter read?"),
        "form": form,
        "letter": letter,
        "merge_fields": FIELDS.items(),
    }
    return render(request, "desk/setup/letter.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.APPROVE)
def approve(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Its words may leave without being asked for again, as long as nobody changes them."""
    letter = Letter.objects.get(pk=letter_id)
    actions.approve_letter(letter=letter, now=timezone.now(), by=request.user)
    messages.success(request, _("Approved. Unchanged, it leaves without asking again."))
    return redirect("desk:letters")


@staff_only("POST", needs=Permission.MANAGE_LIBRARY)
def retire(request: HttpRequest, letter_id: int) -> HttpResponse:
    """No longer offered; what was sent with it stays."""
    letter = Letter.objects.get(pk=letter_id)
    actions.retire_letter(letter=letter, now=timezone.now(), by=request.user)
    return redirect("desk:letters")


@staff_only("POST", needs=Permission.MANAGE_LIBRARY)
def restore(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Offered again."""
    actions.restore_letter(letter=Letter.objects.get(pk=letter_id), by=request.user)
    return redirect("desk:letters")
