"""What a school asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from baraza.base.office.queries import profile
from baraza.web.site.forms import ContactForm, LineField, TextField


class VisitForm(ContactForm):
    """A visit to a school, or of one to parliament: a letter like any other."""

    subject = None
    address = None
    message = TextField(
        label=_("What else should we know?"),
        help_text=_("What the class is learning, what pupils would like to ask."),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "class": "short"}),
    )
    where = forms.ChoiceField(
        label=_("What would you like?"),
        choices=[
            ("school", _("Our member visits our school")),
            ("parliament", _("We visit parliament")),
            ("video", _("We talk by video")),
        ],
        initial="school",
        widget=forms.RadioSelect,
    )
    school = LineField(
        label=_("School or group, and where it is"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    group_size = forms.IntegerField(
        label=_("How many come?"),
        min_value=1,
        max_value=2_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    ages = LineField(
        label=_("How old are they?"), max_length=60, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    dates = LineField(
        label=_("Which days would suit you?"),
        help_text=_("Name two or three, or say what does not suit you."),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    needs = TextField(
        label=_("What does somebody need to take part?"),
        help_text=_("A ramp, an interpreter, a quiet room. Please name no pupil."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "short"}),
    )

    # In the order in which the letter tells them.
    TOLD = ("where", "school", "group_size", "ages", "dates", "needs", "message")

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not entered.get("email") and not entered.get("phone") and not self.errors:
            missing = _("Please give one of the two: we answer with a day.")
            self.add_error("email", missing)
        return entered

    def _document(self) -> dict[str, str]:
        said = self.cleaned_data
        wishes = dict(self.fields["where"].choices)
        # In the office's own language: staff read the questions, and the writer their answers.
        with translation.override(profile().default_language):
            answers = {name: said[name] for name in self.TOLD} | {"where": wishes[said["where"]]}
            lines = [
                f"{self.fields[name].label}\n{answer}" for name, answer in answers.items() if answer
            ]
            subject = translation.gettext("School visit: %(school)s") % {"school": said["school"]}
            text = "\n\n".join(str(line) for line in lines)
        return {
            "text": text,
            "name": said["name"],
            "email": said["email"],
            "phone": said["phone"],
            "subject": subject,
            "language": translation.get_language() or "",
            "organisation": said["school"],
        }
