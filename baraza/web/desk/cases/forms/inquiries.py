"""What is asked before an agency is: whom, how, in which words; and what is kept of a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.channels.models import Channel
from baraza.base.people.models import Organisation
from baraza.engagement.casework.actions.hearing import Said
from baraza.engagement.casework.actions.inquiring import SPOKEN, Question
from baraza.engagement.casework.models import Case, CaseFile

LONGEST = 20_000


class How(models.TextChoices):
    """The ways an agency is asked."""

    EMAIL = Channel.EMAIL.value, _("By e-mail")
    LETTER = Channel.LETTER.value, _("On paper")
    PHONE = Channel.PHONE.value, _("On the telephone")
    WALK_IN = Channel.WALK_IN.value, _("In a meeting")


class Heard(models.TextChoices):
    """What a call or a meeting came to."""

    ASKED = "asked", _("We asked again")
    TOLD = "told", _("They told us something, and it goes on")
    ANSWERED = "answered", _("This is their answer")


def _line(limit: int, **attributes: str) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=limit,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **attributes}),
    )


class WordsForm(forms.Form):
    """A letter's words and what goes with it."""

    use_required_attribute = False

    subject = _line(300)
    text = forms.CharField(
        label=_("The words"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    files = forms.ModelMultipleChoiceField(
        CaseFile.objects.none(),
        label=_("Files of the case that go with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    # The ready words as they were offered: what differs from them was written by somebody.
    offered = forms.CharField(
        required=False, strip=False, max_length=LONGEST, widget=forms.HiddenInput
    )

    def __init__(self, data: object = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["subject"].label = _("Subject")
        files = CaseFile.objects.filter(case=case).defer("content")
        self.fields["files"].queryset = files
        self.fields["files"].label_from_instance = lambda file: file.name
        if not files.exists():
            del self.fields["files"]

    @property
    def chosen_files(self) -> list[int]:
        """Ids of the files that go with it."""
        return [file.pk for file in self.cleaned_data.get("files", ())]


class AskForm(WordsForm):
    """Whom, how and by when."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Whom do we ask?"))
    way = forms.ChoiceField(label=_("How"), choices=How.choices, widget=forms.RadioSelect)
    contact_name = _line(200)
    contact_address = forms.EmailField(
        label=_("E-mail address"),
        max_length=320,
        error_messages={"required": _("An e-mail needs an address.")},
    )
    postal_address = forms.CharField(
        label=_("On the envelope"),
        required=False,
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    reference = _line(100)
    expected_date = forms.DateField(
        label=_("Answer expected by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The working day after, we ask again."),
    )
    with_sensitive = forms.BooleanField(
        label=_("Put in what is confidential, too"),
        required=False,
        help_text=_("Answers about health, origin and the like are left out unless you tick this."),
    )

    field_order = (
        "organisation",
        "way",
        "contact_name",
        "contact_address",
        "postal_address",
        "subject",
        "text",
    )

    def __init__(
        self,
        data: object = None,
        *,
        case: Case,
        organisations: Sequence[Organisation],
        has_sensitive: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, case=case, auto_id="ask-%s", **kwargs)
        numbers = [one.pk for one in organisations]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=numbers).order_by(
            "sort_key"
        )
        self.fields["contact_name"].label = _("Who there")
        self.fields["contact_address"].required = self.how == How.EMAIL
        self.fields["reference"].label = _("Their reference")
        if not has_sensitive:
            del self.fields["with_sensitive"]

    @property
    def how(self) -> How:
        """How they are asked, as far as the form says."""
        said = self["way"].value()
        return How(said) if said in How.values else How.EMAIL

    @property
    def is_spoken(self) -> bool:
        """It was said already, and is only kept."""
        return Channel(self.how) in SPOKEN

    def question(self) -> Question:
        """As the domain takes it."""
        given = self.cleaned_data
        return Question(
            organisation=given["organisation"],
            text=given["text"],
            subject=given["subject"],
            channel=Channel(self.how),
            contact_name=given["contact_name"],
            contact_address=given["contact_address"],
            postal_address=given["postal_address"],
            reference=given["reference"],
            expected_date=given["expected_date"],
            files=self.chosen_files,
        )


class WriteForm(WordsForm):
    """One more letter in an inquiry."""

    recipient = forms.EmailField(label=_("E-mail address"), max_length=320)
    awaits = forms.BooleanField(label=_("We wait for another answer"), required=False, initial=True)

    def __init__(
        self, data: object = None, *, number: int, is_reply: bool, is_paper: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id=f"write-{number}-%s", **kwargs)
        if is_paper:
            del self.fields["recipient"]
        if not is_reply:
            del self.fields["awaits"]


class SaidForm(forms.Form):
    """A call, a meeting or a letter on paper."""

    use_required_attribute = False

    way = forms.ChoiceField(
        label=_("How"),
        choices=[
            (How.PHONE.value, _("On the telephone")),
            (How.WALK_IN.value, _("In a meeting")),
            (How.LETTER.value, _("On paper")),
        ],
        initial=How.PHONE.value,
        widget=forms.RadioSelect,
    )
    heard = forms.ChoiceField(
        label=_("What it came to"),
        choices=Heard.choices,
        initial=Heard.ANSWERED.value,
        widget=forms.RadioSelect,
    )
    with_whom = _line(200)
    text = forms.CharField(
        label=_("What was said"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write down in a few words what was said.")},
    )
    reference = _line(100)

    def __init__(self, data: object = None, *, number: int, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"said-{number}-%s", **kwargs)
        self.fields["with_whom"].label = _("With whom")
        self.fields["reference"].label = _("Their reference")

    def said(self) -> Said:
        """As the domain takes it."""
        given = self.cleaned_data
        heard = Heard(given["heard"])
        return Said(
            text=given["text"],
            channel=Channel(given["way"]),
            with_whom=given["with_whom"],
            is_theirs=heard != Heard.ASKED,
            is_answer=heard == Heard.ANSWERED,
            reference=given["reference"],
        )


class ClockForm(forms.Form):
    """When to ask again, and how they call the matter."""

    use_required_attribute = False

    chase_date = forms.DateField(
        label=_("Ask again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reference = _line(100)

    def __init__(self, data: object = None, *, number: int, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"clock-{number}-%s", **kwargs)
        self.fields["reference"].label = _("Their reference")
