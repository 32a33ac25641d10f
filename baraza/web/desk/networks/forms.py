"""What the pages of social networks take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.engagement.outreach.actions.accounts import AboutAccount, AboutImpostor
from baraza.engagement.outreach.models import (
    ApprovalRule,
    Impostor,
    ImpostorOutcome,
    Network,
    SocialAccount,
)
from baraza.web.desk.forms import TranslatedForm, line, low
from baraza.web.desk.website.facts import address_field, day_input, public_field


class AccountForm(TranslatedForm):
    """An account of ours: who runs it, how it is kept safe, whose word a post needs."""

    TRANSLATED = ("run_by",)

    network = forms.ChoiceField(label=_("Network"), choices=Network.choices)
    name = forms.CharField(
        label=_("Name there"),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "placeholder": "@"}),
    )
    address = address_field(_("Address"), required=True)
    run_by = forms.CharField(
        label=_("Who runs it, as everybody may know"),
        max_length=200,
        required=False,
        widget=line(),
        help_text=_("“The member herself”, “our press officer”: a name or a role, as you wish."),
    )
    managers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who has access"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only colleagues see this."),
    )
    approval = forms.ChoiceField(
        label=_("Whose approval a post needs"),
        choices=ApprovalRule.choices,
        initial=ApprovalRule.CHIEF,
    )
    replies_freely = forms.BooleanField(
        label=_("The member’s own live replies need none"), required=False, initial=True
    )
    has_two_factor = forms.BooleanField(label=_("Signing in needs a second factor"), required=False)
    is_verified = forms.BooleanField(label=_("The network has verified it"), required=False)
    is_public = public_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["managers"].queryset = User.objects.filter(is_active=True).order_by("name")

    @classmethod
    def of(cls, account: SocialAccount | None, data: Any) -> AccountForm:
        """With what is said now."""
        if account is None:
            return cls(data)
        initial = {name: getattr(account, name) for name in cls.base_fields if name != "managers"}
        initial["managers"] = [user.pk for user in account.managers.all()]
        return cls(data, initial=initial | cls.translated_initial(account.translations))

    @property
    def about(self) -> AboutAccount:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in AccountForm.base_fields}
        return AboutAccount(**entered, translations=self.translations)


class ImpostorForm(TranslatedForm):
    """Somebody who pretends to be us."""

    TRANSLATED = ("warning",)

    network = forms.ChoiceField(label=_("Network"), choices=Network.choices)
    name = forms.CharField(label=_("Name there"), max_length=100, widget=line())
    address = address_field(_("Address"), required=True)
    seen_date = forms.DateField(label=_("Seen on"), widget=day_input(), initial=timezone.localdate)
    reported_date = forms.DateField(label=_("Reported on"), required=False, widget=day_input())
    outcome = forms.ChoiceField(label=_("What became of it"), choices=ImpostorOutcome.choices)
    settled_date = forms.DateField(label=_("Decided on"), required=False, widget=day_input())
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        widget=low(3),
        help_text=_("What it did, the number of the report. Never shown outside."),
    )
    warns = forms.BooleanField(
        label=_("Warn on the website"),
        required=False,
        help_text=_("With its name, never with a link to it."),
    )
    warning = forms.CharField(
        label=_("The warning in your words"), max_length=300, required=False, widget=low(2)
    )

    @classmethod
    def of(cls, impostor: Impostor | None, data: Any) -> ImpostorForm:
        """With what is said now."""
        if impostor is None:
            return cls(data)
        initial = {name: getattr(impostor, name) for name in cls.base_fields}
        return cls(data, initial=initial | cls.translated_initial(impostor.translations))

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        reported, seen = entered.get("reported_date"), entered.get("seen_date")
        if reported and seen and reported < seen:
            self.add_error("reported_date", _("It was reported before it was seen."))
        return entered

    @property
    def about(self) -> AboutImpostor:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in ImpostorForm.base_fields}
        return AboutImpostor(**entered, translations=self.translations)
