"""What the pages of meetings take from a browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office.models import Location
from baraza.dialogue.logbook.models import new_key
from baraza.engagement.events.actions.booking import Who
from baraza.engagement.events.models import Availability, Purpose, Way
from baraza.engagement.events.queries.free import Place
from baraza.web.desk.forms import TranslatedForm, line, low
from baraza.web.desk.people.forms import languages

MOMENT = "%Y-%m-%dT%H:%M"
CHANNELS = [
    (Channel.PHONE, _("By telephone")),
    (Channel.WALK_IN, _("Here in the office")),
    (Channel.EMAIL, _("By e-mail")),
    (Channel.LETTER, _("On paper")),
]


def moment(**attributes: str) -> forms.DateTimeInput:
    """A day and a time, in the office's time zone."""
    return forms.DateTimeInput(attrs={"type": "datetime-local", **attributes}, format=MOMENT)


class WhenForm(forms.Form):
    """One of the free times, or any other: when, with whom, how and where."""

    # "seconds@place@host", as `choices_of` writes it.
    slot = forms.CharField(required=False, max_length=80)
    other_at = forms.DateTimeField(
        label=_("Another time"), required=False, input_formats=[MOMENT], widget=moment()
    )
    host = forms.ModelChoiceField(User.objects.none(), label=_("With"), required=False)
    way = forms.ChoiceField(label=_("How"), choices=Way.choices, required=False)
    location = forms.ModelChoiceField(Location.objects.none(), label=_("Where"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = User.objects.at_work()
        self.fields["location"].queryset = Location.objects.published()

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.errors:
            return said
        if said.get("other_at"):
            if not said.get("host"):
                self.add_error("host", _("Say who meets them then."))
            if said.get("way") == Way.IN_PERSON and not said.get("location"):
                self.add_error("location", _("Say where they meet."))
            return said
        seconds, _at, rest = said.get("slot", "").partition("@")
        place, _at, host = rest.rpartition("@")
        if not seconds.isdecimal() or len(seconds) > 11 or not host.isdecimal():
            raise forms.ValidationError(_("Choose a time, or say another one."))
        way, _dot, location = place.partition(".")
        said["host"] = self.fields["host"].queryset.filter(pk=host).first()
        said["way"] = way if way in Way.values else ""
        said["location"] = (
            self.fields["location"].queryset.filter(pk=location).first()
            if location.isdecimal()
            else None
        )
        if said["host"] is None or not said["way"]:
            raise forms.ValidationError(_("Choose a time, or say another one."))
        said["other_at"] = datetime.fromtimestamp(int(seconds), tz=timezone.get_current_timezone())
        return said

    @property
    def place(self) -> Place:
        """Where and how, once it was looked at."""
        said = self.cleaned_data
        in_person = said["way"] == Way.IN_PERSON
        return Place(Way(said["way"]), said["location"] if in_person else None)


class BookingForm(WhenForm):
    """Everything for one appointment, on one page."""

    purpose = forms.ModelChoiceField(Purpose.objects.none(), label=_("What for"), empty_label=None)
    name = forms.CharField(label=_("Who comes"), max_length=200, widget=line())
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    matter = forms.CharField(
        label=_("What it is about"), max_length=2_000, required=False, widget=low(2)
    )
    needs = forms.CharField(
        label=_("What they need to be able to come"),
        max_length=300,
        required=False,
        widget=line(),
    )
    interpreter = forms.CharField(
        label=_("Interpreter for"), max_length=80, required=False, widget=line()
    )
    channel = forms.ChoiceField(label=_("How they asked"), choices=CHANNELS, initial=Channel.PHONE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = Purpose.objects.in_use()
        self.fields["language"].choices = [("", _("the office’s")), *languages()]

    # What makes a form sent twice one.
    key = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_key, max_length=40)

    def who(self) -> Who:
        """What was filled in."""
        said = self.cleaned_data
        names = ("name", "email", "phone", "language", "needs", "interpreter", "matter")
        return Who(**{name: said[name] for name in names})


class NoteForm(forms.Form):
    """What was said at the meeting, and what we said or promised."""

    text = forms.CharField(label=_("What they told us"), max_length=50_000, widget=low(5))
    answer = forms.CharField(
        label=_("What we said or promised"), max_length=50_000, required=False, widget=low(3)
    )
    is_left = forms.BooleanField(
        label=_("Something is left to do"),
        required=False,
        help_text=_("Then it waits in the inbox, and what we said is remembered as a promise."),
    )


class ReasonForm(forms.Form):
    """Why, in words for whoever was to come."""

    reason = forms.CharField(
        label=_("Why, in words for them"), max_length=500, required=False, widget=low(2)
    )


class BlockForm(forms.Form):
    """When somebody has no time."""

    starts_at = forms.DateTimeField(label=_("From"), input_formats=[MOMENT], widget=moment())
    ends_at = forms.DateTimeField(label=_("Until"), input_formats=[MOMENT], widget=moment())
    words = forms.CharField(label=_("What for"), max_length=100, required=False, widget=line())

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("starts_at") and said.get("ends_at") and said["ends_at"] <= said["starts_at"]:
            self.add_error("ends_at", _("It ends before it begins."))
        return said


class AddressForm(forms.Form):
    """Where somebody's own calendar is read."""

    address = forms.CharField(
        label=_("Its secret address (iCalendar)"),
        max_length=1_000,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "https://….ics"}),
        help_text=_("Only when you are busy is kept, never what for."),
    )

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        if address and not address.startswith(("https://", "webcal://")):
            raise forms.ValidationError(_("The address begins with https:// or webcal://."))
        return address


class HoursForm(forms.ModelForm):
    """When somebody meets people."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Each week on"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ways = forms.MultipleChoiceField(
        label=_("How one meets"), choices=Way.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Availability
        fields = [
            "user", "location", "ways", "weekdays", "begins", "ends", "first_date", "last_date",
            "purposes", "notice_hours", "ahead_days", "video_link",
        ]  # fmt: skip
        labels = {"user": _("Who")}
        widgets = {
            "begins": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "first_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "purposes": forms.CheckboxSelectMultiple,
            "video_link": forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        }
        help_texts = {
            "purposes": _("None chosen: whatever they meet people for."),
            "location": _("Where they meet in person."),
        }

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [one.pk for one in people]
        self.fields["user"].queryset = User.objects.filter(pk__in=numbers)
        self.fields["user"].empty_label = None
        self.fields["location"].queryset = Location.objects.published()
        self.fields["purposes"].queryset = Purpose.objects.in_use()

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("begins") and said.get("ends") and said["ends"] <= said["begins"]:
            self.add_error("ends", _("It ends before it begins."))
        if not said.get("weekdays") and not (said.get("first_date") and said.get("last_date")):
            self.add_error(
                "weekdays", _("Choose days of the week, or a first and a last day below.")
            )
        first, last = said.get("first_date"), said.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("It ends before it begins."))
        if Way.IN_PERSON in said.get("ways", ()) and not said.get("location"):
            self.add_error("location", _("Say where they meet people in person."))
        return said


class PurposeForm(TranslatedForm):
    """What one can come for."""

    TRANSLATED = ("name", "bring")

    name = forms.CharField(label=_("What one can come for"), max_length=100, widget=line())
    bring = forms.CharField(
        label=_("What to bring"), max_length=1_000, required=False, widget=low(2)
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=30)
    gap_minutes = forms.IntegerField(
        label=_("Minutes until the next meeting"), min_value=0, max_value=240, initial=10
    )
    ways = forms.MultipleChoiceField(
        label=_("How one meets"),
        choices=Way.choices,
        initial=[Way.IN_PERSON],
        widget=forms.CheckboxSelectMultiple,
    )
    hosts = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who meets people for it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_public = forms.BooleanField(
        label=_("Can be booked on the website"), required=False, initial=True
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"), required=False)
    for_circle = forms.ModelChoiceField(
        Circle.objects.none(),
        label=_("Confidential: only for"),
        required=False,
        empty_label=_("all staff"),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["hosts"].queryset = User.objects.at_work()
        self.fields["topic"].queryset = Topic.objects.in_use()
        self.fields["for_circle"].queryset = Circle.objects.all()


class DayForm(forms.Form):
    """A constituency day we take part in."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    name = forms.CharField(label=_("Name"), max_length=100, required=False, widget=line())
