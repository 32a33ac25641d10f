"""What set-up takes from a browser about offices and hours."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.base.office.models import Location
from baraza.base.office.typed_hours import Span, UnreadableHours, read_hours, write_hours
from baraza.common.translated import Translated
from baraza.web.desk.setup.forms import language_name

_NUMBER = re.compile(r"[-+−]?\d{1,3}(?:\.\d+)?")
NOT_LOOKED_AT = [("", _("Nobody has looked yet")), ("yes", _("Yes")), ("no", _("No"))]
MOST_TIMES = 26


class HoursField(forms.CharField):
    """Hours as people type them; a list of spans."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)
        self.widget.attrs |= {"dir": "ltr", "placeholder": "9-12, 14-17:30", "autocomplete": "off"}

    def to_python(self, value: Any) -> list[Span]:
        try:
            return read_hours(super().to_python(value))
        except UnreadableHours as error:
            raise ValidationError(
                _("These hours cannot be read. Write them like this: 9-12, 14-17:30")
            ) from error

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Length is of what is typed, and that was looked at."""

    def prepare_value(self, value: Any) -> Any:
        return write_hours(value) if isinstance(value, list) else value


class OneSpanField(HoursField):
    """A single stretch of a day."""

    def to_python(self, value: Any) -> Any:
        spans = super().to_python(value)
        if len(spans) > 1:
            raise ValidationError(_("One stretch from when to when, please."))
        return spans


class CoordinatesField(forms.CharField):
    """Latitude and longitude, as maps give them to copy."""

    def to_python(self, value: Any) -> tuple[float, float] | None:
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        found = [float(one.replace("−", "-")) for one in _NUMBER.findall(text)]
        if len(found) != 2 or abs(found[0]) > 90 or abs(found[1]) > 180:
            raise ValidationError(
                _("Two numbers, north first, like this: -3.3712, 37.5504"), code="invalid"
            )
        return found[0], found[1]

    def run_validators(self, value: Any) -> None:
        """What is no pair was refused already."""


class InLanguages(forms.Form):
    """A form with words that the office turns into its other languages."""

    # Field → whether it has several lines.
    WORDS: Mapping[str, bool] = {}
    LABELS: Mapping[str, Any] = {}

    def add_languages(self, row: Translated | None, languages: list[str]) -> None:
        """A field for each of the words in each language but the first."""
        self.others = languages[1:]
        for code in self.others:
            kept = row.translations.get(code, {}) if row else {}
            for field, has_lines in self.WORDS.items():
                attributes = {"dir": "auto", "lang": code}
                widget = forms.Textarea(attrs=attributes | {"rows": 2, "class": "low"})
                self.fields[f"{field}_{code}"] = forms.CharField(
                    label=self.LABELS[field],
                    required=False,
                    max_length=2000,
                    initial=kept.get(field, ""),
                    widget=widget if has_lines else forms.TextInput(attrs=attributes),
                )

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Those that are no translation."""
        turned = {f"{field}_{code}" for field in self.WORDS for code in self.others}
        return [self[name] for name in self.fields if name not in turned]

    @property
    def by_language(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(code, name in the reader's language, its fields) of each language but the first."""
        return [
            (code, language_name(code), [self[f"{field}_{code}"] for field in self.WORDS])
            for code in self.others
        ]

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """Language → field → words, once the form is valid."""
        return {
            code: {
                field: self.cleaned_data[f"{field}_{code}"].replace("\r\n", "\n").strip()
                for field in self.WORDS
            }
            for code in self.others
        }


class NewLocationForm(forms.ModelForm):
    """The name of a place, and what it is: the rest on its own page."""

    class Meta:
        model = Location
        fields = ["name", "kind", "is_considered"]


def _fact(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=NOT_LOOKED_AT,
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


class LocationForm(InLanguages, forms.ModelForm):
    """Everything about one place, its week included."""

    WORDS = {"name": False, "directions": True, "access_note": True, "neutral_note": False}
    LABELS = {
        "name": _("Name"),
        "directions": _("How to get there"),
        "access_note": _("More on access"),
        "neutral_note": _("Whose building it is"),
    }
    FACTS = ("step_free", "accessible_toilet", "hearing_loop")

    coordinates = CoordinatesField(
        label=_("Coordinates"),
        required=False,
        help_text=_("Copied from any map. Telephones open their own map with them."),
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "-3.3712, 37.5504"}),
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [
            ("", _("The office’s own")),
            *[(name, name) for name in sorted(zoneinfo.available_timezones())],
        ],
    )
    step_free = _fact(_("Reachable without steps"))
    accessible_toilet = _fact(_("Toilet for wheelchair users"))
    hearing_loop = _fact(_("Hearing loop"))

    class Meta:
        model = Location
        fields = [
            "name",
            "kind",
            "address",
            "directions",
            "phone",
            "timezone",
            "by_appointment",
            "step_free",
            "accessible_toilet",
            "hearing_loop",
            "access_note",
            "is_neutral",
            "neutral_note",
            "travel_minutes",
            "longest_travel_minutes",
            "monthly_cost",
            "is_considered",
        ]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3, "class": "low", "dir": "auto"}),
            "directions": forms.Textarea(attrs={"rows": 2, "class": "low", "dir": "auto"}),
            "access_note": forms.Textarea(attrs={"rows": 2, "class": "low", "dir": "auto"}),
        }
        help_texts = {
            "is_neutral": _("In a town hall or a library, say; under no party’s sign."),
            "is_considered": _("Compared with the others, and shown nowhere outside."),
        }

    def __init__(
        self, data: Any = None, *, location: Location, languages: list[str], **kwargs: Any
    ) -> None:
        super().__init__(data, instance=location, **kwargs)
        for field in self.FACTS:
            value = getattr(location, field)
            self.initial[field] = "" if value is None else "yes" if value else "no"
        if location.latitude is not None:
            self.initial["coordinates"] = f"{location.latitude}, {location.longitude}"
        week: dict[int, list[Span]] = {}
        for row in location.hours.all():
            week.setdefault(row.weekday, []).append((row.opens, row.closes))
        for day, name in WEEKDAYS.items():
            self.fields[f"day_{day}"] = HoursField(label=name, initial=week.get(day, []))
        self.add_languages(location, languages)

    @property
    def week_fields(self) -> list[forms.BoundField]:
        return [self[f"day_{day}"] for day in range(7)]

    def group(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def who_and_where(self) -> list[forms.BoundField]:
        return self.group("name", "kind", "address", "coordinates", "directions", "phone")

    @property
    def coming_in(self) -> list[forms.BoundField]:
        return self.group(*self.FACTS, "access_note", "is_neutral", "neutral_note")

    @property
    def comparing(self) -> list[forms.BoundField]:
        return self.group(
            "travel_minutes", "longest_travel_minutes", "monthly_cost", "is_considered"
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What is set on the place, once the form is valid."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields}
        given["latitude"], given["longitude"] = self.cleaned_data["coordinates"] or (None, None)
        return given

    @property
    def week(self) -> dict[int, list[Span]]:
        """Weekday → spans, once the form is valid."""
        return {day: spans for day in range(7) if (spans := self.cleaned_data[f"day_{day}"])}


class ExceptionForm(forms.Form):
    """Days with other hours, or none."""

    DAY = forms.DateInput(attrs={"type": "date"})

    location = forms.ModelChoiceField(
        Location.objects.in_use(), label=_("Where"), required=False, empty_label=_("Every office")
    )
    first_date = forms.DateField(label=_("First day"), widget=DAY)
    last_date = forms.DateField(label=_("Last day"), required=False, widget=DAY)
    spans = HoursField(label=_("Hours"), help_text=_("Empty: closed."))
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first = given.get("first_date")
        given["last_date"] = given.get("last_date") or first
        if first and given["last_date"] < first:
            self.add_error("last_date", _("This lies before the first day."))
        return given


class StopsForm(forms.Form):
    """Where a mobile office stops, once or again and again."""

    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    hours = OneSpanField(label=_("Hours"), required=True)
    place = forms.CharField(
        label=_("Place"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    partners = forms.CharField(
        label=_("Together with"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    every_weeks = forms.TypedChoiceField(
        label=_("Again"),
        coerce=int,
        required=False,
        empty_value=0,
        choices=[
            (0, _("Only this once")),
            (1, _("every week")),
            (2, _("every two weeks")),
            (4, _("every four weeks")),
        ],
    )
    times = forms.IntegerField(
        label=_("How often"), min_value=1, max_value=MOST_TIMES, required=False, initial=6
    )
