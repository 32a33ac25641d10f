"""What the pages of projects take from a browser."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.base.places.queries import area_tree
from baraza.engagement.projects.actions import AboutProject
from baraza.engagement.projects.models import Project, Source, Status
from baraza.web.desk.forms import TranslatedForm, line, low
from baraza.web.desk.website.facts import (
    FactForm,
    address_field,
    day_input,
    public_field,
    topic_field,
)

MOST_MONEY = Decimal(10) ** 14 - 1


def money_field(label: Any, *, required: bool) -> forms.DecimalField:
    """A sum; its currency stands beside it."""
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=Decimal("0.01") if required else Decimal(0),
        max_value=MOST_MONEY,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any", "dir": "ltr", "inputmode": "decimal"}),
    )


def degrees(label: Any, most: int) -> forms.FloatField:
    """A latitude or longitude."""
    return forms.FloatField(
        label=label,
        required=False,
        min_value=-most,
        max_value=most,
        widget=forms.NumberInput(attrs={"step": "any", "dir": "ltr"}),
    )


class ProjectForm(FactForm):
    """What is done, where, by whom, with whose money."""

    TRANSLATED = ("name", "what")

    name = forms.CharField(label=_("Name"), max_length=200, widget=line())
    what = forms.CharField(label=_("What is done, and for whom"), required=False, widget=low(4))
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Where"), required=False)
    body = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Responsible body"),
        required=False,
        empty_label=_("Not known"),
        help_text=_("One of the organisations. A new one is added under People."),
    )
    source = forms.ChoiceField(
        label=_("Paid by"), choices=[("", _("Not known")), *Source.choices], required=False
    )
    source_name = forms.CharField(
        label=_("Which one"),
        max_length=200,
        required=False,
        widget=line(),
        help_text=_("The ministry, fund or donor by its name."),
    )
    amount = money_field(_("Money"), required=False)
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "size": 4, "autocapitalize": "characters"}),
        help_text=_("Three letters, like KES or EUR."),
    )
    topic = topic_field()
    began_date = forms.DateField(label=_("Begun"), required=False, widget=day_input())
    due_date = forms.DateField(label=_("To be finished by"), required=False, widget=day_input())
    latitude = degrees(_("Latitude"), 90)
    longitude = degrees(_("Longitude"), 180)
    external_id = forms.CharField(
        label=_("Number"),
        max_length=100,
        required=False,
        widget=line(),
        help_text=_("By which lists of others know it."),
    )
    is_public = public_field()

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["area"].queryset = Area.objects.all()
        self.fields["area"].choices = [("", _("everywhere")), *area_tree(day=timezone.localdate())]
        self.fields["body"].queryset = Organisation.objects.current()

    @classmethod
    def of(cls, project: Project | None, data: Any, *, publishes: bool) -> ProjectForm:
        """With what is said now; a new one is paid in the currency of the last."""
        if project is None:
            last = Project.objects.exclude(currency="").order_by("-pk").first()
            initial = {"currency": last.currency if last else ""}
            return cls(data, initial=initial, publishes=publishes)
        initial = {name: getattr(project, name) for name in cls.base_fields}
        for name in ("area", "body", "topic"):
            initial[name] = getattr(project, f"{name}_id")
        initial |= cls.translated_initial(project.translations)
        return cls(data, initial=initial, publishes=publishes, project=project)

    def clean_currency(self) -> str:
        currency = self.cleaned_data["currency"].upper()
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise forms.ValidationError(_("A currency has three letters, like KES."))
        if not currency and self.project and self.project.payments.exists():
            raise forms.ValidationError(_("Payments are noted: say in which currency."))
        return currency

    def clean_external_id(self) -> str:
        number = self.cleaned_data["external_id"]
        same = Project.objects.filter(external_id=number)
        if self.project is not None:
            same = same.exclude(pk=self.project.pk)
        if number and same.exists():
            raise forms.ValidationError(_("Another project has this number, perhaps withdrawn."))
        return number

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("amount") is not None and entered.get("currency") == "":
            self.add_error("currency", _("Say in which currency."))
        if (entered.get("latitude") is None) != (entered.get("longitude") is None):
            self.add_error("longitude", _("A place on the map needs both numbers, or neither."))
        return entered

    @property
    def about(self) -> AboutProject:
        """What was entered; the form must be valid."""
        names = [name for name in ProjectForm.base_fields if name != "is_public"]
        return AboutProject(**self.entered(*names))


class ProjectStepForm(TranslatedForm):
    """How far it is, or what else happened."""

    TRANSLATED = ("note",)

    status = forms.ChoiceField(label=_("It is"), choices=Status.choices)
    happened_date = forms.DateField(label=_("Since"), widget=day_input())
    note = forms.CharField(label=_("What happened"), max_length=500, required=False, widget=low(2))

    @classmethod
    def of(cls, project: Project, data: Any = None) -> ProjectStepForm:
        """As it stands, today."""
        return cls(data, initial={"status": project.status, "happened_date": timezone.localdate()})


class PaymentForm(TranslatedForm):
    """Money that was spent."""

    TRANSLATED = ("what_for",)

    paid_date = forms.DateField(label=_("On"), widget=day_input())
    amount = money_field(_("Amount"), required=True)
    what_for = forms.CharField(label=_("For"), max_length=300, widget=line())
    payee = forms.CharField(
        label=_("To"),
        max_length=200,
        required=False,
        widget=line(),
        help_text=_("A firm or an office; everybody reads it."),
    )
    paper = address_field(_("Proof"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The form of the project itself stands on the same page.
        super().__init__(*args, **kwargs)
        self.auto_id = "payment_%s"
