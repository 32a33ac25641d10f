"""A part of the file of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries.file import File

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the file: `desk/cases/<template>`, found at `#<name>`.

    A section of the file is folded, and fetched when somebody unfolds it; the one where the next
    step is taken is shown at once. `context` gives what the template needs, or None where there is
    nothing to show; it asks the same number of queries however much that is. In the template `case`
    is the case, `next_step` what comes next, `here` leads back to the list, and what `context` gave
    stands beside them. Forms post with `hx-target="#open"` and are answered by `pages.case_pane`.
    """

    # Its anchor, and what the next step of a case leads to: "decision", "authorisation", …
    name: str
    label: str | Promise
    template: str
    context: Callable[[Case, HttpRequest], Context | None]
    # In the column beside the file instead of in it.
    is_beside: bool = False
    # Whether it is shown at all, as far as the file knows without asking for the section.
    is_there: Callable[[File], bool] = lambda _file: True
