"""What everybody reads, in all languages of the office: what is missing, what is old."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.common.translated import Standing, Translated
from baraza.flows.translating import (
    begin_translation,
    kinds_of_texts,
    text_of,
    texts_of,
    translate_row,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import language_name

PAGE = 50
SHOWN = {str(Standing.MISSING), str(Standing.OLD)}


@staff_only("GET", needs=Permission.DRAFT)
def translations(request: HttpRequest) -> HttpResponse:
    """What can be read in which language?"""
    languages = profile().languages[1:]
    everything = [
        {"text": text, "kind": capfirst(str(model._meta.verbose_name))}
        for model in kinds_of_texts()
        for text in texts_of(model=model)
    ]
    counts = {
        standing: sum(
            version.standing == standing for each in everything for version in each["text"].versions
        )
        for standing in (Standing.MISSING, Standing.OLD)
    }
    wanted = request.GET.get("only", "")
    shown = [
        each
        for each in everything
        if wanted not in SHOWN
        or any(version.standing == wanted for version in each["text"].versions)
    ]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    finder = AdminURLFinder(request.user)
    context = {
        "question": _("What can be read in which language?"),
        "languages": [(code, language_name(code)) for code in languages],
        "page": page,
        "rows": [_row(each, languages, finder) for each in page],
        "wanted": wanted,
        "missing": counts[Standing.MISSING],
        "old": counts[Standing.OLD],
    }
    return render(request, "desk/website/translations.html", context)


@staff_only("POST", needs=Permission.DRAFT)
def translate_now(request: HttpRequest, label: str, pk: str, language: str) -> HttpResponse:
    """A draft in that language, with the original beside it, is opened to be written over."""
    original = _text(label, pk)
    if isinstance(original, Translated):
        return redirect("desk:translation", label, pk, language)
    try:
        made = begin_translation(original=original, language=language, by=request.user)
    except LookupError as error:
        raise Http404 from error
    return redirect(AdminURLFinder(request.user).get_edit_url(made))


@staff_only("GET", "POST", needs=Permission.DRAFT)
def translation(request: HttpRequest, label: str, pk: str, language: str) -> HttpResponse:
    """How is this said in another language? The original stands beside each field."""
    row = _text(label, pk)
    own = profile()
    if not isinstance(row, Translated) or language not in own.languages[1:]:
        raise Http404(language)
    said = row.translations.get(language, {})
    form = _form(row, language)(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        words = {**said, **form.cleaned_data}
        translate_row(row=row, language=language, words=words, by=request.user)
        messages.success(request, _("Kept. It is on the website now."))
        return redirect("desk:translations")
    name = language_name(language)
    context = {
        "question": _("How is this said in %(language)s?") % {"language": name},
        "form": form,
        "pairs": [(field, getattr(row, field.name)) for field in form],
        "row": _title(row),
        "is_old": row.standing(language) == Standing.OLD,
        "language": language,
        "language_name": name,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "original_language": own.default_language,
        "original_name": language_name(own.default_language),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/website/translation.html", context, status=status)


def _text(label: str, pk: str) -> Any:
    try:
        return text_of(label=label, pk=pk)
    except LookupError as error:
        raise Http404(label) from error


def _form(row: Any, language: str) -> type[forms.Form]:
    """A field for each of its words that are text, as long and as tall as the original's."""
    fields = {}
    for name in row.TRANSLATED:
        if not isinstance(getattr(row, name), str):
            continue
        original = row._meta.get_field(name)
        tall = isinstance(original, models.TextField)
        attributes = {"lang": language, "dir": "auto"}
        widget = forms.Textarea(attributes | {"rows": 5}) if tall else forms.TextInput(attributes)
        fields[name] = forms.CharField(
            label=capfirst(str(original.verbose_name)),
            required=False,
            max_length=original.max_length,
            widget=widget,
        )
    return type("TranslationForm", (forms.Form,), fields)


def _row(each: dict[str, Any], languages: list[str], finder: AdminURLFinder) -> dict[str, Any]:
    text = each["text"]
    known = {version.language: version for version in text.versions}
    in_studio = not isinstance(text.original, Translated)
    return {
        "kind": each["kind"],
        "title": _title(text.original),
        "language": text.original.locale.language_code if in_studio else "",
        "address": finder.get_edit_url(text.original) if in_studio else "",
        "cells": [
            {
                "language": code,
                "name": language_name(code),
                "standing": str(known[code].standing) if code in known else "",
                "label": text.label,
                "pk": text.original.pk,
                "edit": finder.get_edit_url(known[code].row)
                if in_studio and code in known and known[code].row
                else "",
            }
            for code in languages
        ],
    }


def _title(row: Any) -> str:
    """Its name, or where it has none of its own the first of its words."""
    if type(row).__str__ is not models.Model.__str__:
        return str(row)
    words = (getattr(row, name) for name in row.TRANSLATED)
    return Truncator(next((each for each in words if isinstance(each, str) and each), "")).words(8)
