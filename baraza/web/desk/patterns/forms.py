"""What the pages of patterns and lessons take from a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from baraza.base.office.queries import profile
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.engagement.casework.actions.lessons import Place
from baraza.engagement.casework.models import Agency, CaseKind, Lesson, Pattern, PatternPaper
from baraza.web.desk.setup.forms import language_name


def several(rows: int) -> forms.Textarea:
    """Several lines, in whichever direction they are written."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def office_languages() -> list[tuple[str, str]]:
    """Languages of the office the product speaks, its own first."""
    known = dict(settings.LANGUAGES)
    codes = [code for code in profile().languages if code in known] or ["en"]
    codes += [code for code in known if code not in codes]
    return [(code, language_name(code)) for code in codes]


class PatternForm(forms.ModelForm):
    """What goes wrong, and where."""

    class Meta:
        model = Pattern
        fields = ("name", "account", "kind", "organisation", "area")
        widgets = {"name": forms.TextInput(attrs={"dir": "auto"}), "account": several(4)}
        help_texts = {
            "name": _("As you would say it to a colleague: “Pensions stop although …”."),
            "account": _("Without names: papers about it begin with these words."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Agency.objects.in_use().values("organisation")
        organisations = Organisation.objects.filter(pk__in=known)
        if self.instance.organisation_id:
            organisations |= Organisation.objects.filter(pk=self.instance.organisation_id)
        self.fields["kind"].queryset = CaseKind.objects.in_use()
        self.fields["kind"].label = _("kind of case")
        self.fields["organisation"].queryset = organisations.order_by("sort_key")
        self.fields["organisation"].label = _("which authority")
        self.fields["area"].queryset = Area.objects.filter(parent__isnull=False).order_by("name")
        self.fields["area"].label = _("in one place only")


class PaperForm(forms.ModelForm):
    """The words of a paper."""

    class Meta:
        model = PatternPaper
        fields = ("title", "text")
        widgets = {"title": forms.TextInput(attrs={"dir": "auto"}), "text": several(18)}


class PutForm(forms.ModelForm):
    """When it was put, and what came back."""

    class Meta:
        model = PatternPaper
        fields = ("put_date", "result")
        widgets = {"put_date": forms.DateInput(attrs={"type": "date"}), "result": several(4)}


class SolveForm(forms.Form):
    """What changed, in each language of those concerned."""

    def __init__(
        self, languages: Mapping[str, int], ready: Mapping[str, str], data: Any = None
    ) -> None:
        super().__init__(data)
        self.codes = list(languages) or [profile().default_language]
        for code in self.codes:
            self.fields[f"words_{code}"] = forms.CharField(
                label=language_name(code),
                initial=ready.get(code, ""),
                required=code == self.codes[0],
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "lang": code}),
            )

    @property
    def words(self) -> dict[str, str]:
        """Language → what is said in it."""
        return {code: self.cleaned_data[f"words_{code}"] for code in self.codes}


class LessonForm(forms.ModelForm):
    """Something learnt."""

    class Meta:
        model = Lesson
        fields = ("text", "kind", "is_public")
        widgets = {"text": several(3)}
        help_texts = {
            "text": _(
                "One sentence that saves the next person a journey. On the website, a first line"
                " of its own is the question, and the rest the answer."
            ),
            "is_public": _("Under “What others asked”, with its kind of case."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = CaseKind.objects.in_use()
        self.fields["kind"].label = _("kind of case")


class WhereForm(forms.Form):
    """Where a lesson is written, and in which language."""

    place = forms.ChoiceField(label=_("Where it helps"), choices=Place.choices)
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = office_languages()


class ApplyForm(WhereForm):
    """The words as they shall be."""

    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    after = forms.CharField(label=_("As it will read"), widget=several(16))
