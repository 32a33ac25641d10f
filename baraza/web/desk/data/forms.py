"""What the pages on data held take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models import ConsentWording, HowGiven, Purpose
from baraza.flows.data_held.retention import Due
from baraza.web.desk.setup.forms import language_name


class RetentionForm(forms.Form):
    """One field a kind: days, or empty for ever."""

    def __init__(self, *args: Any, due: list[Due], **kwargs: Any) -> None:
        super().__init__(*args, initial={one.name: one.days for one in due}, **kwargs)
        for one in due:
            self.fields[one.name] = forms.IntegerField(
                label=one.label,
                required=False,
                min_value=1,
                max_value=36_500,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.due = due

    @property
    def rows(self) -> list[tuple[Due, forms.BoundField]]:
        """Each kind with its field."""
        return [(one, self[one.name]) for one in self.due]


class HoldForm(forms.Form):
    """Why it must be kept, and until when."""

    reason = forms.CharField(
        label=_("Why must it be kept?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    until_date = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until somebody lifts it."),
    )


class EraseForm(forms.Form):
    """That whoever erases knows what it means."""

    sure = forms.BooleanField(
        label=_("I know that this cannot be undone"),
        error_messages={"required": _("Tick this, if you are sure.")},
    )


class AgreeForm(forms.Form):
    """What somebody agreed to, and how."""

    purpose = forms.ChoiceField(label=_("To what"), choices=Purpose.choices)
    how_given = forms.ChoiceField(
        label=_("How"),
        choices=HowGiven.choices,
        help_text=_("Spoken: you are the witness, your name is kept with it."),
    )


class WithdrawForm(forms.Form):
    """What somebody no longer agrees to."""

    purpose = forms.ChoiceField(choices=Purpose.choices)


class WordingForm(forms.Form):
    """The words one purpose is asked for with, in each of the office's languages."""

    def __init__(
        self,
        *args: Any,
        purpose: Purpose,
        languages: list[str],
        current: dict[str, ConsentWording],
        **kwargs: Any,
    ) -> None:
        initial = {code: wording.text for code, wording in current.items()}
        super().__init__(*args, initial=initial, prefix=purpose.value, **kwargs)
        self.purpose = purpose
        self.version = next((wording.version for wording in current.values()), None)
        for code in dict.fromkeys([*languages, *current]):
            self.fields[code] = forms.CharField(
                label=language_name(code),
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "lang": code}),
            )
