"""What an auditor searches by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.audit.queries import known_acts, known_kinds
from baraza.web.desk.audit.words import act_words, kind_words


class SearchForm(forms.Form):
    """Nothing is required; nonsense in one field leaves the others."""

    actor = forms.ModelChoiceField(
        User.objects.all(), required=False, label=_("Who"), empty_label=_("Everybody")
    )
    act = forms.ChoiceField(required=False, label=_("Did what"))
    kind = forms.ChoiceField(required=False, label=_("To what"))
    number = forms.CharField(required=False, label=_("Its number"), max_length=40)
    first = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        required=False, label=_("To"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: object, *, user: User) -> None:
        super().__init__(data)
        acts = sorted((act_words(act), act) for act in known_acts(user=user))
        kinds = sorted((kind_words(kind), kind) for kind in known_kinds(user=user))
        self.fields["act"].choices = [("", _("Anything")), *((act, said) for said, act in acts)]
        self.fields["kind"].choices = [
            ("", _("Anything")),
            *((kind, said) for said, kind in kinds),
        ]
