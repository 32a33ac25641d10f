"""What the pages of parliament take from a browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.engagement.consultations.actions.keeping import (
    AboutBill,
    AboutCommittee,
    AboutVote,
    Role,
)
from baraza.engagement.consultations.models import (
    Bill,
    BillStage,
    Committee,
    MemberPart,
    Membership,
    Option,
    Result,
    Vote,
)
from baraza.web.desk.forms import TranslatedForm, line, low
from baraza.web.desk.website.bringing import FileForm
from baraza.web.desk.website.facts import (
    FactForm,
    address_field,
    day_input,
    public_field,
    topic_field,
)

COUNTED = (Option.YES, Option.NO, Option.ABSTAIN, Option.ABSENT)


class BillForm(FactForm):
    """What is known of a bill."""

    TRANSLATED = ("title", "summary", "view")

    title = forms.CharField(label=_("Title"), max_length=300, widget=line())
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        required=False,
        widget=line(),
        help_text=_("As parliament writes it. By this, votes and lists from files find it."),
    )
    summary = forms.CharField(
        label=_("In plain words"),
        required=False,
        widget=low(4),
        help_text=_("What would change, for whom. As you would tell a neighbour."),
    )
    topic = topic_field()
    part = forms.ChoiceField(
        label=_("The member’s part"),
        choices=[("", _("Not said")), *MemberPart.choices],
        required=False,
    )
    view = forms.CharField(label=_("What the member says of it"), required=False, widget=low(4))
    text_address = address_field(_("Where its text stands"))
    is_public = public_field()

    @classmethod
    def of(cls, bill: Bill | None, data: Any, *, publishes: bool) -> BillForm:
        """With what is said now."""
        if bill is None:
            return cls(data, publishes=publishes)
        initial = {name: getattr(bill, name) for name in cls.base_fields}
        initial["topic"] = bill.topic_id
        initial |= cls.translated_initial(bill.translations)
        return cls(data, initial=initial, publishes=publishes)

    @property
    def about(self) -> AboutBill:
        """What was entered; the form must be valid."""
        return AboutBill(
            **self.entered("title", "number", "summary", "topic", "part", "view", "text_address")
        )


class StepForm(TranslatedForm):
    """That a bill came to a stage."""

    TRANSLATED = ("note",)

    stage = forms.ChoiceField(label=_("It came to"), choices=BillStage.choices)
    happened_date = forms.DateField(label=_("On"), widget=day_input())
    note = forms.CharField(label=_("Note"), max_length=300, required=False, widget=line())


class VoteForm(FactForm):
    """How parliament voted, and the member."""

    TRANSLATED = ("title", "explanation")

    title = forms.CharField(label=_("What was voted on"), max_length=500, widget=line())
    held_date = forms.DateField(label=_("On"), widget=day_input())
    option = forms.ChoiceField(
        label=_("How the member voted"), choices=[("", _("Not known")), *Option.choices],
        required=False,
    )  # fmt: skip
    explanation = forms.CharField(
        label=_("Why"),
        required=False,
        widget=low(4),
        help_text=_("In the member’s own words. A vote with its reason is worth ten without."),
    )
    bill = forms.ModelChoiceField(
        Bill.objects.none(), label=_("Bill"), required=False, empty_label=_("None")
    )
    topic = topic_field()
    result = forms.ChoiceField(
        label=_("Result"), choices=[("", _("Not known")), *Result.choices], required=False
    )
    body = forms.CharField(label=_("Who voted"), max_length=200, required=False, widget=line())
    yes = forms.IntegerField(label=_("How many yes"), min_value=0, max_value=9_999, required=False)
    no = forms.IntegerField(label=_("How many no"), min_value=0, max_value=9_999, required=False)
    abstain = forms.IntegerField(
        label=_("How many abstained"), min_value=0, max_value=9_999, required=False
    )
    absent = forms.IntegerField(
        label=_("How many were absent"), min_value=0, max_value=9_999, required=False
    )
    source = address_field(_("Official record"))
    is_public = public_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bill"].queryset = Bill.objects.in_use()

    @classmethod
    def of(cls, vote: Vote | None, data: Any, *, publishes: bool) -> VoteForm:
        """With what is said now."""
        if vote is None:
            return cls(data, publishes=publishes)
        initial = {
            name: getattr(vote, name) for name in cls.base_fields if name not in Option.values
        }
        initial |= {"topic": vote.topic_id, "bill": vote.bill_id, **vote.counts}
        initial |= cls.translated_initial(vote.translations)
        return cls(data, initial=initial, publishes=publishes)

    @property
    def about(self) -> AboutVote:
        """What was entered; the form must be valid."""
        counts = {
            option.value: self.cleaned_data[option.value]
            for option in COUNTED
            if self.cleaned_data[option.value] is not None
        }
        names = (
            "title", "held_date", "option", "explanation", "bill", "topic", "result", "body",
            "source",
        )  # fmt: skip
        return AboutVote(**self.entered(*names), counts=counts)


class CommitteeForm(FactForm):
    """What is known of a committee."""

    TRANSLATED = ("name", "what_for")

    name = forms.CharField(label=_("Name"), max_length=200, widget=line())
    what_for = forms.CharField(label=_("What it does"), required=False, widget=low(3))
    website = address_field(_("Website"))
    is_public = public_field()

    @classmethod
    def of(cls, committee: Committee | None, data: Any, *, publishes: bool) -> CommitteeForm:
        """With what is said now."""
        if committee is None:
            return cls(data, publishes=publishes)
        initial = {name: getattr(committee, name) for name in cls.base_fields}
        initial |= cls.translated_initial(committee.translations)
        return cls(data, initial=initial, publishes=publishes)

    @property
    def about(self) -> AboutCommittee:
        """What was entered; the form must be valid."""
        return AboutCommittee(**self.entered("name", "what_for", "website"))


class RoleForm(TranslatedForm):
    """What the member is in a committee, and since when."""

    TRANSLATED = ("role",)

    role = forms.CharField(
        label=_("As"),
        max_length=100,
        required=False,
        widget=line(),
        help_text=_("Chair, vice-chair … Left empty: an ordinary member."),
    )
    began_date = forms.DateField(label=_("Since"), required=False, widget=day_input())
    ended_date = forms.DateField(label=_("Until"), required=False, widget=day_input())

    @classmethod
    def of(cls, membership: Membership, data: Any) -> RoleForm:
        """With what is said now."""
        initial = {name: getattr(membership, name) for name in cls.base_fields}
        return cls(data, initial=initial | cls.translated_initial(membership.translations))

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        began, ended = entered.get("began_date"), entered.get("ended_date")
        if began and ended and ended < began:
            self.add_error("ended_date", _("It ends before it begins. Choose a later day."))
        return entered

    @property
    def about(self) -> Role:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in RoleForm.base_fields}
        return Role(**entered, translations=self.translations)


class ParliamentFileForm(FileForm):
    """A file of parliament's, and how it writes the name of the member."""

    member = forms.CharField(
        label=_("How the file writes the name of the member"),
        max_length=200,
        required=False,
        widget=line(),
        help_text=_("Only JSON needs it: there our vote is found by the name."),
    )
