"""The part of a case's file with the steps to take."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries.file import steps_of
from baraza.web.desk.cases.section import Context, Section


def _shown(case: Case, request: HttpRequest) -> Context:
    return {"steps": steps_of(case=case)}


STEPS = Section(name="steps", label=_("Steps"), template="steps.html", context=_shown)
