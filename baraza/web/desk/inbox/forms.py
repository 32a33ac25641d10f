"""What the inbox takes from a browser."""

from __future__ import annotations

from email.utils import parseaddr

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from baraza.dialogue.conversations.actions.on_paper import LONGEST_ADDRESS
from baraza.dialogue.conversations.actions.passing_on import Office
from baraza.dialogue.conversations.models import Attachment
from baraza.dialogue.letters.models import LetterText
from baraza.web.desk.inbox.composer import Written


class AnswerForm(forms.Form):
    """An answer as it is written; what is missing in it is the domain's to say."""

    text = forms.CharField(required=False, strip=False)
    subject = forms.CharField(required=False, max_length=500)
    letter = forms.ModelChoiceField(LetterText.objects.select_related("letter"), required=False)
    version = forms.IntegerField(required=False)
    seen = forms.IntegerField(required=False)
    signed = forms.BooleanField(required=False)

    @property
    def written(self) -> Written:
        """What was written, as far as it can be read."""
        self.is_valid()
        data = self.cleaned_data
        return Written(
            text=data.get("text", ""),
            subject=data.get("subject", ""),
            letter_text=data.get("letter"),
            letter_version=data.get("version"),
            seen=data.get("seen"),
            is_signed=bool(data.get("signed")),
        )


class PaperForm(forms.Form):
    """Where an answer on paper goes, and how it is set."""

    address = forms.CharField(required=False, max_length=LONGEST_ADDRESS)
    large = forms.BooleanField(required=False)


class PassOnForm(forms.Form):
    """Who can help, and what they and the writer are told."""

    to = forms.CharField(
        label=_("To whom?"),
        max_length=520,
        help_text=_("Choose an office you know, or write a name and an e-mail address."),
        widget=forms.TextInput(
            attrs={
                "list": "offices",
                "dir": "auto",
                "autocomplete": "off",
                "autofocus": True,
                "placeholder": "Ministry of Water <office@water.example>",
            }
        ),
    )
    covering = forms.CharField(
        label=_("What that office reads above the letter"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    names = forms.BooleanField(
        required=False, label=_("They may know who wrote, and answer directly"), initial=True
    )
    files = forms.ModelMultipleChoiceField(
        Attachment.objects.none(),
        required=False,
        label=_("Files that go with it"),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("What the writer reads"),
        max_length=10_000,
        help_text=_("[to_whom] becomes the name of that office."),
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )

    def __init__(
        self,
        *args: object,
        attachments: list[Attachment],
        offices: list[tuple[str, str]],
        can_be_told: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = offices
        if attachments:
            field = self.fields["files"]
            letter = attachments[0].message
            field.queryset = letter.attachments.filter(pk__in=[one.pk for one in attachments])
            field.label_from_instance = lambda one: one.filename
            field.initial = attachments
        else:
            del self.fields["files"]
        if not can_be_told:
            del self.fields["note"]

    def clean_to(self) -> Office:
        typed = self.cleaned_data["to"].strip()
        known = dict(self.offices)
        if typed in known:
            return Office(name=typed, address=known[typed])
        name, address = parseaddr(typed)
        if "@" not in address:
            raise ValidationError(_("An e-mail address is missing, such as office@water.example."))
        by_address = {each: office for office, each in self.offices}
        return Office(name=name or by_address.get(address, address), address=address)


class RemarkForm(forms.Form):
    """What should be different."""

    remark = forms.CharField(required=False, max_length=5_000)
