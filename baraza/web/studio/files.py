"""Files that people can download: looked into before they are kept, as every file is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

from baraza.common.uploads import EVERYDAY, UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent


class FileForm(BaseDocumentForm):
    """Says before what is taken, and afterwards why something was not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            field.help_text = _("PDF, documents, tables and pictures, each up to 25 MB.")
            endings = sorted(ending for kind in EVERYDAY for ending in kind.endings)
            field.widget.attrs["accept"] = ",".join(f".{ending}" for ending in endings)

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            looked_at = check_upload(content=file, name=file.name, scanner=settings.CLAMD)
        except (UploadRefused, Infected, ScannerSilent) as refused:
            raise ValidationError(str(refused)) from refused
        file.name = looked_at.name
        return file
