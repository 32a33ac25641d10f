"""The part of a case's file with the support that fits it, and whose documents are collected."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.people.models import Purpose
from baraza.base.people.queries import has_consent
from baraza.engagement.casework.models import Case, CaseState
from baraza.engagement.casework.queries.programmes import offered_in, words_to_agree_to
from baraza.web.desk.cases.section import Context, Section


def _shown(case: Case, request: HttpRequest) -> Context | None:
    """Of a closed case only what was begun."""
    offered = offered_in(case=case, day=timezone.localdate())
    if case.state == CaseState.CLOSED:
        offered = [one for one in offered if one.documents]
    if not offered:
        return None
    person = case.person
    hears = person is not None and has_consent(person=person, purpose=Purpose.SUPPORT)
    language = case.language or (person.language if person else "")
    return {
        "offered": offered,
        "hears": hears,
        "may_ask": person is not None and not hears,
        "wording": words_to_agree_to(language=language),
    }


SUPPORT = Section(
    name="support",
    label=_("Support that may fit"),
    template="support.html",
    context=_shown,
    is_beside=True,
)
