"""Make, rename, merge and retire topics and priorities."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Priority, Specialism, Stage, Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.audit.actions import record

Item = TypeVar("Item", Topic, Priority)


class NameTaken(Exception):
    """Another topic or priority has this name; `existing` is its primary key."""

    def __init__(self, existing: int | None) -> None:
        super().__init__("This name is already in use.")
        self.existing = existing


class CannotMerge(ValueError):
    """A topic cannot be merged into itself or into one that is retired."""


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


def set_stage(*, priority: Priority, stage: Stage, by: User | None = None) -> Priority:
    """Move a priority along the cycle."""
    priority.stage = stage
    return _save(priority, "changed", by)


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
