"""What somebody allows, how that is known, and what it says."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from io import BytesIO
from typing import Any, BinaryIO

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models import Organisation
from baraza.common.uploads import (
    JPEG,
    MOST_BYTES,
    PDF,
    PNG,
    TIFF,
    WEBP,
    UploadRefused,
    check_upload,
)
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.engagement.casework.actions.authorising import ON_FILE, WITNESSED, GivenFile
from baraza.engagement.casework.models import AuthorisationWording, Proof

DRAWING = "data:image/png;base64,"
MOST_OF_A_DRAWING = 500_000
PAPER = frozenset({PDF, PNG, JPEG, WEBP, TIFF})
HOW: dict[str, object] = {
    Proof.DRAWN: _("They sign here, on this screen"),
    Proof.SCAN: _("They signed on paper: a scan or a photo of it"),
    Proof.PDF: _("They sent a signed PDF"),
    Proof.MARK: _("They made their mark, and somebody saw it"),
    Proof.SPOKEN: _("They said so, and somebody heard it"),
    Proof.ASKING: _("They asked us to"),
}


class AuthorisationForm(forms.Form):
    """Only proofs that are enough for the kind of case are offered."""

    proof = forms.ChoiceField(label=_("How do we know?"), widget=forms.RadioSelect)
    drawing = forms.CharField(required=False, widget=forms.HiddenInput)
    paper = forms.FileField(
        label=_("The signed page"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,image/*"}),
    )
    witness = forms.CharField(
        label=_("Who saw or heard it?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    matter = forms.CharField(
        label=_("For which matter?"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Whom may we ask?"),
        required=False,
        help_text=_("Nothing ticked: whoever is responsible for the matter."),
        widget=forms.CheckboxSelectMultiple,
    )
    given_date = forms.DateField(
        label=_("Given on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    expires_date = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("The last day counts. Usually a year."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    wording = forms.ModelChoiceField(
        AuthorisationWording.objects.all(), required=False, widget=forms.HiddenInput
    )

    def __init__(
        self,
        *args: Any,
        proofs: Sequence[str],
        organisations: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [(one, HOW[one]) for one in HOW if one in proofs]
        self.fields["organisations"].queryset = Organisation.objects.filter(
            pk__in=[one.pk for one in organisations]
        ).order_by("sort_key")
        if not organisations:
            del self.fields["organisations"]

    def clean(self) -> dict[str, Any]:
        """Adds `file`: what proves it, looked through."""
        data = super().clean()
        proof = data.get("proof")
        data["file"] = None
        if proof == Proof.DRAWN:
            data["file"] = self._drawn(data.get("drawing", ""))
        elif proof in ON_FILE:
            data["file"] = self._paper(data.get("paper"))
        if proof in WITNESSED and not data.get("witness", "").strip():
            self.add_error("witness", _("A mark and a spoken word need the name of a witness."))
        given, expires = data.get("given_date"), data.get("expires_date")
        if given and expires and expires < given:
            self.add_error("expires_date", _("This is before the day it was given."))
        return data

    def _drawn(self, drawing: str) -> GivenFile | None:
        content = b""
        if drawing.startswith(DRAWING):
            try:
                content = base64.b64decode(drawing.removeprefix(DRAWING), validate=True)
            except binascii.Error:
                content = b""
        if not content:
            self.add_error(
                "drawing", _("Nothing is signed yet. Sign in the box, or choose another way above.")
            )
            return None
        return self._looked_through(BytesIO(content), "signature.png", "drawing")

    def _paper(self, paper: Any) -> GivenFile | None:
        if paper is None:
            self.add_error("paper", _("Add the signed page: a scan, a photo or a PDF."))
            return None
        return self._looked_through(paper, paper.name, "paper")

    def _looked_through(self, content: BinaryIO, name: str, field: str) -> GivenFile | None:
        is_paper = field == "paper"
        try:
            upload = check_upload(
                content=content,
                name=name,
                allowed=PAPER if is_paper else {PNG},
                most_bytes=MOST_BYTES if is_paper else MOST_OF_A_DRAWING,
                scanner=settings.CLAMD,
            )
        except (UploadRefused, Infected, ScannerSilent) as refused:
            self.add_error(field, str(refused))
            return None
        return GivenFile(upload, content.read())


class WordingForm(forms.Form):
    """What people sign, in one language."""

    language = forms.CharField(widget=forms.HiddenInput, max_length=10)
    text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}))
