"""What the file of a case is made of, each part with its template and what that needs.

Whoever adds a part writes a function `(case, request) -> context` in a module of their own and
names it here. None leaves the part out. Each asks the same number of queries however much it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from baraza.engagement.casework.models import Case

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the file: `desk/cases/<template>`, found at `#<name>`.

    In the template `case` is the case, `here` leads back to the list, and what `context` gave
    stands beside them. Forms post with `hx-target="#open"` and are answered by `pages.case_pane`.
    """

    # Its anchor, and what the next step of a case leads to: "decision", "authorisation", …
    name: str
    label: str | Promise
    template: str
    context: Callable[[Case, HttpRequest], Context | None]
    # In the column beside the file instead of in it.
    is_beside: bool = False


SECTIONS: list[Section] = []
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
