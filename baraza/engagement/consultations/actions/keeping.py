"""Write down what parliament does and what the member does there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.common.shown import address_part
from baraza.engagement.consultations.models import (
    Bill,
    BillStage,
    BillStep,
    Committee,
    MemberPart,
    Membership,
    Option,
    Result,
    Vote,
)

Kept = TypeVar("Kept", Bill, Vote, Committee)
# Language → field → words.
Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class AboutBill:
    """What is known of a bill, but for its steps."""

    title: str
    number: str = ""
    summary: str = ""
    topic: Topic | None = None
    text_address: str = ""
    part: MemberPart | str = ""
    view: str = ""
    is_public: bool = True
    translations: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AboutVote:
    """What is known of a vote; `counts`: option → how many."""

    title: str
    held_date: date
    body: str = ""
    bill: Bill | None = None
    topic: Topic | None = None
    result: Result | str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    option: Option | str = ""
    explanation: str = ""
    source: str = ""
    is_public: bool = True
    translations: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AboutCommittee:
    """What is known of a committee, but for who sits there when."""

    name: str
    what_for: str = ""
    website: str = ""
    is_public: bool = True
    translations: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Role:
    """What the member is or was in a committee."""

    role: str = ""
    began_date: date | None = None
    ended_date: date | None = None
    translations: Words = field(default_factory=dict)


@transaction.atomic
def save_bill(
    *, about: AboutBill, by: User | None, now: datetime, bill: Bill | None = None
) -> Bill:
    """A bill, new or said anew. A new one is proposed until a step says more."""
    saved = bill or Bill(stage=BillStage.PROPOSED)
    if bill is None:
        taken = Bill.objects.values_list("slug", flat=True)
        saved.slug = address_part(about.title, taken=taken, otherwise="bill")
    return _save(saved, about, is_new=bill is None, by=by, now=now)


@transaction.atomic
def add_step(
    *,
    bill: Bill,
    stage: BillStage,
    happened_date: date | None,
    by: User | None,
    now: datetime,
    note: str = "",
    translations: Words | None = None,
) -> BillStep:
    """The bill came to a stage. The same step again is the same step, with its note as now."""
    step, _is_new = BillStep.objects.get_or_create(
        bill=bill, stage=stage, happened_date=happened_date
    )
    step.note = note.strip()[:300]
    _translate(step, translations or {})
    step.save()
    _stand(bill, now)
    record(actor=by, act="step_noted", obj=bill, now=now)
    return step


@transaction.atomic
def remove_step(*, step: BillStep, by: User | None, now: datetime) -> None:
    """It was noted by mistake."""
    bill = step.bill
    step.delete()
    _stand(bill, now)
    record(actor=by, act="step_removed", obj=bill, now=now)


@transaction.atomic
def save_vote(
    *, about: AboutVote, by: User | None, now: datetime, vote: Vote | None = None
) -> Vote:
    """A vote, new or said anew."""
    return _save(vote or Vote(), about, is_new=vote is None, by=by, now=now)


@transaction.atomic
def save_committee(
    *, about: AboutCommittee, by: User | None, now: datetime, committee: Committee | None = None
) -> Committee:
    """A committee, new or said anew."""
    return _save(committee or Committee(), about, is_new=committee is None, by=by, now=now)


@transaction.atomic
def save_role(
    *,
    committee: Committee,
    role: Role,
    by: User | None,
    now: datetime,
    membership: Membership | None = None,
) -> Membership:
    """What the member is or was there, new or said anew."""
    saved = membership or Membership(committee=committee)
    saved.role = role.role.strip()[:100]
    saved.began_date, saved.ended_date = role.began_date, role.ended_date
    _translate(saved, role.translations)
    saved.save()
    Committee.objects.filter(pk=committee.pk).update(changed_at=now)
    record(actor=by, act="changed", obj=committee, now=now)
    return saved


@transaction.atomic
def remove_role(*, membership: Membership, by: User | None, now: datetime) -> None:
    """It was noted by mistake."""
    membership.delete()
    Committee.objects.filter(pk=membership.committee_id).update(changed_at=now)
    record(actor=by, act="changed", obj=membership.committee, now=now)


@transaction.atomic
def withdraw(*, item: Kept, by: User | None, now: datetime) -> None:
    """It is shown nowhere any more; nothing of it is lost."""
    type(item).objects.filter(pk=item.pk).update(retired_at=now, changed_at=now)
    record(actor=by, act="retired", obj=item, now=now)


@transaction.atomic
def bring_back(*, item: Kept, by: User | None, now: datetime) -> None:
    """It is where it was before."""
    type(item).objects.filter(pk=item.pk).update(retired_at=None, changed_at=now)
    record(actor=by, act="restored", obj=item, now=now)


def _save(item: Kept, about: Any, *, is_new: bool, by: User | None, now: datetime) -> Kept:
    for name in about.__slots__:
        if name != "translations":
            value = getattr(about, name)
            setattr(item, name, value.strip() if isinstance(value, str) else value)
    if isinstance(item, Vote):
        item.counts = dict(item.counts)
    _translate(item, about.translations)
    item.changed_at = now
    item.save()
    record(actor=by, act="added" if is_new else "changed", obj=item, now=now)
    return item


def _translate(item: Any, translations: Words) -> None:
    for language, words in translations.items():
        item.translate(language, words)


def _stand(bill: Bill, now: datetime) -> None:
    """Where it stands is where its last step brought it."""
    last = bill.steps.last()
    bill.stage = last.stage if last else BillStage.PROPOSED
    bill.stage_date = last.happened_date if last else None
    bill.changed_at = now
    bill.save(update_fields=["stage", "stage_date", "changed_at"])
