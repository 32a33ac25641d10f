"""What is still to be asked for a case."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from baraza.engagement.casework.models import Case, CaseAnswer, CaseField

register = template.Library()


@register.simple_tag
def still_to_ask(case: Case, answers: Sequence[CaseAnswer]) -> list[CaseField]:
    """Questions its kind needs answered and nobody has; one query."""
    known = {one.field_id for one in answers}
    needed = CaseField.objects.in_use().filter(kind=case.kind_id, is_required=True)
    return [one for one in needed if one.pk not in known]
