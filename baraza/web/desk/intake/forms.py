"""What the intake screens take from a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.base.people.models import Organisation, Person
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.logbook.queries import full_number
from baraza.engagement.casework.models import (
    Behalf,
    CaseField,
    CaseKind,
    FieldType,
    Told,
    Urgency,
)
from baraza.engagement.casework.queries.kinds import kinds_offered
from baraza.flows.intake import Somebody, Telling
from baraza.web.desk.people.forms import languages

LONGEST = 100_000
ANSWER = "answer-"
CHANNELS = [
    (Channel.PHONE, _("Telephone")),
    (Channel.WALK_IN, _("Visit")),
    (Channel.LETTER, _("Paper")),
]


@dataclass(frozen=True, slots=True)
class ReadyReason:
    """Why something cannot wait, said often enough to stand ready."""

    words: str | Promise
    urgency: Urgency


READY_REASONS = [
    ReadyReason(_("Losing their home"), Urgency.NOW),
    ReadyReason(_("No medicine or treatment"), Urgency.NOW),
    ReadyReason(_("Somebody is in danger"), Urgency.NOW),
    ReadyReason(_("Nothing to live on"), Urgency.SOON),
    ReadyReason(_("No water or power"), Urgency.SOON),
    ReadyReason(_("A child without school or care"), Urgency.SOON),
]


class IntakeForm(forms.Form):
    """One case as it is told. Only its kind and a few words must be there."""

    kind = forms.ModelChoiceField(
        CaseKind.objects.none(), error_messages={"required": _("What kind of case is it?")}
    )
    title = forms.CharField(max_length=200, required=False)
    channel = forms.ChoiceField(choices=Channel.choices, required=False)
    conversation = forms.ModelChoiceField(Conversation.objects.none(), required=False)
    who = forms.CharField(max_length=200, required=False)
    person = forms.ModelChoiceField(Person.objects.none(), required=False)
    phone = forms.CharField(max_length=100, required=False)
    email = forms.EmailField(
        max_length=320,
        required=False,
        error_messages={"invalid": _("This is no e-mail address. Leave it empty if unsure.")},
    )
    address = forms.CharField(max_length=500, required=False)
    birth_year = forms.IntegerField(
        required=False,
        min_value=1900,
        error_messages={"min_value": _("A year has four digits, like 1951.")},
    )
    other = forms.BooleanField(required=False)
    for_person = forms.ModelChoiceField(Person.objects.none(), required=False)
    for_who = forms.CharField(max_length=200, required=False)
    for_birth_year = forms.IntegerField(
        required=False,
        min_value=1900,
        error_messages={"min_value": _("A year has four digits, like 1951.")},
    )
    behalf = forms.ChoiceField(choices=[("", ""), *Behalf.choices], required=False)
    relates = forms.BooleanField(required=False)
    story = forms.CharField(max_length=LONGEST, required=False)
    tried = forms.CharField(max_length=LONGEST, required=False)
    wanted = forms.CharField(max_length=LONGEST, required=False)
    urgency = forms.TypedChoiceField(
        choices=Urgency.choices, coerce=int, required=False, empty_value=int(Urgency.NORMAL)
    )
    urgency_reason = forms.CharField(max_length=300, required=False)
    deadline = forms.DateField(
        required=False, error_messages={"invalid": _("Please choose a day.")}
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, user: User, has_files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_files = has_files
        self.fields["kind"].queryset = kinds_offered()
        for name in ("person", "for_person"):
            self.fields[name].queryset = Person.objects.current()
        self.fields["conversation"].queryset = Conversation.objects.visible_to(user)
        self.fields["organisation"].queryset = Organisation.objects.all()
        self.fields["language"].choices = [("", ""), *languages()]

    def clean(self) -> dict[str, Any]:
        """A few words, for whom, and why it is urgent: colleagues go by it."""
        cleaned = super().clean()
        told = any(cleaned.get(name, "").strip() for name in ("story", "wanted", "title"))
        if not told and not self._has_files:
            self.add_error("story", _("What happened? A few words are enough, or a photo."))
        is_urgent = (cleaned.get("urgency") or Urgency.NORMAL) >= Urgency.SOON
        if is_urgent and not cleaned.get("urgency_reason") and not cleaned.get("deadline"):
            self.add_error("urgency_reason", _("Why so soon? Choose one, or say it briefly."))
        for name in ("birth_year", "for_birth_year"):
            if (cleaned.get(name) or 0) > timezone.localdate().year:
                self.add_error(name, _("That year is still to come."))
        if cleaned.get("other"):
            named = cleaned.get("for_person") or cleaned.get("for_who")
            if not named:
                self.add_error("for_who", _("For whom do they ask? A first name is enough."))
            elif cleaned.get("for_person") and cleaned["for_person"] == cleaned.get("person"):
                self.add_error("for_who", _("That is who asks. For whom do they ask?"))
        return cleaned

    def telling(self) -> Telling:
        """What was told, as the domain takes it."""
        typed = self.cleaned_data
        who, phone, email = typed["who"].strip(), typed["phone"].strip(), typed["email"]
        # A number or an address typed where the name goes.
        if not phone and not any(map(str.isalpha, who)) and any(map(str.isdecimal, who)):
            who, phone = "", who
        elif not email and "@" in who and " " not in who:
            who, email = "", who
        language = typed["language"]
        concerned = Somebody()
        if typed["other"]:
            concerned = Somebody(
                person=typed["for_person"],
                name=typed["for_who"].strip(),
                birth_year=typed["for_birth_year"],
                language=language,
            )
        conversation = typed["conversation"]
        return Telling(
            kind=typed["kind"],
            channel=Channel(typed["channel"] or Channel.PHONE),
            told=Told(story=typed["story"], tried=typed["tried"], wanted=typed["wanted"]),
            asker=Somebody(
                person=typed["person"],
                name=who,
                phone=full_number(phone) if phone else "",
                email=email,
                address=typed["address"],
                birth_year=typed["birth_year"],
                language=language,
            ),
            concerned=concerned,
            behalf=typed["behalf"],
            keeps_relation=typed["relates"],
            title=typed["title"],
            answers=answers_in(self.data),
            urgency=Urgency(typed["urgency"]),
            urgency_reason=typed["urgency_reason"],
            deadline=typed["deadline"],
            organisation=typed["organisation"],
            language=language,
            conversation=conversation,
        )


class ToldForm(forms.Form):
    """What a case is about, put right; `version` is how it was read."""

    version = forms.IntegerField()
    kind = forms.ModelChoiceField(CaseKind.objects.all())
    title = forms.CharField(max_length=200, required=False)
    story = forms.CharField(max_length=LONGEST, required=False)
    tried = forms.CharField(max_length=LONGEST, required=False)
    wanted = forms.CharField(max_length=LONGEST, required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), required=False)


# Everything that is kept while it is typed, but for answers, which are kept by their questions.
KEPT = tuple(IntakeForm.base_fields)


def typed_by(data: Mapping[str, str]) -> dict[str, str]:
    """What was typed so far, answers and all."""
    names = [*KEPT, *(name for name in data if name.startswith(ANSWER))]
    return {name: value for name in names if (value := data.get(name, ""))}


def answers_in(data: Mapping[str, str]) -> dict[int, str]:
    """Question → what was answered; questions are looked at where the answers are kept."""
    return {
        int(name.removeprefix(ANSWER)): value[:LONGEST]
        for name, value in data.items()
        if name.startswith(ANSWER) and name.removeprefix(ANSWER).isdecimal() and value.strip()
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on the screen, with what was answered."""

    field: CaseField
    name: str
    label: str
    help: str
    value: str
    choices: list[tuple[str, str]]

    @property
    def type(self) -> str:
        return self.field.type


def asked_of(kind: CaseKind, typed: Mapping[str, str]) -> list[Asked]:
    """The questions of a kind in the reader's language; those retired stay where answered."""
    language = get_language() or ""
    asked = []
    for one in kind.fields.all():
        name = f"{ANSWER}{one.pk}"
        value = typed.get(name, "")
        if one.retired_at and not value:
            continue
        choices = one.choices_in(language)
        if one.type == FieldType.YES_NO:
            choices = [("yes", _("Yes")), ("no", _("No"))]
        if value and choices and value not in dict(choices):
            choices.append((value, value))
        asked.append(
            Asked(
                one, name, one.said("label", language), one.said("help", language), value, choices
            )
        )
    return asked


class PrintForm(forms.Form):
    """Which forms on paper, and how many."""

    kind = forms.ModelChoiceField(CaseKind.objects.none())
    count = forms.IntegerField(min_value=1, max_value=50, initial=1)
    language = forms.ChoiceField()
    large = forms.BooleanField(required=False)
    person = forms.ModelChoiceField(Person.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds_offered()
        self.fields["person"].queryset = Person.objects.current()
        self.fields["language"].choices = languages()
        self.fields["language"].required = False

    def clean_language(self) -> str:
        """Of whom no language is known, the office's own is used."""
        return self.cleaned_data["language"] or profile().default_language
