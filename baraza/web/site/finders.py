"""What the search looks through. A new area of the site adds a `Finder`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from baraza.web.site.facts import published as facts
from baraza.web.site.help import finding as help_finding
from baraza.web.site.learning.found import pages_found
from baraza.web.site.meet import parts as meet
from baraza.web.site.navigation import navigation
from baraza.web.site.parts import Finder, Found
from baraza.web.site.published.shelves import SHELVES, found_on
from baraza.web.site.reach import parts as reach
from baraza.web.site.told import lists as told


def areas_of_the_site(language: str) -> Iterator[Found]:
    """The first page of each area that has content."""
    with override(language):
        for link in navigation(path="").links:
            yield Found(title=str(link.label), address=link.address)


FINDERS: list[Finder] = [
    Finder(_("On this site"), areas_of_the_site),
    Finder(_("Ask for help"), help_finding.kinds),
    Finder(_("Appointments"), meet.purposes),
    Finder(_("Offices"), reach.offices),
    Finder(_("Authorities and organisations"), help_finding.agencies),
    Finder(_("Support there is"), help_finding.programmes),
    Finder(_("What others asked"), help_finding.answers),
    *(Finder(shelf.label, partial(found_on, shelf)) for shelf in SHELVES),
    Finder(_("Urgent"), told.notices_found),
    Finder(_("You said, we did"), told.outcomes_found),
    Finder(_("What we work on"), facts.find_priorities),
    Finder(_("Pages"), pages_found),
    Finder(_("Bills"), facts.find_bills),
    Finder(_("Votes"), facts.find_votes),
    Finder(_("Committees"), facts.find_committees),
    Finder(_("Projects"), facts.find_projects),
    Finder(_("Our accounts on social networks"), facts.find_accounts),
]
