"""What the website's pages of the desk take from a browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.places.models import Area
from baraza.base.places.queries import area_tree
from baraza.engagement.outreach.actions.notices import AboutNotice
from baraza.engagement.outreach.feeds_read import EXCERPT, LINK, TITLE, Item
from baraza.engagement.outreach.models import Correction, Level, Notice, TrustedSource
from baraza.web.desk.forms import TranslatedForm, line, low

MOMENT = "%Y-%m-%dT%H:%M"


def moment() -> forms.DateTimeInput:
    """A day and a time, in the office's time zone."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


def address() -> forms.URLInput:
    """An address on the web: always written from left to right."""
    return forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"})


class NoticeForm(TranslatedForm):
    """What happens, where, from when until when."""

    TRANSLATED = ("title", "text")

    title = forms.CharField(label=_("What happens"), max_length=120, widget=line())
    text = forms.CharField(label=_("What to know and do"), required=False, widget=low(4))
    level = forms.ChoiceField(
        label=_("How much it matters"), choices=Level.choices, initial=Level.URGENT
    )
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Where"),
        required=False,
        help_text=_("None chosen: it concerns everybody."),
    )
    begins_at = forms.DateTimeField(label=_("From"), input_formats=[MOMENT], widget=moment())
    ends_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        input_formats=[MOMENT],
        widget=moment(),
        help_text=_("Left empty: until somebody here ends it."),
    )
    link = forms.URLField(
        label=_("More at"), required=False, assume_scheme="https", widget=address()
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        areas = self.fields["areas"]
        areas.queryset = Area.objects.all()
        areas.choices = area_tree(day=timezone.localdate())

    @classmethod
    def of(cls, notice: Notice | None, data: Any, now: datetime) -> NoticeForm:
        """With what it says now; a new one begins now."""
        if notice is None:
            return cls(data, initial={"begins_at": timezone.localtime(now)})
        initial = {name: getattr(notice, name) for name in cls.base_fields if name != "areas"}
        initial["areas"] = [area.pk for area in notice.areas.all()]
        return cls(data, initial=initial | cls.translated_initial(notice.translations))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("begins_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("It ends before it begins. Choose a later time."))
        return cleaned

    @property
    def about(self) -> AboutNotice:
        """What was entered; the form must be valid."""
        entered = {name: self.cleaned_data[name] for name in NoticeForm.base_fields}
        entered["level"] = Level(entered["level"])
        return AboutNotice(
            **entered, translations={code: self.translations.get(code, {}) for code in self.codes}
        )


class SourceForm(forms.Form):
    """Somebody whose news may be passed on."""

    name = forms.CharField(label=_("Who it is"), max_length=200, widget=line())
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", widget=address()
    )
    feed = forms.URLField(
        label=_("Feed"),
        required=False,
        assume_scheme="https",
        widget=address(),
        help_text=_("RSS or Atom, if they have one. What is new there is offered to you hourly."),
    )

    def __init__(self, *args: Any, source: TrustedSource | None = None, **kwargs: Any) -> None:
        self.source = source
        if source is not None:
            kwargs["initial"] = {name: getattr(source, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.own = self.visible_fields

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = TrustedSource.objects.filter(name__iexact=name)
        if self.source is not None:
            same = same.exclude(pk=self.source.pk)
        if same.exists():
            raise forms.ValidationError(_("There is one of that name already, perhaps retired."))
        return name

    def clean_feed(self) -> str:
        feed = self.cleaned_data["feed"]
        if feed and not feed.startswith("https://"):
            raise forms.ValidationError(_("Only addresses that begin with https:// are read."))
        return feed


class PassOnForm(forms.Form):
    """One piece of their news, read by somebody here."""

    source = forms.ModelChoiceField(
        TrustedSource.objects.filter(retired_at=None), label=_("Who says it")
    )
    link = forms.URLField(label=_("Link"), max_length=LINK, assume_scheme="https", widget=address())
    title = forms.CharField(label=_("Title"), max_length=TITLE, widget=line())
    excerpt = forms.CharField(
        label=_("In short"),
        max_length=EXCERPT,
        required=False,
        widget=low(3),
        help_text=_("A sentence or two. The rest is read where it was written."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = self.visible_fields

    @property
    def item(self) -> Item:
        """What was entered; the form must be valid."""
        entered = self.cleaned_data
        return Item(
            title=entered["title"],
            link=entered["link"],
            excerpt=entered["excerpt"],
            published_date=timezone.localdate(),
        )


class CorrectionForm(forms.ModelForm):
    """What a page said, and what it says now."""

    class Meta:
        model = Correction
        fields = ["title", "address", "is_mistake", "said", "says"]
        labels = {
            "title": _("Which page"),
            "address": _("Its address"),
            "said": _("What it said"),
            "says": _("What it says now"),
        }
        help_texts = {
            "address": _("As in the browser, from the first stroke: /news/water/"),
            "is_mistake": _("Leave this out where it is only newer."),
        }
        widgets = {
            "title": line(),
            "address": forms.TextInput(attrs={"dir": "ltr"}),
            "said": low(3),
            "says": low(3),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = self.visible_fields

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        if address and (not address.startswith("/") or address.startswith("//")):
            raise forms.ValidationError(_("A page of this website begins with “/”."))
        return address
