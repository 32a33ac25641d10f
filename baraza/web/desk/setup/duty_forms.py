"""What set-up takes from a browser about who answers, and by when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Role, User
from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission, roles_with
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office.grants import MAY_TAKE_IN
from baraza.base.office.holiday_files import LARGEST, NoHolidays, read_holidays
from baraza.base.office.models import Profile
from baraza.base.places.models import Area
from baraza.common.uploads import TEXT, UploadRefused, check_upload
from baraza.dialogue.conversations.actions.office_rules import MOST_WORKING_DAYS
from baraza.web.desk.setup.forms import language_name

MOST_AREAS = 300
ANY_CHANNEL = [("", _("Any channel")), *Channel.choices]


class MarkedForm(forms.Form):
    """One of several on a page: its fields are told apart by its mark."""

    mark = "id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{self.mark}_%s", **kwargs)


class ConditionsForm(MarkedForm):
    """Which letters."""

    channel = forms.ChoiceField(label=_("Channel"), choices=ANY_CHANNEL, required=False)
    topic = forms.ModelChoiceField(
        Topic.objects.in_use(), label=_("Topic"), required=False, empty_label=_("Any topic")
    )


class TargetForm(ConditionsForm):
    """Within how many working days letters are answered."""

    mark = "target"
    working_days = forms.IntegerField(
        label=_("Working days"),
        min_value=1,
        max_value=MOST_WORKING_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "min_value": _("An answer takes at least one working day."),
            "max_value": _("At most %(limit_value)s working days, which is a year."),
        },
    )


class PlacedForm(ConditionsForm):
    """Which letters, from where and in which language."""

    mark = "if"
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Place"), required=False, empty_label=_("Anywhere")
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, office: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.in_force(timezone.localdate())
        # Beyond that nobody finds theirs in a list: the outermost areas lead there.
        if areas.count() > MOST_AREAS:
            areas = areas.filter(parent__isnull=True) | areas.filter(is_served=True)
        self.fields["area"].queryset = areas
        if not areas.exists():
            del self.fields["area"]
        self.fields["language"].choices = [
            ("", _("Any language")),
            *[(code, language_name(code)) for code in office.languages],
        ]


class RuleForm(PlacedForm):
    """To whom they go."""

    mark = "rule"
    whom = forms.ChoiceField(label=_("Goes to"))

    field_order = ["channel", "topic", "area", "language", "whom"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answering = set(roles_with(Permission.ANSWER))
        self.fields["whom"].choices = [
            ("", _("Choose …")),
            (
                _("A colleague"),
                [(f"user:{one.pk}", one.name) for one in staff_with(permission=Permission.DRAFT)],
            ),
            (
                _("Whoever of these has least to do"),
                [(f"role:{role}", role.label) for role in Role if role in answering],
            ),
        ]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the rule says, once the form is valid."""
        given = dict(self.cleaned_data)
        kind, _colon, value = given.pop("whom").partition(":")
        if kind == "user":
            given["user"] = User.objects.get(pk=value)
        else:
            given["role"] = value
        return given


class WeekForm(forms.Form):
    """The days of the week on which the office works."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("The office works on"),
        choices=WEEKDAYS.items(),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("At least one day of the week.")},
    )

    @classmethod
    def of(cls, office: Profile, data: Any = None) -> WeekForm:
        """As the office is set up."""
        return cls(data, initial={"weekdays": office.weekdays})

    @property
    def fields_of_profile(self) -> dict[str, Any]:
        """What is set on the profile, once the form is valid."""
        return {"weekdays": sorted(self.cleaned_data["weekdays"])}


class GivingForm(forms.Form):
    """Whether new letters are given out by themselves."""

    assigns_by_itself = forms.BooleanField(
        label=_("Give new letters to somebody at once"),
        required=False,
        help_text=_(
            "By the rules below; else to who knows the topic best; else to whoever of the "
            "caseworkers and the correspondence has least to do. Who is away gets none."
        ),
    )

    @classmethod
    def of(cls, office: Profile, data: Any = None) -> GivingForm:
        """As the office is set up."""
        return cls(data, initial={"assigns_by_itself": office.assigns_by_itself})

    @property
    def fields_of_profile(self) -> dict[str, Any]:
        """What is set on the profile, once the form is valid."""
        return self.cleaned_data


class ApprovalForm(forms.Form):
    """Whose answers a colleague reads before they leave."""

    approval_roles = forms.MultipleChoiceField(
        label=_("Answers of these roles are read by a colleague before they leave"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Volunteers and interns always ask. Who may approve others never has to."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_answer = set(roles_with(Permission.ANSWER)) - set(roles_with(Permission.APPROVE))
        self.fields["approval_roles"].choices = [
            (role.value, role.label) for role in Role if role in may_answer
        ]

    @classmethod
    def of(cls, office: Profile, data: Any = None) -> ApprovalForm:
        """As the office is set up."""
        return cls(data, initial={"approval_roles": office.approval_roles})

    @property
    def fields_of_profile(self) -> dict[str, Any]:
        """What is set on the profile, once the form is valid."""
        return self.cleaned_data


class IntakeForm(forms.Form):
    """Who takes cases in besides those who work on them."""

    intake_roles = forms.MultipleChoiceField(
        label=_("These roles may take cases in, too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They write down what somebody tells. The case is nobody’s until a colleague takes it "
            "on; deciding, asking others and telling the person stay with those who work on cases."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["intake_roles"].choices = [
            (role.value, role.label) for role in Role if role in MAY_TAKE_IN
        ]

    @classmethod
    def of(cls, office: Profile, data: Any = None) -> IntakeForm:
        """As the office is set up."""
        return cls(data, initial={"intake_roles": office.intake_roles})

    @property
    def fields_of_profile(self) -> dict[str, Any]:
        """What is set on the profile, once the form is valid."""
        return self.cleaned_data


class SurgeForm(forms.Form):
    """When it is too much, and what writers are told then."""

    backlog_limit = forms.IntegerField(
        label=_("From how many waiting letters on is it too much?"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Then the note each writer gets at once says that it will take longer."),
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in languages:
            ours = code in dict(settings.LANGUAGES)
            self.fields[f"words_{code}"] = forms.CharField(
                label=language_name(code),
                required=False,
                max_length=2000,
                widget=forms.Textarea(
                    attrs={"rows": 2, "class": "low", "lang": code, "dir": "auto"}
                ),
                help_text=_("Empty: our own words.") if ours else _("Empty: English words."),
            )

    @classmethod
    def of(cls, office: Profile, data: Any = None) -> SurgeForm:
        """As the office is set up."""
        initial = {f"words_{code}": words for code, words in office.surge_words.items()}
        initial["backlog_limit"] = office.backlog_limit
        return cls(data, initial=initial, languages=office.languages)

    @property
    def fields_of_profile(self) -> dict[str, Any]:
        """What is set on the profile, once the form is valid."""
        words = {
            name.removeprefix("words_"): text.strip()
            for name, text in self.cleaned_data.items()
            if name.startswith("words_") and text.strip()
        }
        return {"backlog_limit": self.cleaned_data["backlog_limit"], "surge_words": words}


class HolidayForm(MarkedForm):
    """One day on which the office does not work."""

    mark = "holiday"

    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("Name"), required=False, max_length=100)


class HolidayFileForm(forms.Form):
    """A calendar or a table of holidays."""

    file = forms.FileField(
        label=_("A calendar (.ics) or a table (.csv)"),
        widget=forms.FileInput(attrs={"accept": ".ics,.csv,.txt,text/calendar,text/csv"}),
        help_text=_("Many governments publish their holidays as a calendar to download."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            check_upload(
                content=file,
                name=file.name,
                allowed={TEXT},
                most_bytes=LARGEST,
                scanner=settings.CLAMD,
            )
            file.seek(0)
            return read_holidays(file.read())
        except UploadRefused as error:
            raise ValidationError(str(error)) from error
        except NoHolidays as error:
            raise ValidationError(
                _("There is no day in this file that we can read. Nothing was changed.")
            ) from error
