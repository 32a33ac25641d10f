"""What the staff pages take from a browser."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.actions.circles import SHORTEST_REASON
from baraza.base.accounts.models import (
    Absence,
    MailTiming,
    NotificationKind,
    Role,
    User,
    Workplace,
)
from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.base.office.queries import profile
from baraza.web.desk.setup.forms import language_name

ROLE_WORDS = {
    Role.MEMBER: _("Reads and answers everything, approves and publishes."),
    Role.CHIEF_OF_STAFF: _("May do everything, staff and set-up included."),
    Role.CASEWORKER: _("Reads, answers, keeps cases."),
    Role.CORRESPONDENCE: _("Reads, answers, writes the library of letters."),
    Role.COMMUNICATIONS: _("Reads, answers, writes letters and publishes."),
    Role.VOLUNTEER: _("Reads, sorts and drafts; a colleague sends."),
    Role.AUDITOR: _("Reads letters, figures and the record of what was done. Changes nothing."),
    Role.ADMINISTRATOR: _("Sets up the office and its staff. Answers nobody."),
}


def _languages_of_office() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in profile().languages]


class DutiesForm(forms.Form):
    """What somebody does here."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    workplace = forms.ChoiceField(
        label=_("Place of work"),
        choices=[("", _("Both, or elsewhere")), *Workplace.choices],
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages they answer in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.in_use(),
        label=_("Topics they know best"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Letters on these are offered to them first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = _languages_of_office()
        codes = {code for code, _name in known}
        held = [c for c in self.initial.get("languages", []) if c not in codes]
        self.fields["languages"].choices = [*known, *[(code, language_name(code)) for code in held]]
        self.fields["roles"].choices = [
            (role.value, f"{role.label}: {ROLE_WORDS[role]}") for role in Role
        ]


class InvitationForm(DutiesForm):
    """Somebody new."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["name", "email", "roles", "workplace", "languages", "topics"]


class LeavingForm(forms.Form):
    """Who takes over from somebody who leaves."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Their work goes to"),
        required=False,
        empty_label=_("Nobody yet: it goes back to all"),
    )

    def __init__(self, *args: Any, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.at_work().exclude(pk=leaving.pk)


class IntroductionForm(forms.Form):
    """How somebody is called, and the languages they read and write."""

    name = forms.CharField(label=_("Your name, as people you answer see it"), max_length=150)
    language = forms.ChoiceField(
        label=_("Language of mail to you"),
        choices=[("", _("As the office")), *settings.LANGUAGES],
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you answer in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = _languages_of_office()


class AbsenceForm(forms.ModelForm):
    """Days away."""

    class Meta:
        model = Absence
        fields = ["first_date", "last_date", "delegate"]
        widgets = {
            "first_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.user = user
        self.fields["delegate"].queryset = User.objects.at_work().exclude(pk=user.pk)
        self.fields["delegate"].empty_label = _("Nobody")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first_date"), data.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("The last day comes before the first."))
        return data


class WishesForm(forms.Form):
    """What somebody hears of by mail, and when; on the desk they hear of all of it."""

    def __init__(self, *args: Any, wishes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, timing in wishes.items():
            self.fields[kind] = forms.ChoiceField(
                label=NotificationKind(kind).label, choices=MailTiming.choices, initial=timing
            )


class TrainingForm(forms.Form):
    """Something somebody has learnt for this work."""

    name = forms.CharField(
        label=_("What it was about"),
        max_length=120,
        help_text=_("For instance: data protection, first aid for difficult calls."),
    )
    held_date = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))
    given_by = forms.CharField(label=_("By whom"), max_length=120, required=False)


class HandOverForm(forms.Form):
    """Who answers all that waits for somebody."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("All that waits goes to"),
        required=False,
        empty_label=_("Nobody yet: it goes back to all"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = staff_with(permission=Permission.DRAFT).exclude(pk=user.pk)


class CircleForm(forms.Form):
    """Who belongs to a circle."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Seen by everybody who may set up circles: name no person and no matter."),
    )
    members = forms.ModelMultipleChoiceField(
        User.objects.at_work(), label=_("Members"), widget=forms.CheckboxSelectMultiple
    )


class GlassForm(forms.Form):
    """Why somebody outside a circle must look inside."""

    reason = forms.CharField(
        label=_("Why must you look inside?"),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Kept for good, and shown to everybody in the circle."),
    )


class ConductForm(forms.Form):
    """The wording of the rules of conduct, one field for each of the office's languages."""

    def __init__(self, *args: Any, wordings: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (name, words) in wordings.items():
            self.fields[code] = forms.CharField(
                label=name,
                initial=words,
                required=False,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 12, "dir": "auto", "lang": code}),
            )


class AddressForm(forms.Form):
    """The address somebody signs in with."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PasswordForm(forms.Form):
    """A new password, seen while it is typed where the browser offers it."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Twelve characters or more. Four everyday words you will remember are better than "
            "one clever one."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]
