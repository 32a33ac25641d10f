"""The part of a case's file that says whom we may ask, and what is held back."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.engagement.casework.models import Case, CaseState
from baraza.engagement.casework.queries.authorising import standing_of
from baraza.web.desk.cases.section import Context, Section


def _shown(case: Case, request: HttpRequest) -> Context:
    """Also of a closed case: what was allowed, and how that is known."""
    return {
        "standing": standing_of(case=case, day=timezone.localdate()),
        "decided": case.state == CaseState.WORKING,
    }


AUTHORISATION = Section(
    name="authorisation",
    label=_("May we ask others?"),
    template="authorisation.html",
    context=_shown,
)
