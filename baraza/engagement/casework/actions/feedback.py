"""Whether somebody was content with what became of their case: asked once, answered once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text
from baraza.engagement.casework.models import Case, Feedback

# Below the office's public address; the token follows.
PATH = "help/feedback/"
LEAST, MOST = 1, 5
LONGEST_TEXT = 2_000


class UnknownFeedback(LookupError):
    """Nobody was asked with that token, or their case was erased."""


class AlreadyAnswered(ValueError):
    """It was answered before."""


def ask_feedback(*, case: Case, now: datetime) -> str:
    """The token of the link that asks; empty where they were asked before.

    Only its digest is kept: the link in the letter is the only key.
    """
    if Feedback.objects.filter(case=case).exists():
        return ""
    token = secrets.token_urlsafe(12)
    Feedback.objects.create(case=case, digest=_digest(token), asked_at=now)
    return token


def feedback_link(*, site: str, token: str) -> str:
    """Where the question is answered; `site` is the office's own address ("https://…/")."""
    return f"{site.rstrip('/')}/{PATH}{token}/"


def feedback_for(*, token: str) -> Feedback:
    """What was asked with it. Raises UnknownFeedback."""
    rows = Feedback.objects.filter(case__erased_at__isnull=True).select_related("case__kind")
    found = rows.filter(digest=_digest(token)).first()
    if found is None:
        raise UnknownFeedback
    return found


@transaction.atomic
def answer_feedback(*, token: str, content: int, now: datetime, text: str = "") -> Feedback:
    """They say how content they were, from 1 to 5, and why if they like.

    Raises UnknownFeedback, AlreadyAnswered, ValueError.
    """
    asked = Feedback.objects.select_for_update().get(pk=feedback_for(token=token).pk)
    if asked.answered_at is not None:
        raise AlreadyAnswered
    _answer(asked, content, text, now)
    record(
        actor=None,
        act="feedback_given",
        obj=asked.case,
        now=now,
        detail={"content": content},
    )
    return asked


@transaction.atomic
def note_feedback(*, case: Case, content: int, by: User, now: datetime, text: str = "") -> Feedback:
    """They said it on the telephone or across the table. Raises AlreadyAnswered, ValueError."""
    asked, _ = Feedback.objects.select_for_update().get_or_create(
        case=case, defaults={"digest": _digest(secrets.token_urlsafe(12)), "asked_at": now}
    )
    if asked.answered_at is not None:
        raise AlreadyAnswered
    _answer(asked, content, text, now)
    record(actor=by, act="feedback_given", obj=case, now=now, detail={"content": content})
    return asked


def _answer(asked: Feedback, content: int, text: str, now: datetime) -> None:
    if not LEAST <= content <= MOST:
        raise ValueError(content)
    asked.content = content
    asked.text = clean_text(text).strip()[:LONGEST_TEXT]
    asked.answered_at = now
    asked.save(update_fields=["content", "text", "answered_at"])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
