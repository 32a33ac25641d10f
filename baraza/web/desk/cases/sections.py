"""What the file of a case is made of.

Whoever adds a part makes a `Section` in a module of their own (importing it from `section`, not
from here) and names it in the list.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries.file import File
from baraza.web.desk.cases.authorisation_section import AUTHORISATION
from baraza.web.desk.cases.decision_section import DECISION
from baraza.web.desk.cases.inquiries_section import INQUIRIES
from baraza.web.desk.cases.likeness_section import ALIKE
from baraza.web.desk.cases.section import Context, Section
from baraza.web.desk.cases.steps_section import STEPS
from baraza.web.desk.cases.support_section import SUPPORT
from baraza.web.desk.cases.system_section import SYSTEM
from baraza.web.desk.cases.updates_section import CLOSING, UPDATES

SECTIONS: list[Section] = [
    DECISION,
    AUTHORISATION,
    INQUIRIES,
    UPDATES,
    STEPS,
    SUPPORT,
    CLOSING,
    SYSTEM,
    ALIKE,
]
"""In the order they are shown; those of the file stand above its timeline."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as it is shown of one case; without `html` it is fetched when it is unfolded."""

    name: str
    label: str | Promise
    html: SafeString | None = None


def sections_of(
    case: Case, request: HttpRequest, around: Context, *, file: File, drawn: Collection[str]
) -> list[Shown]:
    """Those of the file that have something to show; of `drawn` what they show, too."""
    return [
        Shown(section.name, section.label, _drawn(section, case, request, around))
        if section.name in drawn
        else Shown(section.name, section.label)
        for section in SECTIONS
        if not section.is_beside and section.is_there(file)
    ]


def sections_beside(case: Case, request: HttpRequest, around: Context) -> list[Shown]:
    """Those beside the file that have something to show."""
    found = [
        Shown(section.name, section.label, _drawn(section, case, request, around))
        for section in SECTIONS
        if section.is_beside
    ]
    return [one for one in found if one.html is not None]


def section_called(name: str) -> Section | None:
    """A section of the file."""
    return next((one for one in SECTIONS if one.name == name and not one.is_beside), None)


def drawn(section: Section, case: Case, request: HttpRequest, around: Context) -> SafeString:
    """What it shows, `around` standing in it; empty where there is nothing."""
    return _drawn(section, case, request, around) or SafeString("")


def _drawn(
    section: Section, case: Case, request: HttpRequest, around: Context
) -> SafeString | None:
    context = section.context(case, request)
    if context is None:
        return None
    return render_to_string(f"desk/cases/{section.template}", {**around, **context}, request)
