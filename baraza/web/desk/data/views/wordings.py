"""The words people are asked with; each change is a new version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.base.people.actions.consent import NoWording, set_wording
from baraza.base.people.models import Purpose
from baraza.base.people.queries import current_wordings
from baraza.web.desk.access import staff_only
from baraza.web.desk.data.forms import WordingForm


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def wordings(request: HttpRequest) -> HttpResponse:
    """What do people agree to?"""
    languages, current = profile().languages, current_wordings()
    asked = request.POST.get("purpose", "")
    forms = [
        WordingForm(
            request.POST if asked == purpose.value else None,
            purpose=purpose,
            languages=languages,
            current=current.get(purpose.value, {}),
        )
        for purpose in Purpose
    ]
    for form in forms:
        if form.is_bound and form.is_valid():
            try:
                set_wording(purpose=form.purpose, texts=form.cleaned_data, now=timezone.now())
            except NoWording:
                form.add_error(None, _("Write it in one language at least."))
            else:
                messages.success(request, _("Kept. Whoever agreed before agreed to the old words."))
                return redirect("desk:wordings")
    wrong = any(form.errors for form in forms)
    context = {"question": _("What do people agree to?"), "forms": forms}
    return render(request, "desk/data/wordings.html", context, status=422 if wrong else 200)
