"""Save a question under a name, change it, let it go."""

from datetime import datetime

from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.dialogue.audiences.models import Audience
from baraza.dialogue.audiences.question import Question


class NameTaken(ValueError):
    """Another audience has this name."""


@transaction.atomic
def save_audience(
    *, name: str, question: Question, by: User, now: datetime, audience: Audience | None = None
) -> Audience:
    """A new audience, or the given one with other words. Raises NameTaken."""
    saved = audience or Audience(made_by=by)
    saved.name = name.strip()
    saved.question = question.as_dict()
    saved.changed_at = now
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise NameTaken from error
    record(actor=by, act="saved", obj=saved, now=now)
    return saved


@transaction.atomic
def delete_audience(*, audience: Audience, by: User) -> None:
    """The question goes; the people it was about are untouched."""
    record(actor=by, act="deleted", obj=audience)
    audience.delete()
