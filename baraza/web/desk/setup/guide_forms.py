"""What the steps of the set-up guide take from a browser."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from baraza.base.office.models import Profile
from baraza.base.office.typed_hours import Span
from baraza.common.pictures import taken
from baraza.flows.demo.content import LibraryLetter
from baraza.web.desk.forms import line, low
from baraza.web.desk.reach.forms import HoursField
from baraza.web.desk.setup.forms import LinesField, language_name

SPOKEN = [code for code, _name in settings.LANGUAGES]
# Others in which offices often write; any code can be entered under Set-up, The office.
ALSO = ("am", "bn", "ha", "hi", "id", "ne", "pt", "ru", "so", "sw", "tr", "uk", "ur", "yo")


class WhoForm(forms.Form):
    """Whose office it is, and in which languages it writes."""

    member_name = forms.CharField(label=_("Name of the member"), max_length=200, widget=line())
    constituency = forms.CharField(label=_("Constituency"), max_length=200, widget=line())
    name = forms.CharField(
        label=_("Name of the office"),
        max_length=200,
        widget=line(),
        help_text=_("As it stands under letters: “Office of …”."),
    )
    first_language = forms.ChoiceField(
        label=_("First language"),
        help_text=_(
            "What you write is written in it first, and shown in it where nothing else is."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Also in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Opening hours, days to answer in and appointments go by it."),
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())],
    )

    def __init__(self, data: Any = None, *, own: Profile) -> None:
        super().__init__(
            data,
            initial={
                "member_name": own.member_name,
                "constituency": own.constituency,
                "name": own.name,
                "first_language": own.default_language,
                "languages": own.languages,
                "timezone": own.timezone,
            },
        )
        codes = dict.fromkeys([*SPOKEN, *own.languages])
        self.fields["languages"].choices = [(code, language_name(code)) for code in codes]
        known = {code: language_name(code) for code in (*codes, *ALSO)}
        self.fields["first_language"].choices = sorted(known.items(), key=lambda one: one[1])

    @property
    def entered(self) -> dict[str, Any]:
        """As the profile takes it; the form must be valid."""
        data = dict(self.cleaned_data)
        first, others = data.pop("first_language"), data.pop("languages")
        return data | {"languages": list(dict.fromkeys([first, *others]))}


class ReachForm(forms.ModelForm):
    """How people reach the office; all of it stands on the website."""

    class Meta:
        model = Profile
        fields = ["email", "phone", "postal_address"]
        widgets = {
            "email": forms.EmailInput(attrs={"dir": "ltr"}),
            "phone": forms.TextInput(attrs={"dir": "ltr", "type": "tel"}),
            "postal_address": low(3),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class PortraitForm(forms.Form):
    """The member, and what the picture shows."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG or WebP. It is made smaller, and what a camera adds (place, time) is "
            "taken out."
        ),
        error_messages={"required": _("Choose a picture, or leave this step for later.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, own: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # With a portrait there, only its words may change.
        self.fields["picture"].required = own.portrait is None
        self.languages = own.languages or [own.default_language]
        known = own.portrait_words
        for code in self.languages:
            name = {"language": language_name(code)}
            first = code == self.languages[0]
            label = _("What the picture shows")
            if len(self.languages) > 1:
                label = _("What the picture shows, in %(language)s") % name
            self.fields[f"shows_{code}"] = forms.CharField(
                label=label,
                max_length=250,
                required=first,
                initial=known.get(code) or _usual_words(own, code),
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
                help_text=_("One sentence, read aloud to those who cannot see it.")
                if first
                else "",
            )

    @property
    def shows(self) -> dict[str, str]:
        """Language → words; the form must be valid."""
        return {code: self.cleaned_data[f"shows_{code}"] for code in self.languages}

    def clean_picture(self) -> UploadedFile | None:
        given = self.cleaned_data["picture"]
        return taken(given, scanner=settings.CLAMD) if given else None


def _usual_words(own: Profile, language: str) -> str:
    """What any portrait shows, in a language that Baraza speaks."""
    if language not in SPOKEN:
        return ""
    with override(language):
        return gettext("Portrait of %(name)s") % {"name": own.member_name or own.name}


class FirstOfficeForm(forms.Form):
    """The first place where people find the office. Further ones: Set-up, Offices and hours."""

    name = forms.CharField(label=_("What it is called"), max_length=120, widget=line())
    address = forms.CharField(label=_("Address"), widget=low(3))
    days = forms.TypedMultipleChoiceField(
        label=_("Open on"),
        coerce=int,
        choices=lambda: list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    hours = HoursField(label=_("From when to when"), required=True)

    def __init__(self, data: Any = None, *, own: Profile) -> None:
        super().__init__(
            data,
            initial={
                "name": own.constituency,
                "address": own.postal_address,
                "days": own.weekdays,
                "hours": "9-12, 14-17",
            },
        )

    @property
    def week(self) -> dict[int, list[Span]]:
        """Weekday → spans; the form must be valid."""
        return dict.fromkeys(self.cleaned_data["days"], self.cleaned_data["hours"])


class PlacesForm(forms.Form):
    """The constituency, and what lies in it."""

    name = forms.CharField(label=_("Constituency"), max_length=200, widget=line())
    places = LinesField(
        label=_("Wards, towns or villages in it"),
        required=False,
        widget=low(5),
        help_text=_("One a line. You can rename and move each of them later."),
    )


class NoteForm(forms.ModelForm):
    """Whether each writer hears at once that their letter arrived."""

    class Meta:
        model = Profile
        fields = ["acknowledges"]


class LettersForm(forms.Form):
    """Which of the letters that come with Baraza are taken."""

    letters = forms.MultipleChoiceField(label=_("Take these"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, offered: list[LibraryLetter]) -> None:
        super().__init__(data, initial={"letters": [one.key for one in offered]})
        self.fields["letters"].choices = [(one.key, one.title) for one in offered]
