"""The part of a case's file with the pattern it is in, or with cases like it.

These are looked for once the file is shown: it never waits for them.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baraza.engagement.casework.models import Case
from baraza.web.desk.cases.section import Context, Section


def _shown(case: Case, request: HttpRequest) -> Context:
    return {}


ALIKE = Section(
    name="alike", label=_("Cases like it"), template="alike.html", context=_shown, is_beside=True
)
