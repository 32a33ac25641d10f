"""What the pages of outcomes take from a browser."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.insight.actions.outcomes import AboutOutcome
from baraza.insight.models import Outcome
from baraza.web.desk.forms import TranslatedForm, low


def day() -> forms.DateInput:
    """A day, as browsers ask for one."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OutcomeForm(TranslatedForm):
    """What people said, in which days, and what was done."""

    TRANSLATED = ("you_said", "we_did")

    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"))
    since_date = forms.DateField(label=_("Said from"), widget=day())
    until_date = forms.DateField(label=_("Said until"), widget=day())
    you_said = forms.CharField(
        label=_("You said"),
        max_length=300,
        widget=low(2),
        help_text=_("In a sentence, as they would say it themselves."),
    )
    we_did = forms.CharField(
        label=_("We did"),
        widget=low(5),
        help_text=_("What came of it, also where it is not what they hoped for."),
    )
    happened_date = forms.DateField(label=_("Done on"), widget=day())
    link = forms.CharField(
        label=_("More at"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("A page of this website (/bills/…) or an address on the web."),
    )

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any] | None = None, chosen: int | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        topics = Topic.objects.in_use()
        self.fields["topic"].queryset = topics | Topic.objects.filter(pk=chosen)

    @classmethod
    def of(cls, outcome: Outcome, data: Any) -> OutcomeForm:
        """With what it says now."""
        initial = {name: getattr(outcome, name) for name in cls.base_fields}
        initial["topic"] = outcome.topic_id
        initial |= cls.translated_initial(outcome.translations)
        return cls(data, initial=initial, chosen=outcome.topic_id)

    @classmethod
    def new(cls, data: Any, *, topic: str, since: str, today: date) -> OutcomeForm:
        """For what was said on a topic until today."""
        return cls(
            data,
            initial={
                "topic": topic,
                "since_date": since,
                "until_date": today,
                "happened_date": today,
            },
        )

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        is_page = link.startswith("/") and not link.startswith("//")
        if link and not is_page and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("It begins with https:// or, on this site, with “/”."))
        return link

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since_date"), cleaned.get("until_date")
        if since and until and until < since:
            self.add_error("until_date", _("It ends before it begins. Choose a later day."))
        return cleaned

    @property
    def about(self) -> AboutOutcome:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in OutcomeForm.base_fields}
        return AboutOutcome(
            **entered, translations={code: self.translations.get(code, {}) for code in self.codes}
        )
