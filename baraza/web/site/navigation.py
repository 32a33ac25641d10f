"""The chapters of the site. A new area adds a `Section`; one without content is shown nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Priority
from baraza.base.office.models import Location, Profile, Resource
from baraza.base.places.models import Area
from baraza.engagement.consultations.models import Bill, Committee, Vote
from baraza.engagement.events.queries.free import bookable
from baraza.engagement.outreach.models import Correction, Notice, SocialAccount
from baraza.engagement.projects.models import Project
from baraza.insight.outcomes import published
from baraza.web.site.learning.found import has_quiz, is_at
from baraza.web.site.parts import Group, Section, Words
from baraza.web.site.published.shelves import NEWS, POSITIONS, RELEASES, STATEMENTS

SECTIONS: list[Section] = [
    Section(_("Get help"), "help", lambda: True, Group.HELP, first=True),
    Section(_("Contact us"), "contact", lambda: True, Group.HELP, first=True),
    Section(_("Make an appointment"), "appointments", bookable, Group.HELP),
    Section(
        _("Come without an appointment"),
        "open_hours",
        lambda: Location.objects.published().filter(by_appointment=False),
        Group.HELP,
    ),
    Section(_("What we work with"), "resources", lambda: Resource.objects.public()),
    Section(_("Urgent"), "notices", lambda: Notice.objects.in_force(timezone.now()), Group.NEWS),
    *(
        Section(shelf.label, shelf.slug, shelf.public, Group.NEWS)
        for shelf in (NEWS, STATEMENTS, RELEASES)
    ),
    Section(
        _("What we work on"),
        "agenda",
        lambda: Priority.objects.in_use().filter(is_public=True),
        Group.WORK,
        first=True,
    ),
    Section(POSITIONS.label, POSITIONS.slug, POSITIONS.public, Group.WORK),
    Section(_("Projects"), "projects", Project.objects.on_site, Group.WORK),
    Section(_("Bills"), "bills", Bill.objects.on_site, Group.WORK),
    Section(_("How our member votes"), "votes", Vote.objects.on_site, Group.WORK),
    Section(_("Committees"), "committees", Committee.objects.on_site, Group.WORK),
    Section(_("You said, we did"), "you_said", published, Group.WORK),
    Section(_("How parliament works"), "parliament", is_at("parliament"), Group.PARLIAMENT),
    Section(_("For schools"), "schools", is_at("schools"), Group.PARLIAMENT),
    Section(_("For children"), "children", is_at("children"), Group.PARLIAMENT),
    Section(_("Quiz"), "quiz", has_quiz, Group.PARLIAMENT),
    Section(_("Invite us to your school"), "school_visit", is_at("schools"), Group.PARLIAMENT),
    Section(_("About our member"), "about", is_at("about")),
    Section(_("The constituency"), "constituency", lambda: Area.objects.filter(is_served=True)),
    Section(_("Our accounts on social networks"), "networks", SocialAccount.objects.on_site),
    Section(_("Changes and corrections"), "changes", lambda: Correction.objects.all()),
    Section(_("What we keep of you"), "privacy", lambda: True),
    Section(_("Accessibility"), "accessibility", lambda: True),
]

GROUPS: dict[Group, Words] = {
    Group.HELP: _("Help and contact"),
    Group.WORK: _("What we do"),
    Group.NEWS: _("News"),
    Group.PARLIAMENT: _("How parliament works"),
    Group.ABOUT: _("About this office"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A section as one page shows it."""

    label: Words
    address: str
    current: bool
    first: bool
    group: Group


@dataclass(frozen=True, slots=True)
class Navigation:
    """What a page's band and footer are made of."""

    links: list[Link] = field(default_factory=list)

    @property
    def first(self) -> list[Link]:
        """Those in the band."""
        return [link for link in self.links if link.first]

    @property
    def about(self) -> list[Link]:
        """Those in the foot of the page."""
        return [link for link in self.links if link.group == Group.ABOUT]

    @property
    def chapters(self) -> list[tuple[Words, list[Link]]]:
        """All of them, under the names of their chapters."""
        return [
            (GROUPS[group], list(links))
            for group, links in groupby(self.links, key=attrgetter("group"))
        ]


def navigation(*, path: str) -> Navigation:
    """The sections that have content, chapter by chapter. One query, and what sections ask that
    answer for themselves."""
    order = list(Group)
    sections = sorted(shown_sections(), key=lambda section: order.index(section.group))
    links = []
    for section in sections:
        try:
            address = reverse(section.url_name)
        except NoReverseMatch:
            continue
        current = path.startswith(address) and address != "/"
        links.append(Link(section.label, address, current, section.first, section.group))
    return Navigation(links)


def shown_sections() -> list[Section]:
    """Those with something to read."""
    answers = [section.shown() for section in SECTIONS]
    asked = [answer for answer in answers if isinstance(answer, QuerySet)]
    has_rows = iter(_have_rows(asked))
    return [
        section
        for section, answer in zip(SECTIONS, answers, strict=True)
        if (next(has_rows) if isinstance(answer, QuerySet) else answer)
    ]


def _have_rows(asked: Iterable[QuerySet[Any]]) -> tuple[bool, ...]:
    """Whether each has any, in one statement."""
    questions = [Exists(one) for one in asked]
    if not questions:
        return ()
    return Profile.objects.filter(pk=1).values_list(*questions).first() or ()
