"""What was said when a case began goes the way of all that is said: decided, answered, reported.

A letter is answered where letters are; what was told on the telephone, across the table or on paper
has nothing but its case.
"""

from __future__ import annotations

from baraza.dialogue.conversations.models import Message
from baraza.dialogue.inputs.actions import (
    Answer,
    mark_answered,
    mark_decided,
    mark_not_reported,
    mark_reported,
    mark_undecided,
    record_responses,
    withdraw_response,
)
from baraza.dialogue.inputs.models import Input, Response
from baraza.engagement.casework.models import Case, CaseUpdate


def decided(*, case: Case) -> None:
    """Somebody said how the office goes about it."""
    mark_decided(inputs=_said(case))


def not_decided(*, case: Case) -> None:
    """The only decision was taken back."""
    mark_undecided(inputs=_said(case))


def answered(*, case: Case, update: CaseUpdate) -> None:
    """They were told: the first time is the answer. Of a sensitive case its words stay in it."""
    if not _said(case) or Message.objects.filter(input=case.input_id).exists():
        return
    if Input.objects.filter(pk=case.input_id, response__isnull=False).exists():
        return
    [response] = record_responses(
        answers=[
            Answer(
                text="" if case.secret else update.text,
                given_at=update.given_at,
                language=update.language,
                given_by=update.given_by,
                circle_id=case.circle_id,
            )
        ]
    )
    mark_answered(inputs={case.input_id: response.pk})


def not_answered(*, case: Case, update: CaseUpdate) -> None:
    """They were not told this after all."""
    given = Response.objects.filter(
        pk__in=Input.objects.filter(pk__in=_said(case)).values("response"),
        given_at=update.given_at,
        given_by=update.given_by_id,
    ).first()
    if given is None or Message.objects.filter(response=given).exists():
        return
    withdraw_response(response=given)
    if case.decisions.exists():
        decided(case=case)


def reported(*, case: Case) -> None:
    """It is closed, and they know what came of it."""
    mark_reported(inputs=Input.objects.filter(pk__in=_said(case)))


def not_reported(*, case: Case) -> None:
    """It was never closed."""
    mark_not_reported(inputs=_said(case))


def _said(case: Case) -> list[int]:
    return [case.input_id] if case.input_id else []
