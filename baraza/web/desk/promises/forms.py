"""What is promised, by when, by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.dialogue.commitments.models import Commitment

LATEST = date(2200, 1, 1)


class PromiseForm(forms.ModelForm):
    """A promise; its owner is offered among those at work, and whoever has it now."""

    class Meta:
        model = Commitment
        fields = ["words", "due_date", "owner"]
        widgets = {
            "words": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            "due_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.at_work() | User.objects.filter(
            pk=self.instance.owner_id
        )
        self.fields["owner"].empty_label = _("nobody yet")

    def clean_due_date(self) -> date:
        day = self.cleaned_data["due_date"]
        if not date(1950, 1, 1) < day < LATEST:
            raise forms.ValidationError(_("Choose a day of our time."))
        return day
