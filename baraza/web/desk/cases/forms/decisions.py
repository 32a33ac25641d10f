"""How the office goes about a case, and how its constituent hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation
from baraza.common.numbers import is_number
from baraza.dialogue.conversations.actions.passing_on import Office
from baraza.engagement.casework.actions.updating import Saying
from baraza.engagement.casework.models import DeclineGround, Programme, WayForward
from baraza.engagement.casework.queries.deciding import Choice, Offers
from baraza.engagement.casework.queries.updates import Reached
from baraza.web.desk.cases.forms.telling import TellForm, Way

ENDS = {WayForward.INFORM, WayForward.DECLINE}


class DecideForm(TellForm):
    """One way forward of four; what it needs is asked with it."""

    decision = forms.ChoiceField(
        label=_("What do we do?"), choices=WayForward.choices, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(
        label=_("On which ground?"),
        choices=DeclineGround.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("To whom?"), required=False
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("To which support?"), required=False
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=5_000,
        error_messages={"required": _("Say why, in a line: a colleague will want to know.")},
        help_text=_("For colleagues; it is not part of the letter."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "low"}),
    )
    office = forms.CharField(
        label=_("Which office is theirs?"),
        required=False,
        max_length=520,
        help_text=_("Choose an office you know, or write a name and an e-mail address."),
        widget=forms.TextInput(
            attrs={
                "list": "offices",
                "dir": "auto",
                "autocomplete": "off",
                "placeholder": "Henri Baptiste <office@lakeside.example>",
            }
        ),
    )
    consents = forms.BooleanField(
        label=_("They agree that we send their letter there"), required=False
    )
    covering = forms.CharField(
        label=_("What that office reads above the letter"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "class": "low"}),
    )
    closes = forms.BooleanField(label=_("That is all: close the case"), required=False)

    def __init__(
        self,
        data: object = None,
        *,
        reached: Reached,
        offers: Offers,
        offices: Sequence[tuple[str, str]] = (),
        can_pass_on: bool = False,
        **kwargs: Any,
    ) -> None:
        # Of a decision nobody hears by a text message alone: it would not hold the reasons.
        ways = [way for way in reached.ways if way != Way.SMS]
        reached = replace(reached, ways=ways)
        super().__init__(data, reached=reached, prefix_id="decide", **kwargs)
        self.fields["way"].choices = [*self.fields["way"].choices, (Way.NONE, Way.NONE.label)]
        suggested = [one.organisation_id for one in offers.agencies]
        known = Organisation.objects.filter(merged_into__isnull=True)
        self.fields["organisation"].queryset = known.order_by("sort_key")
        self.fields["organisation"].choices = _grouped(
            [(one.organisation_id, one.organisation.name) for one in offers.agencies],
            known.exclude(pk__in=suggested).order_by("sort_key").values_list("pk", "name"),
        )
        fitting = [one.pk for one in offers.programmes]
        others = Programme.objects.in_use().exclude(pk__in=fitting)
        self.fields["programme"].queryset = Programme.objects.in_use()
        self.fields["programme"].choices = _grouped(
            [(one.pk, one.said("name")) for one in offers.programmes],
            [(one.pk, one.said("name")) for one in others],
        )
        self.offices = dict(offices)
        self.can_pass_on = can_pass_on

    @property
    def choice(self) -> Choice:
        """What was chosen so far, as far as it can be read; the letter is made from it."""
        way = self._said("decision") or WayForward.RESOLVE
        ground = self._said("ground")
        is_declined = way == WayForward.DECLINE
        is_outside = is_declined and ground == DeclineGround.OUTSIDE
        return Choice(
            way=WayForward(way) if way in WayForward.values else WayForward.RESOLVE,
            ground=ground if is_declined and ground in DeclineGround.values else "",
            organisation=None if is_outside else self._row("organisation"),
            programme=None if is_outside else self._row("programme"),
            other_office=parseaddr(self._said("office"))[0] or self._said("office"),
            passes_on=bool(self._said("consents")) and is_outside and self.can_pass_on,
        )

    @property
    def is_outside(self) -> bool:
        """Whether another member represents them."""
        return self.choice.ground == DeclineGround.OUTSIDE

    @property
    def may_end(self) -> bool:
        """Whether nothing may be left to do."""
        return self.choice.way != WayForward.RESOLVE

    def is_stale(self, ready: str) -> bool:
        """Whether the letter is the ready one of another choice: sent before it was drawn anew."""
        text, offered = (str(self.cleaned_data[name]).split() for name in ("text", "offered"))
        return self.chosen != Way.NONE and text == offered and bool(text) and text != ready.split()

    def offer(self, ready: str) -> None:
        """The letter that goes with the choice instead, to be looked over."""
        self.data = self.data.copy()
        self.data["text"] = self.data["offered"] = ready
        self.add_error("text", _("Your choice brings this letter. Look it over, then send it."))

    def other_office(self) -> Office | None:
        """Name and address, as far as they are one."""
        typed = self.cleaned_data.get("office", "").strip()
        if typed in self.offices:
            return Office(name=typed, address=self.offices[typed])
        name, address = parseaddr(typed)
        return Office(name=name or address, address=address) if "@" in address else None

    def saying(self, *, language: str) -> Saying | None:
        """None where they need not hear of it."""
        if self.cleaned_data["way"] == Way.NONE:
            return None
        return super().saying(language=language)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        choice = self.choice
        if choice.way == WayForward.DECLINE and not choice.ground:
            self.add_error("ground", _("Choose a ground: the letter follows from it."))
        if choice.way == WayForward.REFER and not (choice.organisation or choice.programme):
            self.add_error("organisation", _("Choose whom they can turn to, or a support."))
        if self.is_outside and not data.get("office", "").strip():
            self.add_error("office", _("Name it, so that they know where to turn."))
        elif choice.passes_on and self.other_office() is None:
            self.add_error("office", _("Nothing can be sent there. Look at the address once more."))
        if choice.way == WayForward.INFORM and self._says_nothing(data, choice):
            self.add_error("text", _("Write what they need to know, or choose it above."))
        return data

    def _says_nothing(self, data: dict[str, Any], choice: Choice) -> bool:
        """Whether the letter is still only its frame."""
        words, offered = (str(data.get(name, "")).split() for name in ("text", "offered"))
        is_named = choice.organisation or choice.programme
        return data.get("way") != Way.NONE and not is_named and words == offered

    def _said(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(name, ""))
        return str(self.get_initial_for_field(self.fields[name], name) or "")

    def _row(self, name: str) -> Any:
        said = self._said(name)
        if not is_number(said):
            return None
        return self.fields[name].queryset.filter(pk=said).first()


class StepBackForm(forms.Form):
    """Who takes it over, and who sees it from then on."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Who takes it over?"), empty_label=None
    )
    seen_by = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Only these colleagues see it from now on"),
        required=False,
        help_text=_("Nobody ticked: everybody sees it as before, you too."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="step-%s", **kwargs)
        rows = User.objects.filter(pk__in=[one.pk for one in colleagues]).order_by("name")
        choices = [(one.pk, one.name) for one in colleagues]
        for field in self.fields.values():
            field.queryset = rows
            field.choices = choices


def _grouped(first: Any, others: Any) -> list[Any]:
    """Those that fit above the others; an empty first row, as nothing is chosen yet."""
    groups: list[Any] = [("", "—")]
    if first:
        groups.append((_("Fits this case"), list(first)))
    others = list(others)
    if others:
        groups.append((_("Others"), others))
    return groups
