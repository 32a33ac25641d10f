"""The filters of cases in words: the chips above the list, and the panel that sets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.people.models import Organisation, Person
from baraza.base.places.models import Area
from baraza.dialogue.conversations.models import SavedView, ViewRoom
from baraza.dialogue.conversations.queries import views_of
from baraza.engagement.casework.models import Agency, CaseKind, Pattern, Urgency
from baraza.engagement.casework.queries import board
from baraza.engagement.casework.queries.next_steps import NextStep
from baraza.web.desk.cases.place import Place

MOST_AREAS = 300
QUICK: list[tuple[dict[str, str], str | Promise]] = [
    ({"mine": "1"}, gettext_lazy("Mine")),
    ({"nobody": "1"}, gettext_lazy("Nobody’s yet")),
    ({"step": "decide"}, gettext_lazy("To decide")),
    ({"late": "them"}, gettext_lazy("They wait to hear from us")),
    ({"late": "agency"}, gettext_lazy("An agency is late")),
    ({"stuck": "1"}, gettext_lazy("Stuck")),
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
        Chip(label=_said(name, value), without=place.but(**{name: ""}).list_url)
        for name, value in place.filters.items()
    ]


def _said(name: str, value: str) -> str:
    late = {
        "them": _("They wait to hear from us"),
        "agency": _("An agency is late"),
        "any": _("A clock ran out"),
    }
    words: dict[str, Callable[[], str]] = {
        "mine": lambda: _("Mine"),
        "nobody": lambda: _("Nobody’s yet"),
        "to": lambda: _name(User.objects.all(), value),
        "kind": lambda: _name(CaseKind.objects.all(), value),
        "urgency": lambda: str(Urgency(int(value)).label),
        "agency": lambda: _name(Organisation.objects.all(), value),
        "area": lambda: _name(Area.objects.all(), value),
        "person": lambda: _name(Person.objects.all(), value),
        "pattern": lambda: _name(Pattern.objects.all(), value),
        "late": lambda: late[value],
        "stuck": lambda: _("Stuck"),
        "reopened": lambda: _("Opened again by a letter"),
        "step": lambda: str(NextStep(value).label),
    }
    return words[name]()


def _name(rows: QuerySet, number: str) -> str:
    row = rows.filter(pk=number).first()
    return str(row) if row and str(row) else _("Somebody")


def panel_context(request: HttpRequest, place: Place, *, now: datetime) -> dict[str, Any]:
    """Everything that can be asked, with counts. A constant number of queries."""
    user: User = request.user
    views = views_of(user=user, room=ViewRoom.CASES)
    asked = {f"quick{n}": Place(filters=one).asks(user) for n, (one, _label) in enumerate(QUICK)}
    asked |= {
        f"view{view.pk}": place_of(view).asks(user)
        for view in views
        if not view.filters.get("search")
    }
    day = timezone.localdate(now)
    counts = board.counts(user=user, questions=asked, day=day, now=now)
    agencies = Agency.objects.in_use().select_related("organisation")
    return {
        "place": place,
        "filters": place.filters,
        "quick": [
            {
                "label": label,
                "url": Place(filters=filters).list_url,
                "count": counts[f"quick{number}"],
                "current": place.state == "open" and dict(place.filters) == filters,
            }
            for number, (filters, label) in enumerate(QUICK)
        ],
        "views": [
            {"view": view, "url": place_of(view).list_url, "count": counts.get(f"view{view.pk}")}
            for view in views
        ],
        "kinds": CaseKind.objects.all(),
        "urgencies": reversed(Urgency.choices),
        "steps": [(step, step.label) for step in board.BY_STEP],
        "agencies": [one.organisation for one in agencies.order_by("organisation__name")],
        "areas": Area.objects.in_force(day)[:MOST_AREAS],
        "colleagues": staff_with(permission=Permission.MANAGE_CASES).order_by("name"),
        "here": place.here,
    }


def place_of(view: SavedView) -> Place:
    """Where a kept list leads; what it no longer means is left out."""
    return Place.saying({name: str(value) for name, value in view.filters.items()})
