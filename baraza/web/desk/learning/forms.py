"""What the pages that explain parliament take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.engagement.civics.actions.saying import AboutParliament, AboutQuestion
from baraza.engagement.civics.models import Chambers, Parliament, QuizQuestion, Reader
from baraza.web.desk.forms import TranslatedForm, line, low
from baraza.web.desk.website.facts import address_field, public_field


class ParliamentForm(TranslatedForm):
    """What is so here; what stays empty no page mentions."""

    TRANSLATED = ("name", "chamber", "election", "visiting")

    name = forms.CharField(
        label=_("What parliament is called"), max_length=120, required=False, widget=line()
    )
    chambers = forms.TypedChoiceField(
        label=_("How it is built"),
        choices=[("", _("Not said")), *Chambers.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    chamber = forms.CharField(
        label=_("Our member’s chamber, where there are two"),
        max_length=120,
        required=False,
        widget=line(),
    )
    seats = forms.IntegerField(label=_("How many members"), min_value=1, required=False)
    term_years = forms.IntegerField(
        label=_("Years between elections"), min_value=1, max_value=15, required=False
    )
    election = forms.CharField(
        label=_("How members are elected"),
        max_length=300,
        required=False,
        widget=low(2),
        help_text=_("In a sentence: one for each constituency, or by lists of parties."),
    )
    visiting = forms.CharField(
        label=_("How to visit parliament"),
        max_length=2_000,
        required=False,
        widget=low(3),
        help_text=_("Days, where to register, what to bring, how to get in with a wheelchair."),
    )
    website = address_field(_("Website of parliament"))

    @classmethod
    def of(cls, row: Parliament, data: Any) -> ParliamentForm:
        """With what is said now."""
        initial = {name: getattr(row, name) for name in cls.base_fields}
        return cls(data, initial=initial | cls.translated_initial(row.translations))

    @property
    def about(self) -> AboutParliament:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in ParliamentForm.base_fields}
        return AboutParliament(**entered, translations=self.translations)


class QuestionForm(TranslatedForm):
    """A question with its answers; readers see them in another order."""

    TRANSLATED = ("question", "right", "wrong", "also_wrong", "because")

    reader = forms.ChoiceField(label=_("For"), choices=Reader.choices, initial=Reader.ADULTS)
    question = forms.CharField(label=_("Question"), max_length=300, widget=low(2))
    right = forms.CharField(label=_("Right answer"), max_length=200, widget=line())
    wrong = forms.CharField(label=_("Wrong answer"), max_length=200, widget=line())
    also_wrong = forms.CharField(
        label=_("Another wrong answer"), max_length=200, required=False, widget=line()
    )
    because = forms.CharField(
        label=_("Why, in one or two sentences"), max_length=600, widget=low(3)
    )
    is_public = public_field()

    @classmethod
    def of(cls, row: QuizQuestion | None, data: Any) -> QuestionForm:
        """With what is said now."""
        if row is None:
            return cls(data)
        initial = {name: getattr(row, name) for name in cls.base_fields}
        return cls(data, initial=initial | cls.translated_initial(row.translations))

    @property
    def about(self) -> AboutQuestion:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in QuestionForm.base_fields}
        return AboutQuestion(**entered, translations=self.translations)
