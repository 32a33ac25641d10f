"""Write down what came of what people said, show it to everybody, tell those who had said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.dialogue.audiences.actions.mailing import write_to_these
from baraza.dialogue.audiences.models import Mailing
from baraza.dialogue.inputs.actions import mark_reported
from baraza.insight import outcomes
from baraza.insight.models import Outcome


class NotPublished(ValueError):
    """People are told what everybody may read."""


@dataclass(frozen=True, slots=True)
class AboutOutcome:
    """What it says; `translations`: language → {"you_said", "we_did"}."""

    topic: Topic
    since_date: date
    until_date: date
    you_said: str
    we_did: str
    happened_date: date
    link: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@transaction.atomic
def save_outcome(
    *, about: AboutOutcome, by: User | None, now: datetime, outcome: Outcome | None = None
) -> Outcome:
    """Write it down, or say it otherwise. One that is published shows it at once."""
    saved = outcome or Outcome(written_by=by)
    for name in ("topic", "since_date", "until_date", "you_said", "we_did", "happened_date"):
        setattr(saved, name, getattr(about, name))
    saved.link = about.link
    for language, words in about.translations.items():
        saved.translate(language, words)
    saved.changed_at = now
    if saved.published_at:
        saved.voices = outcomes.voices(saved)
    saved.save()
    record(actor=by, act="changed" if outcome else "added", obj=saved, now=now)
    return saved


@transaction.atomic
def publish(*, outcome: Outcome, by: User | None, now: datetime) -> None:
    """Everybody may read it, with how many had said it."""
    outcome.published_at, outcome.voices = now, outcomes.voices(outcome)
    outcome.save(update_fields=["published_at", "voices"])
    record(actor=by, act="published", obj=outcome, now=now, count=outcome.voices)


@transaction.atomic
def withdraw(*, outcome: Outcome, by: User, now: datetime) -> None:
    """It is on the website no longer; whoever was told was told."""
    outcome.published_at = None
    outcome.save(update_fields=["published_at"])
    record(actor=by, act="withdrawn", obj=outcome, now=now)


@transaction.atomic
def tell_who_said_it(*, outcome: Outcome, by: User, site: str, now: datetime) -> Mailing:
    """Write to everybody who had said it and was not told of it; nothing leaves for a minute.

    Raises NotPublished and what `write_to_these` raises.
    """
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if outcome.published_at is None:
        raise NotPublished
    outcome.mailing = write_to_these(
        people=outcomes.untold_people(outcome),
        name=outcome.you_said,
        texts=outcomes.letter_texts(outcome),
        purpose=None,
        by=by,
        site=site,
        now=now,
    )
    outcome.reported_at = None
    outcome.save(update_fields=["mailing", "reported_at"])
    record(actor=by, act="told_what_came", obj=outcome, now=now, count=outcome.mailing.size)
    return outcome.mailing


def mark_told(*, now: datetime) -> int:
    """What was said by those whose letters have left ends where every input should: reported back
    (what still waits for its own answer goes on waiting). Returns how many inputs did."""
    told = 0
    left = Outcome.objects.filter(
        mailing__ready_at__isnull=False,
        mailing__stopped_at__isnull=True,
        mailing__leaves_at__lte=now,
        reported_at__isnull=True,
    )
    for outcome in left.select_related("mailing"):
        people = outcome.mailing.addressees.values("person")
        with transaction.atomic():
            told += mark_reported(inputs=outcomes.behind(outcome).filter(person__in=people))
            Outcome.objects.filter(pk=outcome.pk).update(reported_at=now)
    return told
