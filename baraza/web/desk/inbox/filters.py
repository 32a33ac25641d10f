"""The filters of the inbox in words: the chips above the list, and the panel that sets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.base.places.models import Area
from baraza.common.counting import capped_counts
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.models import SavedView
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.templatetags.desk import said_day

MOST_AREAS = 300
QUICK: list[tuple[dict[str, str], str | Promise]] = [
    ({"mine": "1"}, gettext_lazy("Mine to answer")),
    ({"nobody": "1"}, gettext_lazy("Nobody’s yet")),
    ({"late": "1"}, gettext_lazy("Late")),
    ({"due": "today"}, gettext_lazy("Due today")),
    ({"snoozed": "1"}, gettext_lazy("Put off for later")),
    ({"snoozed": "back"}, gettext_lazy("Came back")),
]
"""What people ask for most, each one press away."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the list without it."""

    label: str
    without: str


def chips_for(place: Place) -> list[Chip]:
    """One for each filter; a query for each that names a row."""
    return [
        Chip(label=label, without=place.but(**{name: ""}).list_url)
        for name, value in place.filters.items()
        if (label := _said(name, value))
    ]


def _said(name: str, value: str) -> str:
    words: dict[str, Callable[[], str]] = {
        "mine": lambda: _("Mine to answer"),
        "nobody": lambda: _("Nobody’s yet"),
        "late": lambda: _("Late"),
        "due": lambda: _("Due %(day)s") % {"day": _day(value)},
        "snoozed": lambda: _("Put off for later") if value == "1" else _("Came back"),
        "channel": lambda: str(Channel(value).label),
        "topic": lambda: _name(Topic.objects.all(), value) if value != "0" else _("No topic yet"),
        "area": lambda: _name(Area.objects.all(), value),
        "person": lambda: _name(Person.objects.all(), value),
        "to": lambda: _name(User.objects.all(), value),
        "language": lambda: language_name(value),
        "from": lambda: _("From %(day)s") % {"day": _day(value)},
        "until": lambda: _("Until %(day)s") % {"day": _day(value)},
    }
    return words[name]()


def _name(rows: QuerySet, number: str) -> str:
    row = rows.filter(pk=number).first()
    return str(row) if row and str(row) else _("Somebody")


def _day(value: str) -> str:
    return said_day(timezone.localdate() if value == "today" else date.fromisoformat(value))


def language_name(code: str) -> str:
    """As people call it in their own tongue; a code nobody knows stays a code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def panel_context(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Everything that can be asked, with the counts that are cheap. A constant number of
    queries."""
    user: User = request.user
    views = queries.views_of(user=user)
    asked = {
        f"quick{number}": Place(filters=filters).asks(user)
        for number, (filters, _label) in enumerate(QUICK)
    }
    asked |= {
        f"view{view.pk}": place_of(view).asks(user)
        for view in views
        if not view.filters.get("search")
    }
    counts = capped_counts(
        of={name: queries.matching(user=user, question=one) for name, one in asked.items()}
    )
    quick = [
        {
            "label": label,
            "url": Place(filters=filters).list_url,
            "count": counts[f"quick{number}"],
            "current": place.state == "to_answer" and dict(place.filters) == filters,
        }
        for number, (filters, label) in enumerate(QUICK)
    ]
    areas = Area.objects.in_force(timezone.localdate())[:MOST_AREAS]
    languages = dict.fromkeys([*profile().languages, *dict(settings.LANGUAGES)])
    return {
        "place": place,
        "filters": place.filters,
        "quick": quick,
        "views": [
            {"view": view, "url": place_of(view).list_url, "count": counts.get(f"view{view.pk}")}
            for view in views
        ],
        "topics": Topic.objects.in_use(),
        "channels": Channel.choices,
        "areas": areas,
        "colleagues": queries.readers_of(circle_id=None),
        "languages": [(code, language_name(code)) for code in languages],
        "here": place.here,
    }


def place_of(view: SavedView) -> Place:
    """Where a kept view leads; what it no longer means is left out."""
    return Place.saying({name: str(value) for name, value in view.filters.items()})
