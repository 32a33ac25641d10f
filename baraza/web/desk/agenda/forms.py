"""What the pages of the agenda take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.actions import AboutPledge
from baraza.base.agenda.models import Priority, Stage
from baraza.web.desk.forms import TranslatedForm, line, low
from baraza.web.desk.website.facts import FactForm, address_field, day_input, public_field


class DescribeForm(FactForm):
    """What everybody may know of a priority."""

    TRANSLATED = ("name", "why")

    name = forms.CharField(label=_("Name"), max_length=100, widget=line())
    why = forms.CharField(
        label=_("Why it matters, and what is to be reached"),
        required=False,
        widget=low(4),
        help_text=_("So that somebody can tell in two years whether it was reached."),
    )
    is_public = public_field()

    @classmethod
    def of(cls, priority: Priority | None, data: Any, *, publishes: bool) -> DescribeForm:
        """With what is said now."""
        if priority is None:
            return cls(data, publishes=publishes)
        initial = {name: getattr(priority, name) for name in cls.base_fields}
        initial |= cls.translated_initial(priority.translations)
        return cls(data, initial=initial, publishes=publishes)


class PledgeForm(TranslatedForm):
    """A promise of the campaign."""

    TRANSLATED = ("words",)

    words = forms.CharField(label=_("What was promised"), max_length=500, widget=low(2))
    said_where = forms.CharField(label=_("Where"), max_length=200, required=False, widget=line())
    made_date = forms.DateField(label=_("When"), required=False, widget=day_input())
    source = address_field(_("Where it can be read"))

    @property
    def about(self) -> AboutPledge:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in PledgeForm.base_fields}
        return AboutPledge(**entered, translations=self.translations)


class ChangeForm(TranslatedForm):
    """What changed, what brought it about, and where it stands now."""

    TRANSLATED = ("happened",)

    happened = forms.CharField(
        label=_("What changed, and what brought it about"),
        max_length=5_000,
        widget=low(3),
        help_text=_("“After the meeting in the market we ask for two wells instead of one.”"),
    )
    stage = forms.ChoiceField(label=_("It is now at"), choices=Stage.choices)
    letters = forms.TypedMultipleChoiceField(
        label=_("Whose words brought it about"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The website says how many there were, never who."),
    )

    def __init__(
        self, priority: Priority, letters: list[tuple[int, str]], data: Any = None
    ) -> None:
        super().__init__(data, initial={"stage": priority.stage})
        self.fields["letters"].choices = letters
        if not letters:
            del self.fields["letters"]
