"""What is asked before people are brought in."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from baraza.base.people.exchange.mapping import FIELDS
from baraza.common.uploads import TEXT, XLSX, UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent

MOST_BYTES = 50_000_000
NAMES = {"name", "given_name", "family_name"}


class FileForm(forms.Form):
    """An address book."""

    file = forms.FileField(
        label=_("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.vcf"}),
        help_text=_("A table (CSV or Excel) or contacts from a telephone (vCard)."),
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


class MappingForm(forms.Form):
    """What each column means."""

    def __init__(self, columns: Sequence[str], mapping: dict[str, str], data: object = None):
        super().__init__(data)
        choices = [("", _("Leave it out")), *FIELDS.items()]
        for number, column in enumerate(columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=mapping.get(str(number), ""),
            )

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if not NAMES & set(cleaned.values()):
            raise forms.ValidationError(_("Say which column is the name."))
        return cleaned

    @property
    def mapping(self) -> dict[str, str]:
        """Column number → field, as an import keeps it."""
        return {
            name.removeprefix("column-"): field
            for name, field in self.cleaned_data.items()
            if field
        }
