"""The part of a case's file for an authority's own system, where one takes this kind of case."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baraza.engagement.casework.models import Case, CaseState
from baraza.engagement.casework.queries.open311 import endpoints_for, requests_in
from baraza.web.desk.cases.section import Context, Section


def _shown(case: Case, request: HttpRequest) -> Context | None:
    endpoints = endpoints_for(kind_id=case.kind_id) if case.state != CaseState.CLOSED else []
    requests = requests_in(case=case)
    if not endpoints and not requests:
        return None
    return {"endpoints": endpoints, "requests": requests}


SYSTEM = Section(
    name="system",
    label=_("Their own system"),
    template="system.html",
    context=_shown,
    is_there=lambda file: file.has_system,
)
