"""What the texts of the website wait for: approval, their day, somebody to finish them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import WorkflowState

from baraza.common.written import PublicText
from baraza.engagement.civics.queries import as_they_came
from baraza.engagement.outreach.models import Correction
from baraza.flows.translating import kinds_of_texts

# What was published again so soon was only finished.
FINISHING = timedelta(minutes=15)
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pending:
    """One text, under its newest title, and since when it waits (until when, where scheduled)."""

    title: str
    text: Any
    since: datetime
    is_public: bool


@dataclass(slots=True)
class Waiting:
    """The texts themselves, the longest waiting first; `since` says so."""

    approval: list[Pending] = field(default_factory=list)
    scheduled: list[Pending] = field(default_factory=list)
    drafts: list[Pending] = field(default_factory=list)


def texts_waiting() -> Waiting:
    """One query for each kind of text, and two."""
    kinds = _kinds()
    asked = _in_approval(kinds)
    found = Waiting()
    for model in kinds:
        rows = model.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
        # Pages that came with the product have a list of their own until somebody writes in them.
        rows = rows.exclude(latest_revision__in=as_they_came())
        for text in rows.select_related("latest_revision").order_by("latest_revision__created_at"):
            revision = text.latest_revision
            pending = Pending(
                title=revision.object_str or str(text),
                text=text,
                since=revision.approved_go_live_at or revision.created_at,
                is_public=text.live,
            )
            if (model, str(text.pk)) in asked:
                found.approval.append(pending)
            elif revision.approved_go_live_at:
                found.scheduled.append(pending)
            else:
                found.drafts.append(pending)
    for some in (found.approval, found.scheduled, found.drafts):
        some.sort(key=lambda one: one.since)
    return found


def changed_lately(*, now: datetime) -> list[Any]:
    """Texts that were published, and published otherwise within a week, of which nothing was put
    into the log of corrections since; the newest change first. One query for each kind, and one."""
    logged = Correction.objects.filter(made_at__gte=now - LATELY).values_list("title", "made_at")
    last = {}
    for title, made_at in logged:
        last[title] = max(made_at, last.get(title, made_at))
    found = [
        text
        for model in _kinds()
        for text in model.objects.filter(
            live=True,
            last_published_at__gte=now - LATELY,
            last_published_at__gt=F("first_published_at") + FINISHING,
        )
        if str(text) not in last or last[str(text)] < text.last_published_at
    ]
    return sorted(found, key=lambda text: text.last_published_at, reverse=True)


def is_changed_again(*, text: Any) -> bool:
    """Whether what everybody reads of this text is its newest version, and people could read
    another before."""
    return bool(
        text.live
        and text.live_revision_id == text.latest_revision_id
        and text.last_published_at > text.first_published_at + FINISHING
    )


def _kinds() -> list[type[Any]]:
    return [model for model in kinds_of_texts() if issubclass(model, PublicText)]


def _in_approval(kinds: Iterable[type[Any]]) -> set[tuple[type[Any], str]]:
    """(model, id) of the texts somebody waits for a colleague to read."""
    types = ContentType.objects.get_for_models(*kinds, for_concrete_models=False)
    by_type = {kind.pk: model for model, kind in types.items()}
    waiting = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, content_type__in=by_type
    )
    return {(by_type[kind], pk) for kind, pk in waiting.values_list("content_type", "object_id")}
