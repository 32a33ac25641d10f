"""What is asked before somebody is told how their case stands, or that it is closed."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.channels.models import Channel
from baraza.dialogue.commitments.models import Commitment
from baraza.engagement.casework.actions.updating import Saying
from baraza.engagement.casework.models import Inquiry, Outcome
from baraza.engagement.casework.queries.updates import Reached


class Way(models.TextChoices):
    """How somebody hears of it."""

    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("By text message")
    PHONE = "phone", _("On the telephone")
    LETTER = "letter", _("On paper")
    WALK_IN = "walk_in", _("Face to face")
    NONE = "none", _("They need not hear of it")


# The office's own telephone sends a text message: it was said there.
CHANNELS = {
    Way.EMAIL: Channel.EMAIL,
    Way.SMS: Channel.PHONE,
    Way.PHONE: Channel.PHONE,
    Way.LETTER: Channel.LETTER,
    Way.WALK_IN: Channel.WALK_IN,
}


# The office writes: whoever does has read how people are treated.
WRITTEN = (Way.EMAIL, Way.LETTER, Way.SMS)


class TellForm(forms.Form):
    """The words, and the way they go."""

    use_required_attribute = False

    way = forms.ChoiceField(label=_("How they hear of it"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("The words"),
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    to = forms.ChoiceField(label=_("Which address"), required=False)
    address = forms.CharField(
        label=_("On the envelope"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "low"}),
    )
    large = forms.BooleanField(label=_("In large print"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The ready words as they were offered: what differs from them was written by somebody.
    offered = forms.CharField(
        required=False, strip=False, max_length=20_000, widget=forms.HiddenInput
    )

    def __init__(
        self, data: object = None, *, reached: Reached, prefix_id: str = "tell", **kwargs: object
    ) -> None:
        super().__init__(data, auto_id=f"{prefix_id}-%s", **kwargs)
        self.fields["way"].choices = [(way, Way(way).label) for way in reached.ways]
        self.fields["to"].choices = [(one, one) for one in reached.emails]
        if len(reached.emails) < 2:
            del self.fields["to"]

    @property
    def chosen(self) -> Way:
        """How they hear of it, as far as the form says."""
        ways = [value for value, _label in self.fields["way"].choices]
        said = self.data.get("way") if self.is_bound else self.get_initial_for_field(
            self.fields["way"], "way"
        )  # fmt: skip
        return Way(said if said in ways else ways[0])

    def saying(self, *, language: str) -> Saying:
        """As the domain takes it."""
        given = self.cleaned_data
        way = Way(given["way"])
        return Saying(
            text=given["text"],
            channel=CHANNELS[way],
            address=given["address"] if way == Way.LETTER else given.get("to", ""),
            language=language,
            is_large_print=given["large"],
        )


class CloseForm(TellForm):
    """What came of it, and how they hear of it."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    changed = forms.CharField(
        label=_("What did it change for them?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "low"}),
    )
    learnt = forms.CharField(
        label=_("What did we learn?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "low"}),
        help_text=_("For colleagues. A lesson for everybody can be made of it."),
    )
    content = forms.ChoiceField(
        label=_("How content were they?"),
        required=False,
        choices=[
            ("", _("Not asked")),
            ("5", _("Very content")),
            ("4", _("Content")),
            ("3", _("Neither")),
            ("2", _("Not content")),
            ("1", _("Not at all content")),
        ],
    )
    ended = forms.MultipleChoiceField(
        label=_("Nobody waits for these any more"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("outcome", "changed", "learnt", "ended", "way", "to", "address", "text")

    def __init__(
        self,
        data: object = None,
        *,
        reached: Reached,
        inquiries: Sequence[Inquiry],
        promises: Sequence[Commitment],
        **kwargs: object,
    ) -> None:
        super().__init__(data, reached=reached, prefix_id="close", **kwargs)
        self.fields["way"].choices = [*self.fields["way"].choices, (Way.NONE, Way.NONE.label)]
        self.fields["ended"].choices = [
            (str(one.pk), f"{one.organisation.name}: {one.subject}") for one in inquiries
        ]
        if not inquiries:
            del self.fields["ended"]
        self.promises = promises
        for promise in promises:
            self.fields[f"promise-{promise.pk}"] = forms.ChoiceField(
                label=promise.words,
                required=False,
                choices=[("", _("It stands")), ("kept", _("Kept")), ("dropped", _("Given up"))],
            )

    @property
    def promise_fields(self) -> list[forms.BoundField]:
        """What becomes of each promise."""
        return [self[f"promise-{promise.pk}"] for promise in self.promises]

    def promises_that(self, end: str) -> list[int]:
        """Those (ids) that were kept, or dropped."""
        given = self.cleaned_data
        return [one.pk for one in self.promises if given.get(f"promise-{one.pk}") == end]
