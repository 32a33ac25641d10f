"""What the pages about places take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.office.models import Profile
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area
from baraza.base.places.queries import area_tree
from baraza.base.places.reading import MOST_BYTES
from baraza.common.uploads import TEXT, UploadRefused, check_upload
from baraza.web.desk.setup.forms import LinesField, language_name

DAYS = {30: _("30 days"), 90: _("90 days"), 365: _("a year")}
MEASURES = {
    "letters": _("Letters that came"),
    "per_thousand": _("Letters for each 1,000 inhabitants"),
}


class FileForm(forms.Form):
    """A file of areas."""

    file = forms.FileField(
        label=_("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.json,.geojson"}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            check_upload(
                content=file, name=file.name, allowed=frozenset({TEXT}), most_bytes=MOST_BYTES
            )
        except UploadRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        file.seek(0)
        return file


class AreaForm(forms.ModelForm):
    """What the office knows of an area that maps do not say."""

    postcodes = LinesField(
        required=False,
        label=_("Postcodes, or how they begin"),
        help_text=_("One a line. Addresses with them lead here; the longest that fits counts."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )

    class Meta:
        model = Area
        fields = ["population", "is_remote", "is_marginalised", "is_served"]
        help_texts = {
            "is_served": _("What lies within is inside the constituency; all else is outside."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = self.instance.postcodes.values_list("prefix", flat=True)
        self.initial["postcodes"] = "\n".join(codes)


class PlaceForm(forms.Form):
    """What an area is called, and where it lies."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=AreaKind.choices)
    parent = forms.TypedChoiceField(label=_("Lies in"), required=False, coerce=int)

    def __init__(self, *args: Any, area: Area | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("nothing wider")), *_choices_outside(area)]


class EndForm(forms.Form):
    """Since when an area is no longer one, and what came after it."""

    day = forms.DateField(
        label=_("In force until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    successors = forms.TypedMultipleChoiceField(
        label=_("What came after it"),
        required=False,
        coerce=int,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("One or several; none where it is simply gone."),
    )

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successors"].choices = _choices_outside(area)


def _choices_outside(area: Area | None) -> list[tuple[int, str]]:
    """Areas to choose from, without that one and what lies in it."""
    within = (
        set(Area.objects.filter(lineage__contains=[area.pk]).values_list("pk", flat=True))
        if area
        else set()
    )
    return [(pk, name) for pk, name in area_tree(day=timezone.localdate()) if pk not in within]


class LivesForm(forms.Form):
    """The area somebody lives in."""

    area = forms.TypedChoiceField(label=_("They live in"), required=False, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = area_tree(day=timezone.localdate())
        self.fields["area"].choices = [("", _("we do not know")), *areas]


class MapForm(forms.Form):
    """Which areas, of which days, by which measure."""

    kind = forms.ChoiceField(label=_("Areas"))
    days = forms.TypedChoiceField(label=_("Of the last"), choices=list(DAYS.items()), coerce=int)
    measure = forms.ChoiceField(label=_("Shown"), choices=list(MEASURES.items()))

    def __init__(self, data: Any, *, kinds: list[str]) -> None:
        usual = {"kind": kinds[-1] if kinds else "", "days": "90", "measure": "letters"}
        given = {name: data[name] for name in usual if data.get(name)}
        super().__init__({**usual, **given})
        self.fields["kind"].choices = [(kind, AreaKind(kind).label) for kind in kinds]

    def chosen(self) -> dict[str, Any]:
        """What was asked for; the usual where that makes no sense."""
        if self.is_valid():
            return self.cleaned_data
        kinds = self.fields["kind"].choices
        return {"kind": kinds[-1][0] if kinds else "", "days": 90, "measure": "letters"}


class ConstituencyForm(forms.Form):
    """Whether writers are asked where they live, and what those outside are told."""

    asks_where = forms.BooleanField(
        required=False,
        label=Profile._meta.get_field("asks_where").verbose_name,
        help_text=Profile._meta.get_field("asks_where").help_text,
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        words = profile.outside_words
        initial = {"asks_where": profile.asks_where}
        initial |= {f"words_{language}": text for language, text in words.items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.languages = list(dict.fromkeys([*profile.languages, *words]))
        for language in self.languages:
            self.fields[f"words_{language}"] = forms.CharField(
                required=False,
                max_length=2000,
                label=_("What somebody outside is told, in %(language)s")
                % {"language": language_name(language)},
                help_text=_("Empty: our own words. Whom to turn to instead is best said here."),
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "lang": language}),
            )

    @property
    def outside_words(self) -> dict[str, str]:
        """Language → words, once the form is valid; languages without words are left out."""
        return {
            language: text
            for language in self.languages
            if (text := self.cleaned_data[f"words_{language}"].strip())
        }
