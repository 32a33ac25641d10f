"""What the guide to support takes from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.base.places.queries import area_tree
from baraza.engagement.casework.actions.programmes import AboutProgramme
from baraza.engagement.casework.models import Agency, CaseKind, Programme
from baraza.web.desk.agencies.forms import kinds_to_choose
from baraza.web.desk.forms import TranslatedForm, line, low

LONGEST_DOCUMENT = 200


class ProgrammeForm(TranslatedForm):
    """Support that exists: for whom, until when, and what to bring."""

    TRANSLATED = ("name", "what", "who", "documents", "how")

    name = forms.CharField(label=_("Name"), max_length=200, widget=line())
    what = forms.CharField(label=_("What it gives"), widget=low(3))
    who = forms.CharField(label=_("Who is eligible"), widget=low(3))
    documents = forms.CharField(
        label=_("Documents needed"),
        required=False,
        widget=low(4),
        help_text=_("One a line. In a case they become a list to tick."),
    )
    how = forms.CharField(label=_("How to apply"), required=False, widget=low(3))
    deadline_date = forms.DateField(
        label=_("Apply until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Afterwards nobody is sent there, and the website no longer shows it."),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    organisation = forms.TypedChoiceField(
        label=_("Given by"), required=False, coerce=int, empty_value=None
    )
    area = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    kinds = forms.TypedMultipleChoiceField(
        label=_("For which kinds of case"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all of them."),
    )
    is_public = forms.BooleanField(label=_("Shown on the website"), required=False, initial=True)

    def __init__(
        self, data: Any = None, *, programme: Programme | None = None, given_by: int | None = None
    ) -> None:
        initial: dict[str, Any] = {"organisation": given_by}
        kinds: list[CaseKind] = []
        if programme is not None:
            kinds = list(programme.kinds.all())
            initial = {name: getattr(programme, name) for name in self.base_fields}
            initial |= {
                "documents": "\n".join(programme.documents),
                "organisation": programme.organisation_id,
                "area": programme.area_id,
                "kinds": [kind.pk for kind in kinds],
            }
            initial |= self.translated_initial(
                {
                    code: words | {"documents": "\n".join(words.get("documents", []))}
                    for code, words in programme.translations.items()
                }
            )
        super().__init__(data, initial=initial)
        givers = dict(
            Agency.objects.in_use()
            .order_by("organisation__sort_key")
            .values_list("organisation", "organisation__name")
        )
        if programme is not None and programme.organisation is not None:
            givers.setdefault(programme.organisation_id, programme.organisation.name)
        self.fields["organisation"].choices = [("", _("Not known")), *givers.items()]
        self.fields["area"].choices = [("", _("everywhere")), *area_tree(day=timezone.localdate())]
        self.fields["kinds"].choices = kinds_to_choose(kinds)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        for name, words in list(entered.items()):
            if name.split("_")[0] == "documents" and any(
                len(one) > LONGEST_DOCUMENT for one in (words or "").splitlines()
            ):
                self.add_error(name, _("Each line may have 200 letters at most."))
        return entered

    @property
    def about(self) -> AboutProgramme:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in self.base_fields}
        translations = self.translations
        for words in translations.values():
            if "documents" in words:
                words["documents"] = _lines(words["documents"])
        pk, area = entered["organisation"], entered["area"]
        return AboutProgramme(
            **entered
            | {
                "documents": _lines(entered["documents"]),
                "organisation": Organisation.objects.get(pk=pk) if pk else None,
                "area": Area.objects.get(pk=area) if area else None,
                "kinds": list(CaseKind.objects.filter(pk__in=entered["kinds"])),
            },
            translations=translations,
        )


def _lines(words: str) -> list[str]:
    return [one.strip() for one in words.splitlines() if one.strip()]
