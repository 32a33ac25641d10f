"""The steps of asking for help: what each asks, and what of it was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.people.phones import normal_phone
from baraza.engagement.casework.asked import HASTE, year_in
from baraza.engagement.casework.models import Behalf, CaseField, CaseKind, FieldType
from baraza.web.site.forms import LINK, PHONE, LineField, TextField

LONGEST_STORY = 20_000
LONGEST_TEXT = 5_000
# More than these fit better into a list that opens.
MOST_BUTTONS = 7
SHORT = {"rows": 4, "dir": "auto", "class": "short"}


class Step(forms.Form):
    """One page of the form. Everything typed is kept, right or not; what is wrong is said."""

    use_required_attribute = False

    def __init__(self, *args: Any, kind: CaseKind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, as it was typed."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def answered(self) -> Iterable[tuple[str, str]]:
        """Question and answer of whatever was answered, to be read once more before it is sent;
        once it was looked at whether all is right.
        """
        for bound in self:
            value = str(self.data.get(bound.name, "")).strip()
            understood = self.cleaned_data.get(bound.name)
            if isinstance(bound.field, forms.BooleanField):
                value = _("Yes") if value else ""
            elif isinstance(understood, date):
                value = date_format(understood, "DATE_FORMAT")
            choices = dict(getattr(bound.field, "choices", ()))
            if value:
                yield str(bound.label), str(choices.get(value, value))


class StoryStep(Step):
    """What happened, in their own words."""

    story = TextField(
        label=_("What happened?"),
        help_text=_("In your own words. Dates, names of authorities and numbers of letters help."),
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Please tell us what happened, in a sentence or two.")},
    )
    tried = TextField(
        label=_("What have you tried already?"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs=SHORT),
    )
    wanted = TextField(
        label=_("What would help you?"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs=SHORT),
    )
    haste = forms.ChoiceField(
        label=_("Is it urgent?"),
        choices=[(one.name, one.question) for one in HASTE],
        required=False,
        widget=forms.RadioSelect,
    )
    agrees = forms.BooleanField(
        label=_("I agree that this office keeps what I tell about this, to help me."),
        error_messages={"required": _("Without your agreement we may not keep this.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.kind.is_sensitive:
            del self.fields["agrees"]


class QuestionsStep(Step):
    """What is asked for this kind of case, and the papers they have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in self.kind.fields.all():
            if question.retired_at is None:
                self.fields[f"answer-{question.pk}"] = _asked(question)


def _asked(question: CaseField) -> forms.Field:
    said: dict[str, Any] = {
        "label": str(question),
        "help_text": question.said("help"),
        "required": question.is_required,
    }
    auto = {"dir": "auto"}
    match question.type:
        case FieldType.TEXT:
            return TextField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=SHORT), **said)
        case FieldType.DATE:
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **said
            )
        case FieldType.NUMBER:
            number = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})
            return LineField(max_length=60, widget=number, **said)
        case FieldType.YES_NO:
            yes_no = [("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(choices=yes_no, widget=forms.RadioSelect, **said)
        case FieldType.CHOICE:
            choices = question.choices_in()
            if len(choices) <= MOST_BUTTONS:
                return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)
            return forms.ChoiceField(choices=[("", "—"), *choices], **said)
        case _other:
            return LineField(max_length=300, widget=forms.TextInput(attrs=auto), **said)


class WhoStep(Step):
    """Who asks, for whom, and how they are reached."""

    whom = forms.ChoiceField(
        label=_("For whom do you ask?"),
        choices=[("self", _("For myself")), ("other", _("For somebody else"))],
        initial="self",
        required=False,
        widget=forms.RadioSelect,
    )
    their_name = LineField(
        label=_("Their name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    behalf = forms.ChoiceField(
        label=_("What are you to them?"),
        choices=[("", "—"), *Behalf.choices],
        required=False,
    )
    their_birth_year = LineField(
        label=_("Their year of birth"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )
    name = LineField(
        label=_("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Please write your name.")},
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
    address = TextField(
        label=_("Your postal address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "street-address", "dir": "auto", "class": "short"}
        ),
    )
    birth_year = LineField(
        label=_("Your year of birth"),
        help_text=_("With it and your code, you and nobody else can see how your case stands."),
        max_length=10,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "bday-year", "dir": "ltr"}
        ),
    )

    def answered(self) -> Iterable[tuple[str, str]]:
        theirs = {str(self[name].label) for name in ("their_name", "behalf", "their_birth_year")}
        is_for_another = self.data.get("whom") == "other"
        return (each for each in super().answered() if is_for_another or each[0] not in theirs)

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

    def clean_birth_year(self) -> str:
        return self._year("birth_year")

    def clean_their_birth_year(self) -> str:
        return self._year("their_birth_year")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("whom") == "other" and not said.get("their_name"):
            self.add_error("their_name", _("Please write the name of the person it is about."))
        reached = ("email", "phone", "address")
        if not any(said.get(name) or name in self.errors for name in reached):
            self.add_error(
                "email",
                _("How can we reach you? An e-mail address, a telephone number or an address."),
            )
        years = ("birth_year", "their_birth_year")
        known = any(said.get(name) or name in self.errors for name in years)
        if not known and not normal_phone(said.get("phone") or ""):
            self.add_error(
                "birth_year",
                _("Please write your year of birth, or a telephone number above."),
            )
        return said

    def _year(self, name: str) -> str:
        typed = self.cleaned_data[name]
        year = year_in(typed)
        if typed and (year is None or year > timezone.localdate().year):
            raise forms.ValidationError(_("Please write the year with four digits, as 1961."))
        return str(year or "")


@dataclass(frozen=True, slots=True)
class Stage:
    """A step in its place: its part of the address, its title, and its form."""

    name: str
    title: str | Promise
    form: type[Step]


STAGES = [
    Stage("story", _("Tell us about it"), StoryStep),
    Stage("questions", _("Some questions"), QuestionsStep),
    Stage("you", _("Who you are"), WhoStep),
]
NAMES = [stage.name for stage in STAGES]
