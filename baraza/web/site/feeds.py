"""What feed readers and calendars can follow. A new area adds a `Feed` or a `Calendar`."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from baraza.web.site.facts import published as facts
from baraza.web.site.parts import Calendar, Feed
from baraza.web.site.published.shelves import SHELVES, entries_of
from baraza.web.site.reach import parts as reach
from baraza.web.site.told import lists as told

FEEDS: list[Feed] = [
    *(Feed(shelf.slug, shelf.label, partial(entries_of, shelf)) for shelf in SHELVES),
    Feed("you-said", _("You said, we did"), told.outcome_entries),
    Feed("agenda", _("What we work on"), facts.agenda_entries),
    Feed("bills", _("Bills"), facts.bill_entries),
    Feed("votes", _("How our member votes"), facts.vote_entries),
    Feed("projects", _("Projects"), facts.project_entries),
]
CALENDARS: list[Calendar] = [
    Calendar(_("Mobile office"), reach.stops),
]
