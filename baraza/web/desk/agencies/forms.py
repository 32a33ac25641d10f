"""What the pages of agencies take from a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baraza.base.places.models import Area
from baraza.base.places.queries import area_tree
from baraza.common.uploads import TEXT, XLSX, UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.engagement.casework.actions.agencies import AboutAgency
from baraza.engagement.casework.models import Agency, AgencyContact, CaseKind, Level
from baraza.web.desk.forms import TranslatedForm, line, low

MOST_BYTES = 20_000_000


def kinds_to_choose(chosen: Sequence[CaseKind] = ()) -> list[tuple[int, str]]:
    """(id, name) of the kinds in use, and of those chosen before."""
    found = {kind.pk: kind.said("name") for kind in CaseKind.objects.in_use()}
    return list({**found, **{kind.pk: kind.said("name") for kind in chosen}}.items())


class AgencyForm(TranslatedForm):
    """What the directory says of an organisation."""

    TRANSLATED = ("what_for", "hours")

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    what_for = forms.CharField(label=_("What they help with"), required=False, widget=low(3))
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )
    hours = forms.CharField(
        label=pgettext_lazy("heading of opening hours", "Open"),
        max_length=200,
        required=False,
        widget=line(),
    )
    is_public = forms.BooleanField(
        label=_("Shown on the website"),
        required=False,
        initial=True,
        help_text=_("With telephone, hours and what it is responsible for; contacts never."),
    )
    how_it_really_goes = forms.CharField(
        label=_("How it really goes"),
        required=False,
        widget=low(4),
        help_text=_("Which desk, which day, whom to mention. Only staff read this."),
    )

    @classmethod
    def of(cls, agency: Agency, data: Any = None) -> AgencyForm:
        """With what is said now."""
        initial = {name: getattr(agency, name) for name in cls.base_fields}
        return cls(data, initial=initial | cls.translated_initial(agency.translations))

    @property
    def about(self) -> AboutAgency:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in AgencyForm.base_fields}
        entered["level"] = Level(entered["level"])
        return AboutAgency(**entered, translations=self.translations)


class NewAgencyForm(AgencyForm):
    """One whose organisation is not known yet."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=line())
    field_order = ["name"]


class ResponsibilityForm(forms.Form):
    """What an agency looks after, and where."""

    kind = forms.TypedChoiceField(label=_("Kind of case"), coerce=int)
    area = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    what = forms.CharField(
        label=_("What exactly"),
        max_length=200,
        required=False,
        widget=line(),
        help_text=_("Which road, tap or school, where it is not all of them."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["kind"].choices = kinds_to_choose()
        self.fields["area"].choices = [("", _("everywhere")), *area_tree(day=timezone.localdate())]

    @property
    def chosen(self) -> dict[str, Any]:
        """Kind, area and words; the form must be valid."""
        area = self.cleaned_data["area"]
        return {
            "kind": CaseKind.objects.get(pk=self.cleaned_data["kind"]),
            "area": Area.objects.get(pk=area) if area else None,
            "what": self.cleaned_data["what"],
        }


class ContactForm(forms.ModelForm):
    """Somebody or some desk to turn to."""

    class Meta:
        model = AgencyContact
        fields = ["name", "role", "email", "phone"]
        widgets = {
            "name": line(),
            "role": line(),
            "email": forms.EmailInput(attrs={"dir": "ltr"}),
            "phone": forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Several such forms stand on one page.
        self.auto_id = f"id_{self.instance.pk or 'new'}_%s"

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not self.errors and not any(entered.get(one) for one in ("name", "email", "phone")):
            raise forms.ValidationError(_("Give a name, an e-mail address or a number."))
        return entered


class FileForm(forms.Form):
    """A table of agencies."""

    file = forms.FileField(
        label=_("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=_("CSV or Excel, with the headings of the form."),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            check_upload(
                content=file,
                name=file.name,
                allowed=frozenset({TEXT, XLSX}),
                most_bytes=MOST_BYTES,
                scanner=settings.CLAMD,
            )
        except (UploadRefused, Infected, ScannerSilent) as refused:
            raise forms.ValidationError(str(refused)) from refused
        file.seek(0)
        return file
