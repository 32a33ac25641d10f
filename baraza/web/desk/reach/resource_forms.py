"""What set-up takes from a browser about resources and the member's week."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.base.office.models import Called, Resource, TimeBudget, Where
from baraza.web.desk.reach.forms import InLanguages, OneSpanField

HOURS_OF_A_WEEK = 168


class ResourceForm(InLanguages, forms.ModelForm):
    """Something the office can use."""

    WORDS = {"name": False, "used_for": False}
    LABELS = {"name": _("What"), "used_for": _("Used for")}

    class Meta:
        model = Resource
        fields = ["source", "name", "amount", "unit", "used_for", "is_public"]
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto"}),
            "used_for": forms.TextInput(attrs={"dir": "auto"}),
        }

    def __init__(self, data: Any = None, *, resource: Resource, languages: list[str]) -> None:
        super().__init__(data, instance=resource, auto_id=f"resource{resource.pk or ''}_%s")
        self.add_languages(resource if resource.pk else None, languages)


class BudgetForm(forms.Form):
    """Hours of the member's ordinary week: where, and who wanted it."""

    def __init__(self, data: Any = None) -> None:
        known = {(row.where, row.called): row.hours for row in TimeBudget.objects.all()}
        super().__init__(data)
        for where in Where:
            for called in Called:
                self.fields[f"{where}_{called}"] = forms.IntegerField(
                    label=f"{where.label}, {called.label}",
                    min_value=0,
                    max_value=HOURS_OF_A_WEEK,
                    required=False,
                    initial=known.get((where, called), 0),
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    @property
    def hours(self) -> dict[tuple[Where, Called], int]:
        """(where, who wanted it) → hours, once the form is valid."""
        return {
            (where, called): self.cleaned_data[f"{where}_{called}"] or 0
            for where in Where
            for called in Called
        }


class ProtectedForm(forms.Form):
    """Time of the week that nobody books."""

    weekday = forms.TypedChoiceField(label=_("Day"), choices=WEEKDAYS.items(), coerce=int)
    hours = OneSpanField(label=_("Hours"), required=True)
    purpose = forms.CharField(
        label=_("Kept for"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def clean_hours(self) -> Any:
        [(opens, closes)] = self.cleaned_data["hours"]
        if closes <= opens:
            raise forms.ValidationError(_("It ends on the same day, please."))
        return opens, closes
