"""What set-up takes from a browser."""

from __future__ import annotations

import zoneinfo
from typing import Any

from babel import Locale, UnknownLocaleError
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Role
from baraza.base.agenda.models import Priority, Stage, Topic
from baraza.base.channels.models import Mailbox, Security, SignIn
from baraza.base.channels.secrets import NoCredentials, unsealed
from baraza.base.office.models import Profile
from baraza.dialogue.letters.models import Letter, Purpose


class LinesField(forms.CharField):
    """Several values, one a line or set apart by commas."""

    def to_python(self, value: Any) -> list[str]:
        parts = (super().to_python(value) or "").replace(",", "\n").splitlines()
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class AddressesField(LinesField):
    """E-mail addresses."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        for address in value:
            validate_email(address)


class LanguagesField(LinesField):
    """Language codes such as `en` or `sw` (ISO 639-1)."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        for code in value:
            try:
                Locale.parse(code, sep="-")
            except (ValueError, UnknownLocaleError) as error:
                raise ValidationError(
                    _("%(code)s is not a language code. Examples: en, fr, ar, sw."),
                    params={"code": code},
                ) from error


class ProfileForm(forms.ModelForm):
    """Whose office this is."""

    other_addresses = AddressesField(
        required=False,
        label=_("Other addresses of the office"),
        help_text=_("One a line. Mail from these is never answered automatically."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    languages = LanguagesField(
        label=_("Languages"),
        help_text=_(
            "Codes such as en, fr, ar, sw. The first is used where a writer's is not known."
        ),
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())],
    )
    trusted_servers = LinesField(
        required=False,
        label=_("Names of our own mail servers"),
        help_text=_(
            "One a line, as they sign Authentication-Results. "
            "Only their verdict on a sender is believed."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Profile
        fields = [
            "name",
            "member_name",
            "constituency",
            "email",
            "other_addresses",
            "phone",
            "postal_address",
            "languages",
            "timezone",
            "acknowledges",
            "trusted_servers",
            "plus_addressing",
        ]
        widgets = {"postal_address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].widget = forms.TextInput()
        self.initial["languages"] = ", ".join(self.instance.languages)


class TopicForm(forms.Form):
    """A topic's name and the priority it belongs to."""

    name = forms.CharField(label=_("Name"), max_length=100)
    priority = forms.ModelChoiceField(
        Priority.objects.in_use(), required=False, label=_("Priority"), empty_label=_("None")
    )


class MergeForm(forms.Form):
    """Which topic takes over what is filed under another."""

    kept = forms.ModelChoiceField(Topic.objects.in_use(), label=_("Topic to keep"))


class PriorityForm(forms.Form):
    """A priority of the term and where it stands."""

    name = forms.CharField(label=_("Name"), max_length=100)
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)


class LetterForm(forms.Form):
    """A letter of the library with its words in each of the office's languages."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("As you would ask a colleague for it.")
    )
    purpose = forms.ChoiceField(label=_("Used as"), choices=Purpose.choices)
    topic = forms.ModelChoiceField(
        Topic.objects.in_use(),
        required=False,
        label=_("Topic"),
        empty_label=_("Any"),
        help_text=_("Offered first for letters on this topic."),
    )

    def __init__(
        self, *args: Any, letter: Letter | None = None, languages: list[str], **kwargs: Any
    ) -> None:
        texts = {text.language: text for text in letter.texts.all()} if letter else {}
        self.languages = list(dict.fromkeys([*languages, *texts]))
        initial = {}
        if letter:
            initial = {"name": letter.name, "topic": letter.topic_id, "purpose": letter.purpose}
        for language, text in texts.items():
            initial |= {f"subject_{language}": text.subject, f"body_{language}": text.body}
        super().__init__(*args, initial=initial, **kwargs)
        for language in self.languages:
            attributes = {"dir": "auto", "lang": language}
            self.fields[f"subject_{language}"] = forms.CharField(
                required=False,
                max_length=200,
                label=_("Subject"),
                help_text=_("Empty: the writer's own subject."),
                widget=forms.TextInput(attrs=attributes),
            )
            self.fields[f"body_{language}"] = forms.CharField(
                required=False,
                strip=False,
                label=_("Text"),
                widget=forms.Textarea(attrs={**attributes, "rows": 10}),
            )

    @property
    def by_language(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """(code, name in the reader's language, subject field, text field) of each language."""
        return [
            (code, language_name(code), self[f"subject_{code}"], self[f"body_{code}"])
            for code in self.languages
        ]

    @property
    def texts(self) -> dict[str, tuple[str, str]]:
        """language → (subject, body), once the form is valid."""
        data = self.cleaned_data
        return {
            code: (data[f"subject_{code}"], data[f"body_{code}"].replace("\r\n", "\n"))
            for code in self.languages
        }


class ToneForm(forms.Form):
    """How to write in one language."""

    language = forms.CharField(max_length=10)
    text = forms.CharField(required=False, max_length=20_000)


class SignatureForm(ToneForm):
    """How letters of a role end in one language."""

    role = forms.ChoiceField(required=False, choices=[("", ""), *Role.choices])
    text = forms.CharField(required=False, max_length=2_000)


class PointsForm(forms.Form):
    """What we say on a topic."""

    text = forms.CharField(required=False, max_length=20_000)


def language_name(code: str) -> str:
    """A language's name as the reader would say it; the code itself where it is not known."""
    try:
        reader = Locale.parse(to_locale(get_language() or "en"))
        return Locale.parse(code, sep="-").get_display_name(reader) or code
    except (ValueError, UnknownLocaleError):
        return code


# Where the mail of a provider is, for those who need not know.
SERVERS = {
    SignIn.MICROSOFT: {
        "imap_host": "outlook.office365.com",
        "imap_port": 993,
        "imap_security": Security.TLS,
        "smtp_host": "smtp.office365.com",
        "smtp_port": 587,
        "smtp_security": Security.STARTTLS,
    },
    SignIn.GOOGLE: {
        "imap_host": "imap.gmail.com",
        "imap_port": 993,
        "imap_security": Security.TLS,
        "smtp_host": "smtp.gmail.com",
        "smtp_port": 465,
        "smtp_security": Security.TLS,
    },
}


class MailboxForm(forms.ModelForm):
    """An account read by IMAP and, where it says so, sent through by SMTP.

    What is secret is never shown again: left empty, it stays as it is. Of Microsoft and Google the
    servers are known: left empty, they are filled in.
    """

    SECRETS = ("password", "client_id", "client_secret", "refresh_token", "tenant")
    HIDDEN = forms.PasswordInput(attrs={"autocomplete": "new-password"})

    password = forms.CharField(required=False, label=_("Password"), strip=False, widget=HIDDEN)
    client_id = forms.CharField(required=False, label=_("Client id"))
    client_secret = forms.CharField(required=False, label=_("Client secret"), widget=HIDDEN)
    refresh_token = forms.CharField(
        required=False,
        label=_("Refresh token"),
        help_text=_("Only if you have one already. Else you sign in there in the next step."),
        widget=HIDDEN,
    )
    tenant = forms.CharField(required=False, label=_("Tenant"))

    class Meta:
        model = Mailbox
        fields = [
            "address",
            "username",
            "imap_host",
            "imap_port",
            "imap_security",
            "sent_folder",
            "smtp_host",
            "smtp_port",
            "smtp_security",
            "sign_in",
        ]
        help_texts = {
            "username": _("Empty: the address itself."),
            "sent_folder": _("Empty: found by itself. Answers written elsewhere are read there."),
            "imap_host": _("Empty for Microsoft 365 and Google Workspace: filled in by itself."),
            "smtp_host": _("Empty: answers do not leave through this mailbox."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].required = False
        self.fields["imap_host"].required = not self.shows_keys

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        provider = data.get("sign_in")
        if provider in SERVERS and not data.get("imap_host"):
            data |= SERVERS[provider]
        if provider in SERVERS and not (data.get("client_id") or self._has_client()):
            self.add_error(
                "client_id", _("Register Baraza there first; what you get is entered here.")
            )
        return data

    def _has_client(self) -> bool:
        try:
            return bool(self.instance.pk and unsealed(self.instance).get("client_id"))
        except NoCredentials:  # kept with a key that is gone
            return False

    @property
    def shows_keys(self) -> bool:
        """Whether the keys of Microsoft or Google matter now."""
        return self["sign_in"].value() in SERVERS

    def clean_username(self) -> str:
        return self.cleaned_data["username"] or self.cleaned_data.get("address", "")

    @property
    def fields_of_mailbox(self) -> dict[str, Any]:
        """What is set on the mailbox, once the form is valid."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def secret(self) -> dict[str, str]:
        """What was typed of the secrets; what was left empty is not in it."""
        return {name: value for name in self.SECRETS if (value := self.cleaned_data[name])}
