"""What the pages of other systems take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models import Organisation
from baraza.engagement.casework.models import Agency, CaseKind


class KeyForm(forms.Form):
    """Whose key it is."""

    name = forms.CharField(
        label=_("Which system"),
        max_length=100,
        help_text=_("As you will know it again: “Town hall app”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class EndpointForm(forms.Form):
    """Where an authority takes requests."""

    organisation = forms.ModelChoiceField(label=_("Authority"), queryset=None)
    kind = forms.ModelChoiceField(label=_("Kind of case"), queryset=None)
    address = forms.URLField(
        label=_("Address of their service"),
        assume_scheme="https",
        max_length=300,
        help_text=_("What comes before “requests.json”; it begins with https."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    service_code = forms.CharField(
        label=_("What they call it (service code)"),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    jurisdiction = forms.CharField(
        label=_("Jurisdiction"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    api_key = forms.CharField(
        label=_("Their key for us"),
        max_length=500,
        required=False,
        help_text=_("Kept encrypted and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Agency.objects.in_use().values("organisation")
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=known).order_by(
            "sort_key"
        )
        self.fields["kind"].queryset = CaseKind.objects.in_use()
