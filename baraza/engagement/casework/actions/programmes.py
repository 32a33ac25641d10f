"""The guide to support: written down, offered in a case, told to those it fits, retired."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.models import OutgoingState
from baraza.base.office.queries import day_of
from baraza.base.people.actions.consent import give_consent, withdraw_consent
from baraza.base.people.models import HowGiven, Organisation, Purpose
from baraza.base.places.models import Area
from baraza.dialogue.audiences.actions.mailing import write_to_these
from baraza.dialogue.audiences.models import Mailing
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.models import Case, CaseKind, CaseStep, Programme, ProgrammeNotice
from baraza.engagement.casework.queries.programmes import (
    letter_texts,
    untold_people,
    words_to_agree_to,
)

_NOTICES = """
    INSERT INTO casework_programmenotice (programme_id, person_id, told_at, told_by_id, mailing_id)
    SELECT %s, person_id, %s, %s, mailing_id FROM audiences_addressee WHERE mailing_id = %s
    ON CONFLICT DO NOTHING
"""


class NoLongerOffered(ValueError):
    """It was retired, or its deadline has passed: nobody is sent there."""


@dataclass(frozen=True, slots=True)
class AboutProgramme:
    """What the guide says; `translations`: language → field → words, documents as a list."""

    name: str
    what: str
    who: str
    documents: Sequence[str] = ()
    how: str = ""
    website: str = ""
    deadline_date: date | None = None
    organisation: Organisation | None = None
    area: Area | None = None
    kinds: Collection[CaseKind] = ()
    is_public: bool = True
    translations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@transaction.atomic
def save_programme(
    *, about: AboutProgramme, by: User | None, now: datetime, programme: Programme | None = None
) -> Programme:
    """Support that exists, new or said anew."""
    saved = programme or Programme()
    for name in ("what", "who", "how", "website", "deadline_date", "organisation", "area"):
        setattr(saved, name, getattr(about, name))
    saved.name, saved.is_public = about.name.strip()[:200], about.is_public
    saved.documents = [one.strip()[:200] for one in about.documents if one.strip()]
    saved.translations = {code: dict(words) for code, words in about.translations.items() if words}
    saved.changed_at = now
    saved.save()
    saved.kinds.set(about.kinds)
    record(actor=by, act="changed" if programme else "added", obj=saved, now=now)
    return saved


@transaction.atomic
def retire_programme(*, programme: Programme, by: User | None, now: datetime) -> None:
    """It is no longer offered anywhere; cases keep what was begun."""
    Programme.objects.filter(pk=programme.pk).update(retired_at=now, changed_at=now)
    record(actor=by, act="retired", obj=programme, now=now)


@transaction.atomic
def restore_programme(*, programme: Programme, by: User | None, now: datetime) -> None:
    """It is offered again."""
    Programme.objects.filter(pk=programme.pk).update(retired_at=None, changed_at=now)
    record(actor=by, act="restored", obj=programme, now=now)


@transaction.atomic
def collect_documents(*, case: Case, programme: Programme, by: User, now: datetime) -> int:
    """What the programme asks for becomes steps of the case, to be ticked as it comes in; said
    again, nothing is doubled. Returns how many were added.
    """
    case = locked(case_id=case.pk)
    known = CaseStep.objects.filter(case=case)
    there = set(known.filter(programme=programme).values_list("words", flat=True))
    words = programme.said("documents") or [programme.said("name")]
    new = [one[:200] for one in words if one[:200] not in there]
    last = known.order_by("-position").first()
    first = last.position + 1 if last else 0
    CaseStep.objects.bulk_create(
        CaseStep(
            case=case,
            words=one,
            due_date=programme.deadline_date,
            position=first + place,
            programme=programme,
        )
        for place, one in enumerate(new)
    )
    if new:
        touched(case, now)
        detail = {"programme": programme.pk}
        record(actor=by, act="documents_asked", obj=case, now=now, count=len(new), detail=detail)
    return len(new)


@transaction.atomic
def drop_documents(*, case: Case, programme: Programme, by: User, now: datetime) -> int:
    """Not this support after all: what has not come in is asked for no more."""
    case = locked(case_id=case.pk)
    steps = CaseStep.objects.filter(case=case, programme=programme, done_at__isnull=True)
    dropped = steps.delete()[0]
    if dropped:
        touched(case, now)
        detail = {"programme": programme.pk}
        record(actor=by, act="documents_dropped", obj=case, now=now, count=dropped, detail=detail)
    return dropped


@transaction.atomic
def agree_to_hear(*, case: Case, by: User, now: datetime) -> None:
    """Whom the case is about said before `by` that they want to hear of support; in a case of
    nobody known, nothing happens."""
    if case.person is None:
        return
    give_consent(
        person=case.person,
        purpose=Purpose.SUPPORT,
        how_given=HowGiven.SPOKEN,
        witness=by,
        wording=words_to_agree_to(language=case.language or case.person.language),
        now=now,
    )
    record(actor=by, act="support_wanted", obj=case, now=now)


@transaction.atomic
def no_longer_hear(*, case: Case, by: User, now: datetime) -> None:
    """They do not want to hear of support any more."""
    if case.person is not None and withdraw_consent(
        person=case.person, purpose=Purpose.SUPPORT, now=now
    ):
        record(actor=by, act="support_unwanted", obj=case, now=now)


@transaction.atomic
def tell_of_programme(*, programme: Programme, by: User, site: str, now: datetime) -> Mailing:
    """Write to everybody it may fit who agreed to hear of support and was not told of it before,
    in one statement; nothing leaves for a minute, and whoever no longer agrees by then hears
    nothing. Whoever is told at the same time by a colleague is not told twice.

    Raises NoLongerOffered and what `write_to_these` raises.
    """
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    is_over = programme.deadline_date is not None and programme.deadline_date < day_of(now=now)
    if programme.retired_at is not None or is_over:
        raise NoLongerOffered
    mailing = write_to_these(
        people=untold_people(programme=programme, user=by, now=now),
        name=programme.name,
        texts=letter_texts(programme=programme),
        purpose=Purpose.SUPPORT,
        by=by,
        site=site,
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES, [programme.pk, now, by.pk, mailing.pk])
    record(actor=by, act="told_of_support", obj=programme, now=now, count=mailing.size)
    return mailing


def forget_untold(*, mailing: Mailing) -> None:
    """Its letters were stopped: whoever got none was not told, and may be told later."""
    unsent = mailing.addressees.filter(
        Q(outgoing__isnull=True) | Q(outgoing__state=OutgoingState.CANCELLED)
    )
    ProgrammeNotice.objects.filter(mailing=mailing, person__in=unsent.values("person")).delete()
