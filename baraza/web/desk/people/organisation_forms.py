"""What the pages of organisations take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.people.actions.organisations import About
from baraza.base.people.actions.records import ContactValue
from baraza.base.people.models import (
    ContactKind,
    Organisation,
    OrganisationKind,
    RelationKind,
)
from baraza.web.desk.people.forms import checked_contact, languages

TO_ORGANISATIONS = [
    (kind.value, kind.label)
    for kind in (
        RelationKind.WORKS_FOR,
        RelationKind.LEADER,
        RelationKind.SPEAKS_FOR,
        RelationKind.BELONGS_TO,
    )
]


class OrganisationForm(forms.Form):
    """What is known of it."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    other_names = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "low"}),
        help_text=_("One a line: in short, in another language, as it was called before."),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "low"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    do_not_contact = forms.BooleanField(label=_("They do not want to be contacted"), required=False)

    def __init__(self, data: Any = None, *, organisation: Organisation | None = None) -> None:
        initial = {}
        if organisation is not None:
            initial = {name: getattr(organisation, name) for name in OrganisationForm.base_fields}
            initial["other_names"] = "\n".join(organisation.other_names)
        super().__init__(data, initial=initial)
        self.fields["language"].choices = [("", _("Not known")), *languages()]

    @property
    def about(self) -> About:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in OrganisationForm.base_fields}
        entered["other_names"] = tuple(entered["other_names"].splitlines())
        entered["kind"] = OrganisationKind(entered["kind"])
        return About(**entered)


class NewOrganisationForm(OrganisationForm):
    """A new one, with a first way to reach it."""

    email = forms.CharField(label=_("E-mail address"), max_length=320, required=False)
    phone = forms.CharField(label=_("Telephone number"), max_length=40, required=False)
    field_order = ["name", "kind", "email", "phone"]

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


class BelongsForm(forms.Form):
    """Somebody known, or somebody new, and what they are to the organisation."""

    person = forms.IntegerField(required=False)
    name = forms.CharField(max_length=200, required=False)
    kind = forms.ChoiceField(choices=TO_ORGANISATIONS)
    role = forms.CharField(max_length=100, required=False)
