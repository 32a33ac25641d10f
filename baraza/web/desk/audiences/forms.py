"""A question built from simple choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Topic
from baraza.base.office.models import Profile
from baraza.base.people.models import ContactKind, Group, Purpose
from baraza.base.places.queries import WIDE_SPACE, area_tree
from baraza.dialogue.audiences.models import Audience
from baraza.dialogue.audiences.question import Question
from baraza.web.desk.setup.forms import language_name

WITHIN = [("", _("at any time")), (30, _("in the last 30 days")), (90, _("in the last 90 days"))]
WITHIN.append((365, _("in the last year")))

MOST_AREAS = 500


class QuestionForm(forms.Form):
    """Who is meant, and how they would be reached."""

    area = forms.TypedChoiceField(label=_("Who live in"), required=False, coerce=int)
    topic = forms.TypedChoiceField(label=_("Who wrote about"), required=False, coerce=int)
    within_days = forms.TypedChoiceField(
        label=_("When they wrote"), required=False, coerce=int, choices=WITHIN
    )
    language = forms.ChoiceField(label=_("Who speak"), required=False)
    group = forms.TypedChoiceField(label=_("Who are in the group"), required=False, coerce=int)
    purpose = forms.ChoiceField(
        label=_("Who agree to"),
        required=False,
        choices=[*Purpose.choices, ("", _("(no consent needed: they asked us)"))],
    )
    way = forms.ChoiceField(label=_("Reached by"), choices=ContactKind.choices)
    only_remote = forms.BooleanField(label=_("Only remote areas"), required=False)
    only_marginalised = forms.BooleanField(label=_("Only marginalised areas"), required=False)

    def __init__(self, data: Any, *, profile: Profile) -> None:
        usual = {"purpose": Purpose.NEWSLETTER.value, "way": ContactKind.EMAIL.value}
        super().__init__(data if data else usual)
        anybody = ("", _("anybody"))
        self.fields["area"].choices = [("", _("anywhere")), *self._areas()]
        self.fields["topic"].choices = [
            ("", _("anything, or nothing")),
            *Topic.objects.in_use().values_list("pk", "name"),
        ]
        codes = dict.fromkeys([*profile.languages, *dict(settings.LANGUAGES)])
        self.fields["language"].choices = [
            ("", _("any language")),
            *((code, language_name(code)) for code in codes),
        ]
        self.fields["group"].choices = [anybody, *Group.objects.values_list("pk", "name")]

    def _areas(self) -> list[tuple[int, str]]:
        """Areas to choose from; where they are very many the wider ones, and the one chosen."""
        areas = area_tree(day=timezone.localdate())
        deepest = max((name.count(WIDE_SPACE) for _pk, name in areas), default=0)
        chosen = str(self.data.get("area", ""))
        while len(areas) > MOST_AREAS and deepest > 0:
            deepest -= 1
            areas = [
                (pk, name)
                for pk, name in areas
                if name.count(WIDE_SPACE) <= deepest or str(pk) == chosen
            ]
        return areas

    def question(self) -> Question:
        """What is asked; parts that make no sense are left out."""
        self.full_clean()
        said = {name: value for name, value in self.cleaned_data.items() if value != ""}
        return Question.of({"purpose": "", **said})

    @classmethod
    def of(cls, question: Question, *, profile: Profile) -> QuestionForm:
        """The form that asks this."""
        values = {name: value for name, value in question.as_dict().items() if value}
        return cls({"way": question.way, "purpose": question.purpose, **values}, profile=profile)


class NameForm(forms.ModelForm):
    """The name under which a question is kept."""

    class Meta:
        model = Audience
        fields = ["name"]
        widgets = {"name": forms.TextInput(attrs={"dir": "auto"})}

    def _get_validation_exclusions(self) -> set[str]:
        # Another audience of that name is said by the action, at the moment of saving.
        return {*super()._get_validation_exclusions(), "name"}
