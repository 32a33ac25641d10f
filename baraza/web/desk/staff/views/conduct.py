"""The rules of conduct: read, acknowledged, and written by the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.base.office import actions
from baraza.base.office.models import ConductRules
from baraza.base.office.queries import (
    acknowledged_by,
    current_rules,
    not_yet_acknowledged,
    profile,
    wording,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import language_name
from baraza.web.desk.staff.forms import ConductForm


@staff_only("GET", "POST")
def rules(request: HttpRequest) -> HttpResponse:
    """How do we treat people who write to us?"""
    if request.method == "POST":
        version = request.POST.get("version", "")
        if not version.isdecimal() or len(version) > 9:
            raise ConductRules.DoesNotExist
        actions.acknowledge(user=request.user, version=int(version), now=timezone.now())
        messages.success(request, _("Thank you. You can write to people now."))
        return redirect("desk:conduct")
    current = current_rules()
    context = {
        "question": _("How do we treat people who write to us?"),
        "rules": current,
        "paragraphs": wording(rules=current),
        "asked": not_yet_acknowledged(user=request.user),
    }
    return render(request, "desk/staff/conduct.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_STAFF)
def words(request: HttpRequest) -> HttpResponse:
    """Which rules do we keep?"""
    current = current_rules()
    wordings = {
        code: (language_name(code), "\n\n".join(wording(rules=current, language=code)))
        for code in profile().languages
    }
    form = ConductForm(request.POST or None, wordings=wordings)
    if request.method == "POST" and form.is_valid():
        changed = {
            code: "\n\n".join(text.split("\r\n\r\n")).replace("\r\n", "\n")
            for code, text in form.cleaned_data.items()
            if text.replace("\r\n", "\n").strip() != wordings[code][1] or code in current.texts
        }
        new = actions.write_rules(texts=changed, by=request.user, now=timezone.now())
        if new.version != current.version:
            messages.success(
                request, _("Kept. Everybody reads and acknowledges them before they write again.")
            )
        return redirect("desk:conduct")
    agreed = acknowledged_by()
    context = {
        "question": _("Which rules do we keep?"),
        "form": form,
        "rules": current,
        "colleagues": [(user, agreed.get(user.pk)) for user in User.objects.at_work()],
    }
    return render(
        request, "desk/staff/conduct_words.html", context, status=422 if form.errors else 200
    )
