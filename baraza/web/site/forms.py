"""The letter somebody writes on the office's own site."""

import json
import re
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

MESSAGE_LENGTH = 20_000
# Common endings only: "J.Moreno" and "St.John" are names.
LINK = re.compile(
    r"://|www\.|\w\.(?:com|net|org|info|biz|io|ru|cn|xyz|top|site|online|shop|link|click)\b",
    re.IGNORECASE,
)
PHONE = re.compile(r"[+\d\s().,/#x-]+")
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class LineField(forms.CharField):
    """One line: whatever would break it, or turn its direction around, becomes a space."""

    def to_python(self, value: object) -> str:
        return " ".join(UNSEEN.sub(" ", super().to_python(value)).split())


class TextField(forms.CharField):
    """Several lines, counted as the writer counts them: a line's end is one character."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        # No maxlength: browsers cut a pasted text without a word.
        return {}


class ContactForm(forms.Form):
    """A letter to the office. `website` is a trap: people do not see it, programs fill it."""

    name = LineField(
        label=_("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={
            "invalid": _("This does not look like an e-mail address. Is something missing?")
        },
    )
    phone = LineField(
        label=_("Your telephone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}
        ),
    )
    subject = LineField(
        label=_("What is it about?"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    message = TextField(
        label=_("Your letter"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        error_messages={
            "max_length": _(
                "Your letter has %(show_value)d characters, and this form takes %(limit_value)d. "
                "Please shorten it, or send the rest as a second letter."
            )
        },
    )
    address = TextField(
        label=_("Your postal address"),
        help_text=_("Helps us to see whether you live in the constituency."),
        max_length=500,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "street-address", "dir": "auto", "class": "short"}
        ),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if LINK.search(name):
            raise forms.ValidationError(_("Please write your name without a web address."))
        if name.startswith(("=", "+", "-", "@")):
            raise forms.ValidationError(_("A name begins with a letter."))
        return name

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone:
            digits = sum(sign.isdecimal() for sign in phone)
            if not PHONE.fullmatch(phone.lower().replace("ext", "x")) or not 5 <= digits <= 20:
                raise forms.ValidationError(
                    _("This does not look like a telephone number. Is something missing?")
                )
        return phone

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            # Said rather than dropped in silence: a browser's autofill can fall into it too.
            raise forms.ValidationError(
                _("A field that must stay empty was filled in. It is empty now: please send again.")
            )
        return ""

    def entry(self) -> bytes:
        """The letter as one JSON document, as `conversations.reading` takes it."""
        return json.dumps(self._document(), ensure_ascii=False, sort_keys=True).encode()

    def _document(self) -> dict[str, str]:
        said = self.cleaned_data
        return {
            "text": said["message"],
            "name": said["name"],
            "email": said["email"],
            "phone": said["phone"],
            "subject": said["subject"],
            "language": translation.get_language(),
            "address": said["address"],
        }


class ResidentForm(ContactForm):
    """A letter to an office that asks where its writers live (requirement F5).

    `told` is set once somebody outside was told whom to turn to: then the letter is taken.
    """

    writes_for = forms.ChoiceField(
        label=_("For whom do you write?"),
        choices=[
            ("self", _("For myself, or for my family")),
            ("organisation", _("For an organisation, or as an expert")),
        ],
        initial="self",
        required=False,
        widget=forms.RadioSelect,
    )
    organisation = LineField(
        label=_("The organisation, or what you are expert in"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    told = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].help_text = _(
            "We ask because members work for the people of their own constituency. The postcode, "
            "or the name of your village or ward, is enough."
        )

    @property
    def asks_nothing_more(self) -> bool:
        """Organisations and experts are welcome from everywhere; others are told once."""
        said = self.cleaned_data
        return said["writes_for"] == "organisation" or bool(said["told"])

    def _document(self) -> dict[str, str]:
        document = super()._document()
        if self.cleaned_data["writes_for"] == "organisation":
            document["organisation"] = self.cleaned_data["organisation"]
        return document
