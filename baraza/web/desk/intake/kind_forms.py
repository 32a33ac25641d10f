"""What the set-up of cases takes from a browser, its words side by side in each language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.engagement.casework.actions.kinds import Question, Rules, Words
from baraza.engagement.casework.models import (
    AuthorisationRule,
    CaseField,
    CaseKind,
    FieldType,
    KindStep,
    UpdatePolicy,
    Urgency,
)
from baraza.web.desk.setup.forms import LinesField, language_name

FURTHER_STEPS = 3
LONGEST_SCRIPT = 20_000


class InLanguages(forms.Form):
    """A form with the same words in several languages."""

    PARTS: tuple[tuple[str, forms.Field], ...] = ()

    def __init__(
        self, *args: Any, row: CaseKind | CaseField | None, languages: list[str], **kwargs: Any
    ) -> None:
        self.languages = languages
        self.parts = self.further_parts()
        initial = kwargs.pop("initial", None) or {}
        if row is not None:
            for code in languages:
                for part in self.parts:
                    initial[f"{part}_{code}"] = self.said(row, part, code)
        super().__init__(*args, initial=initial, **kwargs)
        for code in languages:
            for part, field in self.further_parts().items():
                field.widget.attrs |= {"dir": "auto", "lang": code}
                self.fields[f"{part}_{code}"] = field

    def further_parts(self) -> dict[str, forms.Field]:
        """Part → its field, made anew for each language."""
        raise NotImplementedError

    @staticmethod
    def said(row: CaseKind | CaseField, part: str, code: str) -> Any:
        """What stands there in that language; the row's own words in the first only."""
        kept = row.translations.get(code)
        return (kept or {}).get(part) or ("" if row.translations else getattr(row, part))

    @property
    def by_language(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(code, name in the reader's language, its fields) of each language."""
        return [
            (code, language_name(code), [self[f"{part}_{code}"] for part in self.parts])
            for code in self.languages
        ]

    @property
    def words(self) -> Words:
        """Language → part → words, once the form is valid."""
        return {
            code: {
                part: value.replace("\r\n", "\n")
                for part in self.parts
                if isinstance(value := self.cleaned_data[f"{part}_{code}"], str)
            }
            for code in self.languages
        }


class KindForm(InLanguages):
    """What a kind is called and for, and what it demands."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        required=False,
        label=_("Topic"),
        empty_label=_("None"),
        help_text=_("Letters on this topic suggest this kind."),
    )
    authorisation = forms.ChoiceField(
        label=_("Before we ask anybody outside"), choices=AuthorisationRule.choices
    )
    is_sensitive = forms.BooleanField(
        required=False,
        label=_("Special categories of data"),
        help_text=_(
            "Health, origin, belief, crime. What is told is kept encrypted, and no search finds it."
        ),
    )
    is_public = forms.BooleanField(required=False, label=_("Offered on the website"))
    keep_days = forms.IntegerField(
        min_value=30, max_value=36_500, label=_("Kept after closing, in days")
    )

    def __init__(self, *args: Any, row: CaseKind, **kwargs: Any) -> None:
        names = ("topic", "authorisation", "is_sensitive", "is_public", "keep_days")
        initial = {name: getattr(row, name) for name in names}
        super().__init__(*args, row=row, initial=initial, **kwargs)
        self.fields["topic"].queryset = Topic.objects.in_use()

    def further_parts(self) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(required=False, max_length=100, label=_("Name")),
            "help": forms.CharField(
                required=False,
                max_length=2_000,
                label=_("What it is for"),
                widget=forms.Textarea(attrs={"rows": 2, "class": "low"}),
            ),
            "script": forms.CharField(
                required=False,
                max_length=LONGEST_SCRIPT,
                label=_("What to say and ask"),
                widget=forms.Textarea(attrs={"rows": 5}),
            ),
        }

    @property
    def rules(self) -> Rules:
        """What it demands, once the form is valid."""
        return Rules(
            topic=self.cleaned_data["topic"],
            authorisation=AuthorisationRule(self.cleaned_data["authorisation"]),
            is_sensitive=self.cleaned_data["is_sensitive"],
            is_public=self.cleaned_data["is_public"],
            keep_days=self.cleaned_data["keep_days"],
        )


class QuestionForm(InLanguages):
    """A question of a kind."""

    type = forms.ChoiceField(label=_("Answer"), choices=FieldType.choices)
    is_required = forms.BooleanField(
        required=False,
        label=_("Needed"),
        help_text=_("On the website it must be answered; on the desk nothing holds you up."),
    )
    is_sensitive = forms.BooleanField(
        required=False,
        label=_("Keep the answer encrypted"),
        help_text=_("In a kind with special categories every answer is."),
    )

    def __init__(self, *args: Any, row: CaseField | None, **kwargs: Any) -> None:
        names = ("type", "is_required", "is_sensitive")
        initial = {name: getattr(row, name) for name in names} if row else {}
        super().__init__(*args, row=row, initial=initial, **kwargs)

    def further_parts(self) -> dict[str, forms.Field]:
        return {
            "label": forms.CharField(required=False, max_length=200, label=_("Question")),
            "help": forms.CharField(required=False, max_length=500, label=_("Help")),
            "choices": LinesOnly(
                required=False,
                label=_("Choices"),
                help_text=_("One a line, in the same order in each language."),
                widget=forms.Textarea(attrs={"rows": 4, "class": "low"}),
            ),
        }

    @property
    def question(self) -> Question:
        """What was typed, once the form is valid."""
        return Question(
            words=self.words,
            type=FieldType(self.cleaned_data["type"]),
            choices={
                code: [choice[:100] for choice in self.cleaned_data[f"choices_{code}"]]
                for code in self.languages
            },
            is_required=self.cleaned_data["is_required"],
            is_sensitive=self.cleaned_data["is_sensitive"],
        )


class LinesOnly(LinesField):
    """Several values, one a line; commas may be part of them."""

    def to_python(self, value: Any) -> list[str]:
        lines = (forms.CharField.to_python(self, value) or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


class StepsForm(forms.Form):
    """Every step of a kind in a table, with empty rows for more; emptied, a step goes."""

    def __init__(self, *args: Any, kind: CaseKind, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        former: list[KindStep | None] = [*kind.steps.all(), *[None] * FURTHER_STEPS]
        self.count = len(former)
        for place, step in enumerate(former):
            for code in languages:
                kept = step.translations.get(code, {}).get("words", "") if step else ""
                if step and not step.translations:
                    kept = step.words
                self.fields[f"words_{place}_{code}"] = forms.CharField(
                    required=False,
                    max_length=200,
                    initial=kept,
                    label=f"{place + 1} · {language_name(code)}",
                    widget=forms.TextInput(attrs={"dir": "auto", "lang": code}),
                )
            self.fields[f"days_{place}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=1000,
                initial=step.days if step else None,
                label=_("Within working days"),
                widget=forms.NumberInput(attrs={"min": 0, "max": 1000}),
            )

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField], forms.BoundField]]:
        """(number, words in each language, days) of each row."""
        return [
            (
                place + 1,
                [self[f"words_{place}_{code}"] for code in self.languages],
                self[f"days_{place}"],
            )
            for place in range(self.count)
        ]

    @property
    def steps(self) -> list[tuple[dict[str, str], int | None]]:
        """What was typed, without the rows that are empty, once the form is valid."""
        typed = [
            (
                {code: self.cleaned_data[f"words_{place}_{code}"] for code in self.languages},
                self.cleaned_data[f"days_{place}"],
            )
            for place in range(self.count)
        ]
        return [(words, days) for words, days in typed if any(words.values())]


class PolicyForm(forms.Form):
    """How often people hear from us and agencies do, by urgency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = UpdatePolicy.objects.in_bulk()
        for urgency, label in reversed(Urgency.choices):
            row = kept.get(urgency)
            for part, said in (
                ("update", _("the constituent hears from us every")),
                ("chase", _("the agency is reminded after")),
            ):
                self.fields[f"{part}_{urgency}"] = forms.IntegerField(
                    min_value=1,
                    max_value=250,
                    initial=getattr(row, f"{part}_days", None),
                    label=f"{label}: {said}",
                    widget=forms.NumberInput(attrs={"min": 1, "max": 250}),
                )

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(urgency, days to an update, days to a reminder), the most urgent first."""
        return [
            (str(label), self[f"update_{urgency}"], self[f"chase_{urgency}"])
            for urgency, label in reversed(Urgency.choices)
        ]

    @property
    def days(self) -> dict[int, tuple[int, int]]:
        """What was typed, once the form is valid."""
        typed = self.cleaned_data
        return {one: (typed[f"update_{one}"], typed[f"chase_{one}"]) for one in Urgency.values}
