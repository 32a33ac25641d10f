"""What the pages of the press take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.engagement.press.actions.outlets import AboutContact, AboutOutlet
from baraza.engagement.press.models import CorrectionAsked, Coverage, MediaContact, Outlet, Release
from baraza.web.desk.forms import line
from baraza.web.desk.website.facts import address_field, day_input


class OwnForm(forms.ModelForm):
    """Shown by `desk/edit.html`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = self.visible_fields


class OutletForm(OwnForm):
    """What is known of an outlet."""

    website = address_field(_("Website"))

    class Meta:
        model = Outlet
        fields = ["name", "kind", "language", "reach", "website"]
        widgets = {"name": line()}
        help_texts = {"language": _("A code such as en, fr, ar, sw.")}

    @property
    def about(self) -> AboutOutlet:
        """What was entered; the form must be valid."""
        return AboutOutlet(**self.cleaned_data)


class ContactForm(OwnForm):
    """Somebody there."""

    class Meta:
        model = MediaContact
        fields = ["name", "role", "email", "phone"]
        widgets = {
            "name": line(),
            "role": line(),
            "email": forms.EmailInput(attrs={"dir": "ltr"}),
            "phone": forms.TextInput(attrs={"dir": "ltr", "type": "tel"}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("email", "name", "phone")):
            raise forms.ValidationError(_("Please enter a name, an address or a telephone."))
        return cleaned

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    @property
    def about(self) -> AboutContact:
        """What was entered; the form must be valid."""
        return AboutContact(**self.cleaned_data)


class CoverageForm(OwnForm):
    """Who wrote or spoke about it, and whether it was right."""

    link = address_field(_("Link"))

    class Meta:
        model = Coverage
        fields = ["outlet", "title", "link", "published_date", "release", "correction"]
        widgets = {"title": line(), "published_date": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].queryset = Release.objects.filter(live=True)
        self.fields["release"].empty_label = _("None of ours")
        self.fields["correction"].choices = CorrectionAsked.choices
        if not self.instance.pk:
            self.initial.setdefault("published_date", timezone.localdate())


class SendForm(forms.Form):
    """To whom, and when, where it is under embargo."""

    NOW, LATER = "now", "later"

    contacts = forms.TypedMultipleChoiceField(
        label=_("To whom"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    when = forms.ChoiceField(label=_("When"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, contacts: list[MediaContact], is_embargoed: bool
    ) -> None:
        super().__init__(data, initial={"contacts": [one.pk for one in contacts], "when": self.NOW})
        self.own = self.visible_fields
        self.fields["contacts"].choices = [
            (one.pk, f"{one.outlet.name}: {one} <{one.email}>" if one.name else str(one.outlet))
            for one in contacts
        ]
        if is_embargoed:
            self.fields["when"].choices = [
                (self.NOW, _("In a minute, with the embargo on top")),
                (self.LATER, _("When the embargo ends")),
            ]
        else:
            del self.fields["when"]

    @property
    def is_early(self) -> bool:
        """Whether it leaves before the embargo ends; the form must be valid."""
        return self.cleaned_data.get("when") == self.NOW
