"""What set-up takes from a browser about a crisis, with words that are ready."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from baraza.base.office.models import Crisis
from baraza.web.desk.reach.forms import InLanguages

USUAL_LENGTH = timedelta(days=7)
MOST_LINKS = 8
# Kind → what it is called.
READY = {
    "flood": gettext_lazy("Flood or storm"),
    "epidemic": gettext_lazy("Epidemic"),
    "unrest": gettext_lazy("Unrest"),
    "power": gettext_lazy("Power or network cut"),
    "other": gettext_lazy("Something else"),
}


class LinksField(forms.CharField):
    """One link a line: the words, then the address."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[dict[str, str]]:
        found = []
        for line in (super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            words, _space, address = line.strip().rpartition(" ")
            try:
                URLValidator(schemes=["http", "https"])(address)
            except ValidationError as error:
                raise ValidationError(
                    _("Each line ends with an address, like https://… This one does not: %(line)s"),
                    params={"line": line.strip()[:60]},
                ) from error
            found.append({"label": words.strip(" |:-–") or address, "url": address})
        if len(found) > MOST_LINKS:
            raise ValidationError(
                ngettext("At most %d link.", "At most %d links.", MOST_LINKS) % MOST_LINKS
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{one['label']} {one['url']}" for one in value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class CrisisForm(InLanguages, forms.ModelForm):
    """What everybody reads at the top of each page while it lasts."""

    WORDS = {
        "heading": False,
        "text": True,
        "services": True,
        "virtual_hours": True,
        "corrections": True,
    }
    LABELS = {
        "heading": gettext_lazy("What has happened, in a line"),
        "text": gettext_lazy("What people should know first"),
        "services": gettext_lazy("What we do meanwhile, and what waits"),
        "virtual_hours": gettext_lazy("When and how to speak with us"),
        "corrections": gettext_lazy("What is told and is not true"),
    }
    WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    guidance = LinksField(
        label=gettext_lazy("Official guidance"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy(
            "One a line, the most important first: words, then the address. They stand above "
            "everything else."
        ),
        widget=forms.Textarea(
            attrs={
                "rows": 2,
                "class": "low",
                "dir": "auto",
                "placeholder": "What to do now https://…",
            }
        ),
    )
    field_order = ["heading", "guidance", "text"]

    begins_at = forms.DateTimeField(label=gettext_lazy("From"), widget=WHEN)
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=WHEN,
        help_text=gettext_lazy("Then it ends by itself."),
    )

    class Meta:
        model = Crisis
        fields = [
            "heading",
            "text",
            "services",
            "virtual_hours",
            "corrections",
            "survey_url",
        ]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "class": "low", "dir": "auto"})
            for name in ("text", "services", "virtual_hours", "corrections")
        }

    def __init__(
        self, data: Any = None, *, crisis: Crisis, languages: list[str], ready: str = ""
    ) -> None:
        super().__init__(data, instance=crisis)
        now = timezone.localtime().replace(second=0, microsecond=0)
        self.initial["guidance"] = crisis.guidance
        self.initial["begins_at"] = timezone.localtime(crisis.begins_at) if crisis.pk else now
        ends_at = timezone.localtime(crisis.ends_at) if crisis.pk else now + USUAL_LENGTH
        self.initial["ends_at"] = ends_at
        self.add_languages(crisis, languages)
        if ready in READY:
            self.initial |= ready_words(ready, languages[0])
            for code in self.others:
                for field, words in ready_words(ready, code).items():
                    self.initial[f"{field}_{code}"] = words

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("begins_at"), given.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("This lies before the beginning."))
        return given

    @property
    def facts(self) -> dict[str, Any]:
        """What is set on the crisis, once the form is valid."""
        return {
            name: self.cleaned_data[name]
            for name in [*self.Meta.fields, "guidance", "begins_at", "ends_at"]
        }


def ready_words(kind: str, language: str) -> dict[str, str]:
    """Field → words for a kind of crisis, in a language of ours; English in any other."""
    with translation.override(language):
        heading, text = {
            "flood": (
                _("Flood: please stay safe"),
                _(
                    "Follow what the authorities say. Keep away from water that moves. If you are "
                    "in danger now, ring the emergency number."
                ),
            ),
            "epidemic": (
                _("We take care of each other: our doors are closed, we are not"),
                _(
                    "Follow what the health authorities say. If you feel ill, ring before you go "
                    "to a clinic."
                ),
            ),
            "unrest": (
                _("Please stay where you are safe"),
                _(
                    "Keep away from crowds. If you are in danger now, ring the emergency number. "
                    "We are looking at how to help."
                ),
            ),
            "power": (
                _("Our telephone and mail work only at times"),
                _("If you cannot reach us, try again later, or come to the office."),
            ),
            "other": ("", ""),
        }[kind]
        return {
            "heading": heading,
            "text": text,
            "services": _(
                "We help first where life, health and a roof are at stake. Everything else waits, "
                "and nothing is lost: we come back to you."
            ),
            "virtual_hours": _("Ring us in the usual hours; we also speak with you by video."),
        }
