"""Which days, which of their letters, and when the weekly page comes by mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from baraza.base.channels.models import Channel
from baraza.dialogue.inputs.models import Stance
from baraza.insight.letters import Counted
from baraza.insight.models import WeeklyReader
from baraza.insight.periods import Period

USUAL_DAYS = 28
# As far back as anybody compares; also what keeps one request from reading a century.
MOST_DAYS = 3660
EARLIEST, LATEST = date(1950, 1, 1), date(2200, 1, 1)
LENGTHS = {
    7: _("7 days"),
    28: _("4 weeks"),
    91: _("3 months"),
    365: _("12 months"),
}


class PeriodForm(forms.Form):
    """The last so many days, or any others."""

    days = forms.TypedChoiceField(
        label=_("Of the last"), choices=list(LENGTHS.items()), coerce=int, required=False
    )
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, now: datetime, zone: ZoneInfo) -> None:
        super().__init__({"days": str(USUAL_DAYS), **{name: data[name] for name in data}})
        self._now, self._zone = now, zone

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if any(day and not EARLIEST < day < LATEST for day in (first, last)):
            self.add_error("first", _("Choose days of our time."))
        if first and last and not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
            self.add_error("last", _("Choose a day after the first, at most ten years later."))
        return data

    def period(self) -> Period:
        """What was asked for; the usual where that makes no sense."""
        self.full_clean()
        data = self.cleaned_data
        today = self._now.astimezone(self._zone).date()
        first: date | None = data.get("first")
        last: date | None = data.get("last")
        if first and not self.errors:
            return Period(first, max(last or today, first), self._zone)
        return Period.of_last(data.get("days") or USUAL_DAYS, now=self._now, zone=self._zone)


class CountedForm(PeriodForm):
    """The letters that a number counts, as its link asks for them."""

    topic = forms.RegexField(r"^\d{1,18}$", required=False)
    channel = forms.ChoiceField(choices=[("", ""), *Channel.choices], required=False)
    language = forms.RegexField(r"^[A-Za-z]{2,8}$", required=False)
    stance = forms.ChoiceField(choices=Stance.choices, required=False)
    area = forms.RegexField(r"^\d{1,18}$", required=False)
    more_than = forms.IntegerField(required=False, min_value=-1, max_value=1000)
    at_most = forms.IntegerField(required=False, min_value=0, max_value=1000)

    def counted(self) -> Counted | None:
        """None where nothing can be meant by it."""
        period = self.period()
        if self.errors:
            return None
        given = self.cleaned_data
        return Counted(
            period=period,
            topic=given["topic"],
            channel=given["channel"],
            language=given["language"],
            stance=given["stance"],
            area_id=int(given["area"]) if given["area"] else None,
            took=None if given["more_than"] is None else (given["more_than"], given["at_most"]),
        )


class WeeklyForm(forms.ModelForm):
    """On which day, at what time."""

    class Meta:
        model = WeeklyReader
        fields = ["weekday", "hour"]
        widgets = {
            "weekday": forms.Select(choices=list(WEEKDAYS.items())),
            "hour": forms.Select(choices=[(hour, f"{hour:02}:00") for hour in range(24)]),
        }
