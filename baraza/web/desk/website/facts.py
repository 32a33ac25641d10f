"""What the pages of facts (bills, projects, accounts …) have in common on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.rules import Permission, may, require
from baraza.base.agenda.models import Topic
from baraza.web.desk.forms import TranslatedForm

DAY = "%Y-%m-%d"


def day_input() -> forms.DateInput:
    """A day, chosen or typed."""
    return forms.DateInput(attrs={"type": "date"}, format=DAY)


def address_field(label: Any, *, required: bool = False) -> forms.URLField:
    """An address on the web: always written from left to right."""
    widget = forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"})
    return forms.URLField(
        label=label, required=required, max_length=500, assume_scheme="https", widget=widget
    )


def topic_field() -> forms.ModelChoiceField:
    """One of the topics in use, or none."""
    return forms.ModelChoiceField(
        Topic.objects.in_use(), label=_("Topic"), required=False, empty_label=_("None")
    )


def public_field() -> forms.BooleanField:
    """Whether everybody may read it."""
    return forms.BooleanField(label=_("Shown on the website"), required=False, initial=True)


class FactForm(TranslatedForm):
    """A fact of which whoever may publish says whether everybody reads it; whoever may not writes
    it for a colleague to publish."""

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any] | None = None, publishes: bool
    ) -> None:
        super().__init__(data, initial=initial)
        if not publishes:
            del self.fields["is_public"]

    def entered(self, *names: str) -> dict[str, Any]:
        """What was entered, with the words in all languages; the form must be valid."""
        kept = {name: self.cleaned_data[name] for name in names}
        kept["is_public"] = self.cleaned_data.get("is_public", False)
        kept["translations"] = self.translations
        return kept


def publishes(request: HttpRequest) -> bool:
    """Whether they may put something on the website."""
    return may(request.user, Permission.PUBLISH)


def is_locked(request: HttpRequest, *, is_public: bool) -> bool:
    """Whether everybody reads it and they may not publish, so that they only look at it."""
    return is_public and not publishes(request)


def allow_change(request: HttpRequest, *, is_public: bool) -> None:
    """What everybody reads is changed only by whoever may publish. Raises PermissionDenied."""
    if is_public:
        require(request.user, Permission.PUBLISH)
