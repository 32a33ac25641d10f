"""Make, rename, merge and retire topics and priorities, and say what stands behind them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.agenda.models import (
    Pledge,
    Position,
    Priority,
    PriorityChange,
    Specialism,
    Stage,
    Topic,
)
from baraza.base.agenda.signals import topic_merged
from baraza.base.audit.actions import record

Item = TypeVar("Item", Topic, Priority)
# Language → field → words.
Words = Mapping[str, Mapping[str, Any]]


class NameTaken(Exception):
    """Another topic or priority has this name; `existing` is its primary key."""

    def __init__(self, existing: int | None) -> None:
        super().__init__("This name is already in use.")
        self.existing = existing


class CannotMerge(ValueError):
    """A topic cannot be merged into itself or into one that is retired."""


@dataclass(frozen=True, slots=True)
class AboutPledge:
    """What was promised in the campaign, where and when."""

    words: str
    said_where: str = ""
    made_date: date | None = None
    source: str = ""
    translations: Words = field(default_factory=dict)


def add_topic(*, name: str, priority: Priority | None = None, by: User | None = None) -> Topic:
    """Raises NameTaken."""
    return _save(Topic(name=name.strip(), priority=priority), "added", by)


def add_priority(*, name: str, stage: Stage = Stage.AGENDA, by: User | None = None) -> Priority:
    """Raises NameTaken."""
    return _save(Priority(name=name.strip(), stage=stage), "added", by)


def rename(*, item: Item, name: str, by: User | None = None) -> Item:
    """What is filed under it stays filed. Raises NameTaken."""
    item.name = name.strip()
    return _save(item, "renamed", by)


def set_priority(*, topic: Topic, priority: Priority | None, by: User | None = None) -> Topic:
    """Tie a topic to one of the term's priorities, or to none."""
    topic.priority = priority
    return _save(topic, "changed", by)


@transaction.atomic
def set_stage(
    *, priority: Priority, stage: Stage, by: User | None = None, now: datetime | None = None
) -> Priority:
    """Move a priority along the cycle; its history says so."""
    if stage == priority.stage:
        return priority
    PriorityChange.objects.create(
        priority=priority, stage=stage, made_at=now or timezone.now(), made_by=by
    )
    priority.stage = stage
    return _save(priority, "changed", by)


def describe_priority(
    *,
    priority: Priority,
    name: str,
    why: str,
    is_public: bool,
    translations: Words,
    by: User | None = None,
) -> Priority:
    """What everybody may know of it. Raises NameTaken."""
    priority.name, priority.why, priority.is_public = name.strip(), why.strip(), is_public
    for language, words in translations.items():
        priority.translate(language, words)
    return _save(priority, "changed", by)


@transaction.atomic
def note_change(
    *,
    priority: Priority,
    words: str,
    translations: Words,
    by: User | None,
    now: datetime,
    stage: Stage | None = None,
    tie: Callable[..., None] | None = None,
) -> PriorityChange:
    """What changed and what brought it about, for its visible history; with the stage it came to,
    where that is another one. `tie(change=…)` writes what belongs to it, before the act is
    recorded."""
    moved = stage is not None and stage != priority.stage
    change = PriorityChange(
        priority=priority,
        words=words.strip(),
        stage=stage if moved else "",
        made_at=now,
        made_by=by,
    )
    for language, said in translations.items():
        change.translate(language, said)
    change.save()
    if tie:
        tie(change=change)
    if moved:
        priority.stage = stage
    _save(priority, "agenda_refined", by)
    return change


@transaction.atomic
def remove_change(*, change: PriorityChange, by: User | None) -> None:
    """It was noted by mistake; the stage stays as it is."""
    change.delete()
    record(actor=by, act="changed", obj=change.priority)


@transaction.atomic
def save_pledge(
    *, priority: Priority, about: AboutPledge, by: User | None, pledge: Pledge | None = None
) -> Pledge:
    """A promise of the campaign behind a priority, new or said anew."""
    saved = pledge or Pledge(priority=priority)
    saved.words, saved.said_where = about.words.strip(), about.said_where.strip()
    saved.made_date, saved.source = about.made_date, about.source
    for language, words in about.translations.items():
        saved.translate(language, words)
    saved.save()
    record(actor=by, act="changed", obj=priority)
    return saved


@transaction.atomic
def remove_pledge(*, pledge: Pledge, by: User | None) -> None:
    """It does not stand behind this priority."""
    pledge.delete()
    record(actor=by, act="changed", obj=pledge.priority)


@transaction.atomic
def move_up(*, priority: Priority, by: User | None) -> None:
    """Before the one that stands before it."""
    order = list(Priority.objects.select_for_update().in_use())
    at = order.index(priority)
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    for position, one in enumerate(order):
        one.position = position
    Priority.objects.bulk_update(order, ["position"])
    record(actor=by, act="changed", obj=priority)


@transaction.atomic
def translate_topics(*, names: Mapping[int, Mapping[str, str]], by: User | None) -> None:
    """What topics (by id) are called in other languages: language → name."""
    topics = Topic.objects.select_for_update().in_bulk(names)
    for pk, topic in topics.items():
        for language, name in names[pk].items():
            topic.translate(language, {"name": name.strip()[:100]})
    Topic.objects.bulk_update(topics.values(), ["translations"])
    record(actor=by, act="changed", obj=Topic, count=len(topics))


def retire(*, item: Item, now: datetime, by: User | None = None) -> Item:
    """No longer offered for new letters; what is filed under it stays."""
    item.retired_at = now
    return _save(item, "retired", by)


def restore(*, item: Item, by: User | None = None) -> Item:
    """Offer it again."""
    item.retired_at = None
    if isinstance(item, Topic):
        item.merged_into = None
    return _save(item, "restored", by)


@transaction.atomic
def merge_topics(*, kept: Topic, merged: Topic, now: datetime, by: User | None = None) -> Topic:
    """Everything filed under `merged` is filed under `kept`; `merged` is retired.

    Raises CannotMerge.
    """
    if kept.pk == merged.pk:
        raise CannotMerge("A topic cannot be merged into itself.")
    if kept.retired_at:
        raise CannotMerge("The topic to keep is retired. Bring it back first.")
    Position.objects.filter(topic=merged).update(topic=kept)
    topic_merged.send(sender=Topic, kept=kept, merged=merged)
    merged.merged_into = kept
    merged.retired_at = now
    merged.save()
    record(actor=by, act="merged", obj=merged, now=now, detail={"into": kept.pk})
    return kept


@transaction.atomic
def set_specialisms(*, user: User, topics: Collection[Topic]) -> None:
    """What somebody knows best; replaces what was said before."""
    Specialism.objects.filter(user=user).exclude(topic__in=topics).delete()
    Specialism.objects.bulk_create(
        [Specialism(user=user, topic=topic) for topic in topics], ignore_conflicts=True
    )


def _save(item: Item, act: str, by: User | None) -> Item:
    try:
        with transaction.atomic():
            item.save()
            record(actor=by, act=act, obj=item)
    except IntegrityError as error:
        holder = type(item).objects.filter(name=item.name).values_list("pk", flat=True).first()
        raise NameTaken(holder) from error
    return item
