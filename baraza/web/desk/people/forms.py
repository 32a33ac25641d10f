"""What the people's pages take from a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baraza.base.accounts.models import Circle, User
from baraza.base.office.queries import profile
from baraza.base.people.actions.records import (
    ContactValue,
    Details,
    NotAContactPoint,
    normal_contact,
)
from baraza.base.people.models import (
    CallFirst,
    ContactKind,
    ContactPoint,
    OrganisationKind,
    Person,
    PreferredChannel,
    RelationKind,
)

# Spoken by many and not in Django's own list.
FURTHER_LANGUAGES = {
    "am": "አማርኛ",
    "so": "Soomaali",
    "ha": "Hausa",
    "yo": "Yorùbá",
    "rw": "Kinyarwanda",
}


def languages() -> list[tuple[str, str]]:
    """Codes with the language's own name, the office's first."""
    names = {
        code: info["name_local"]
        for code, info in LANG_INFO.items()
        if "name_local" in info and "-" not in code
    } | FURTHER_LANGUAGES
    own = [code for code in profile().languages if code in names]
    rest = sorted(names.keys() - set(own), key=lambda code: names[code].casefold())
    return [(code, names[code]) for code in (*own, *rest)]


class PersonForm(forms.Form):
    """What is known of a person. There is no field for a party or a vote (P7)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As they write it themselves, in any script."),
    )
    other_names = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: in another script, before marriage, as everybody calls them."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    languages = forms.MultipleChoiceField(label=_("Other languages they speak"), required=False)
    preferred_channel = forms.ChoiceField(
        label=_("How they like to be reached"),
        required=False,
        choices=[("", _("They have not said")), *PreferredChannel.choices],
    )
    access_needs = forms.CharField(
        label=_("What they need so that they can take part"),
        max_length=300,
        required=False,
        help_text=_("Large print, a ramp, an interpreter."),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1850, max_value=2200
    )
    address = forms.CharField(
        label=_("Address"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    given_name = forms.CharField(label=_("Given name"), max_length=200, required=False)
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=200,
        required=False,
        help_text=_("Only where they divide their name so."),
    )
    do_not_contact = forms.BooleanField(label=_("They do not want to be contacted"), required=False)
    is_deceased = forms.BooleanField(label=_("They have died"), required=False)

    def __init__(self, data: Any = None, *, person: Person | None = None) -> None:
        initial = {}
        if person is not None:
            initial = {name: getattr(person, name) for name in self.base_fields}
            initial["other_names"] = "\n".join(person.other_names)
        super().__init__(data, initial=initial)
        spoken = languages()
        self.fields["language"].choices = [("", _("Not known")), *spoken]
        self.fields["languages"].choices = spoken
        self.fields["languages"].widget = forms.SelectMultiple(attrs={"size": 4}, choices=spoken)
        self.fields["name"].widget.attrs["dir"] = "auto"
        for name in ("other_names", "address", "access_needs"):
            self.fields[name].widget.attrs["dir"] = "auto"

    @property
    def details(self) -> Details:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in PersonForm.base_fields}
        entered["other_names"] = tuple(entered["other_names"].splitlines())
        entered["languages"] = tuple(entered["languages"])
        return Details(**entered)


class NewPersonForm(PersonForm):
    """Somebody new, with a first way to reach them."""

    email = forms.CharField(label=_("E-mail address"), max_length=320, required=False)
    phone = forms.CharField(label=_("Telephone number"), max_length=40, required=False)
    field_order = ["name", "email", "phone"]

    def clean_email(self) -> str:
        return checked_contact(ContactKind.EMAIL, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        return checked_contact(ContactKind.PHONE, self.cleaned_data["phone"])

    @property
    def contacts(self) -> list[ContactValue]:
        """What was entered; the form must be valid."""
        entered = (
            (ContactKind.EMAIL, self.cleaned_data["email"]),
            (ContactKind.PHONE, self.cleaned_data["phone"]),
        )
        return [(kind, value) for kind, value in entered if value]


def checked_contact(kind: ContactKind, value: str) -> str:
    """The value as it is kept; empty where nothing was entered. Raises ValidationError."""
    if not value.strip():
        return ""
    try:
        return normal_contact(kind=kind, value=value)
    except NotAContactPoint as error:
        raise forms.ValidationError(
            _("Nobody can be reached at this. Is something missing?")
        ) from error


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Address or number"), max_length=320)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if "kind" in entered and "value" in entered:
            entered["value"] = checked_contact(ContactKind(entered["kind"]), entered["value"])
        return entered


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    circle = forms.ModelChoiceField(
        Circle.objects.none(),
        label=_("Who may read it"),
        required=False,
        empty_label=_("All staff"),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.fields["circle"].queryset = user.circles.all()


class WarningForm(forms.Form):
    text = forms.CharField(
        label=_("What must every colleague know?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    call_first = forms.ChoiceField(label=_("Call first"), required=False, choices=CallFirst.choices)


class LetterForm(forms.Form):
    """A first letter; what else is missing in it is the domain's to say."""

    to = forms.ChoiceField(label=pgettext_lazy("recipient", "To"), required=False)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=500,
        widget=forms.TextInput({"dir": "auto", "autofocus": True}),
        error_messages={"required": _("A few words here help them to find your letter again.")},
    )
    text = forms.CharField(
        label=_("Your letter"),
        error_messages={"required": _("There is nothing in it yet. Write a few words first.")},
        widget=forms.Textarea({"rows": 12, "dir": "auto"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        addresses: Sequence[ContactPoint],
        chosen: str,
        salutation: str,
    ) -> None:
        super().__init__(data, initial={"text": f"{salutation}\n\n" if salutation else ""})
        _offer(self, "to", addresses, chosen)


def _offer(form: forms.Form, field: str, points: Sequence[ContactPoint], chosen: str) -> None:
    """Choose among several ways; of one there is nothing to choose."""
    if len(points) < 2:
        del form.fields[field]
        return
    dead = _("not reachable")
    form.fields[field].choices = [
        (point.value, f"{point.value} ({dead})" if point.is_dead else point.value)
        for point in points
    ]
    form.initial[field] = next(
        (point.value for point in points if str(point.pk) == chosen),
        next((point.value for point in points if not point.is_dead), points[0].value),
    )


class RelationForm(forms.Form):
    kind = forms.ChoiceField(choices=[*RelationKind.choices, ("household", "household")])
    role = forms.CharField(max_length=100, required=False)
    person = forms.IntegerField(required=False)
    organisation = forms.IntegerField(required=False)
    new_organisation = forms.CharField(max_length=200, required=False)
    organisation_kind = forms.ChoiceField(choices=OrganisationKind.choices, required=False)
