"""What goes with publishing: texts that appear and go on their day, the trail, and who is told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import DraftStateMixin, Page, Revision, TaskState, WorkflowState
from wagtail.signals import (
    published,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_rejected,
)

from baraza.base.accounts.actions.notifications import notify
from baraza.base.accounts.models import NotificationKind, User
from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.flows.translating import says_the_same

logger = logging.getLogger(__name__)


def publish_due(*, now: datetime) -> int:
    """Publish every version whose moment has come, and take off what was to go; returns how many.

    Each by itself: one that cannot be published holds up no other.
    """
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    acts = [
        partial(one.publish, log_action="wagtail.publish.scheduled", skip_permission_checks=True)
        for one in due
    ]
    changed = _each_by_itself(acts)
    acts = [
        partial(text.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and (model is Page or not issubclass(model, Page))
        for text in model._default_manager.filter(live=True, expire_at__lte=now)
    ]
    return changed + _each_by_itself(acts)


def _each_by_itself(acts: Iterable[Callable[[], object]]) -> int:
    done = 0
    for act in acts:
        try:
            with transaction.atomic():
                act()
        except Exception:
            logger.exception("a text whose day has come could neither appear nor go")
        else:
            done += 1
    return done


@receiver(published)
def write_down_what_was_published(instance: Any, **_rest: object) -> None:
    """Into the trail; without a person where its day had come."""
    says_the_same(text=instance)
    record(actor=_who(), act="published", obj=instance)


@receiver(unpublished)
def write_down_what_was_taken_off(instance: Any, **_rest: object) -> None:
    """Into the trail, as what was published."""
    record(actor=_who(), act="withdrawn", obj=instance)


@receiver(task_submitted, sender=TaskState)
def ask_for_approval(instance: TaskState, **_rest: object) -> None:
    """Whoever may approve is told that a text waits."""
    text = _text_of(instance.workflow_state)
    notify(
        kind=NotificationKind.APPROVAL_ASKED,
        to=staff_with(permission=Permission.APPROVE),
        about=text,
        by=instance.workflow_state.requested_by,
        now=timezone.now(),
    )
    record(actor=instance.workflow_state.requested_by, act="approval_asked", obj=text)


@receiver([workflow_approved, workflow_rejected], sender=WorkflowState)
def tell_what_was_decided(
    instance: WorkflowState, user: User | None = None, **_rest: object
) -> None:
    """Whoever handed it in is told; the trail says of which version."""
    text = _text_of(instance)
    if instance.requested_by:
        notify(
            kind=NotificationKind.APPROVAL_DECIDED,
            to=[instance.requested_by],
            about=text,
            by=user,
            now=timezone.now(),
        )
    is_approved = instance.status == WorkflowState.STATUS_APPROVED
    version = instance.current_task_state.revision_id if instance.current_task_state else None
    act = "approved" if is_approved else "approval_refused"
    record(actor=user, act=act, obj=text, detail={"version": version})


def _text_of(state: WorkflowState) -> Any:
    text = state.content_object
    return text.specific if isinstance(text, Page) else text


def _who() -> User | None:
    user = get_active_log_context().user
    return user if isinstance(user, User) else None
