"""What people sign; each change is a new version."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.engagement.casework.actions.wordings import (
    NoWords,
    words_that_came,
    write_wording,
)
from baraza.engagement.casework.models import AuthorisationWording
from baraza.engagement.casework.queries.authorising import wordings as all_wordings
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.forms.authorisations import WordingForm
from baraza.web.desk.setup.forms import language_name


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def wordings(request: HttpRequest) -> HttpResponse:
    """What do people sign?"""
    now = timezone.now()
    languages = profile().languages
    versions: dict[str, list[AuthorisationWording]] = defaultdict(list)
    for one in all_wordings():
        versions[one.language].append(one)
    parts = []
    for language in dict.fromkeys([*languages, *versions]):
        newest = next(iter(versions[language]), None) or words_that_came(language=language)
        form = WordingForm(
            request.POST if request.POST.get("language") == language else None,
            auto_id=f"{language}-%s",
            initial={"language": language, "text": newest.text if newest else ""},
        )
        form.fields["text"].label = language_name(language)
        form.fields["text"].widget.attrs["lang"] = language
        parts.append({"form": form, "newest": newest, "former": versions[language][1:]})
        if form.is_bound and form.is_valid():
            try:
                write_wording(
                    language=language, text=form.cleaned_data["text"], by=request.user, now=now
                )
            except NoWords:
                form.add_error("text", _("Write what they are to sign."))
            else:
                messages.success(request, _("Kept. Whoever signed before signed the old words."))
                return redirect("desk:authorisation-wordings")
    wrong = any(part["form"].errors for part in parts)
    context = {"question": _("What do people sign?"), "parts": parts}
    return render(request, "desk/cases/wordings.html", context, status=422 if wrong else 200)
