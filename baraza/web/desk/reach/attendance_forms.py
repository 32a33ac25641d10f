"""What set-up takes from a browser about who attends which way in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.office.models import FORMS, Entrance, Forced, Way
from baraza.web.desk.reach.forms import HoursField, InLanguages


class EntranceForm(InLanguages):
    """How one way in is kept."""

    WORDS = {"closed_words": True}
    LABELS = {"closed_words": _("What people read while it is closed")}

    is_offered = forms.BooleanField(label=_("We offer this way in"), required=False)
    hours_needed = forms.DecimalField(
        label=_("Hours a week it takes"),
        required=False,
        min_value=0,
        max_value=168,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )
    limit = forms.IntegerField(
        label=_("Closes itself when more than so many wait"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("It opens by itself once a fifth of them is done. Empty: never."),
    )
    closed_words = forms.CharField(
        label=_("What people read while it is closed"),
        required=False,
        max_length=2000,
        help_text=_("Empty: our own words, which say why and until when."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "low", "dir": "auto"}),
    )

    def __init__(
        self, data: Any = None, *, entrance: Entrance, languages: list[str], **kwargs: Any
    ) -> None:
        way = Way(entrance.way)
        initial = {
            name: getattr(entrance, name)
            for name in ("is_offered", "hours_needed", "limit", "closed_words")
        }
        super().__init__(data, initial=initial, auto_id=f"{way}_%s", **kwargs)
        self.is_form = way in FORMS
        if not self.is_form:
            del self.fields["limit"]
        if way in (Way.EMAIL, Way.POST):
            del self.fields["is_offered"], self.fields["closed_words"]
            self.others: list[str] = []
            self.WORDS = {}
        else:
            self.add_languages(entrance, languages)

    @property
    def fields_of_entrance(self) -> dict[str, Any]:
        """What is set, once the form is valid."""
        names = ("is_offered", "hours_needed", "limit", "closed_words")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class ForceForm(forms.Form):
    """Open or closed by hand, until a moment."""

    to = forms.ChoiceField(choices=Forced.choices)
    until = forms.ChoiceField(
        choices=[
            ("hour", _("for an hour")),
            ("today", _("until tonight")),
            ("tomorrow", _("until tomorrow night")),
            ("week", _("for a week")),
            ("month", _("for four weeks")),
        ]
    )


class AttendForm(forms.Form):
    """Who attends a way in, on which days and hours."""

    user = forms.ModelChoiceField(
        staff_with(permission=Permission.READ_LETTERS), label=_("Who"), empty_label=_("Choose …")
    )
    way = forms.ChoiceField(label=_("Way in"), choices=Way.choices)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=WEEKDAYS.items(),
        coerce=int,
        initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("At least one day of the week.")},
    )
    spans = HoursField(
        label=_("Hours"),
        required=True,
        error_messages={"required": _("From when to when?")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = staff_with(permission=Permission.READ_LETTERS)


def end_of(choice: str, *, now: datetime) -> datetime:
    """The moment a choice of `ForceForm` means, by the office's clock."""
    if choice == "hour":
        return now + timedelta(hours=1)
    days = {"today": 1, "tomorrow": 2, "week": 7, "month": 28}[choice]
    day: date = timezone.localtime(now).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(0)))
