"""What the file of a case is made of.

Whoever adds a part makes a `Section` in a module of their own (importing it from `section`, not
from here) and names it in the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from baraza.engagement.casework.models import Case
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
    """A section as it is shown of one case."""

    name: str
    label: str | Promise
    html: SafeString


def sections_of(case: Case, request: HttpRequest, around: Context, *, beside: bool) -> list[Shown]:
    """Those that have something to show; `around` stands in all of them."""
    found = []
    for section in SECTIONS:
        if section.is_beside is not beside:
            continue
        context = section.context(case, request)
        if context is not None:
            html = render_to_string(
                f"desk/cases/{section.template}", {**around, **context}, request
            )
            found.append(Shown(section.name, section.label, html))
    return found
