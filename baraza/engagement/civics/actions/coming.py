"""Bring the pages and questions that come with the product, and put them on the website."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.engagement.civics.models import CamePage, QuizQuestion
from baraza.engagement.civics.queries import unreviewed
from baraza.engagement.civics.standard import LANGUAGES, StandardPage, pages, questions


def bring(*, languages: Sequence[str], now: datetime) -> int:
    """Every page and question the office never had, in those of its languages in which there are
    any, as drafts that nobody else reads; returns how many pages. The first language is the
    office's own, of which the others are translations. What is there is not touched, what was
    deleted does not come back. One query where nothing is missing."""
    spoken = [code for code in languages if code in LANGUAGES]
    wanted = {(page.key, code) for code in spoken for page in pages(code)}
    if not wanted - set(CamePage.objects.values_list("key", "language")):
        return 0
    with transaction.atomic(), disable_reference_index_auto_update():
        return _bring(spoken, languages, now)


@transaction.atomic
def publish(*, key: str, by: User, now: datetime) -> None:
    """The page fits, in every language in which it is there. Raises PermissionDenied."""
    _publish(list(CamePage.objects.filter(key=key, page__isnull=False)), by, now)


@transaction.atomic
def publish_all(*, by: User, now: datetime) -> int:
    """All of them fit, outlines apart; returns how many pages. Raises PermissionDenied."""
    rows = list(unreviewed().order_by("pk"))
    _publish(rows, by, now)
    return len({row.key for row in rows})


@transaction.atomic
def take_down(*, key: str, by: User, now: datetime) -> None:
    """Nobody reads it any more; its words stay. Raises PermissionDenied."""
    rows = list(CamePage.objects.filter(key=key, page__isnull=False).select_related("page"))
    for row in rows:
        if row.page.live:
            row.page.specific.unpublish(user=by)
    CamePage.objects.filter(pk__in=[row.pk for row in rows]).update(
        reviewed_by=None, reviewed_at=None
    )
    _record(by, "withdrawn", rows, now)


def _bring(spoken: Sequence[str], languages: Sequence[str], now: datetime) -> int:
    # Locked, for two at once would bring everything twice.
    trees = Page.objects.select_for_update().filter(depth=2, locale__language_code__in=spoken)
    roots = {page.locale.language_code: page for page in trees.select_related("locale")}
    came = {(row.key, row.language): row for row in CamePage.objects.select_related("page")}
    before = len(came)
    for code in spoken:
        for standard in pages(code):
            if code in roots and (standard.key, code) not in came:
                came[standard.key, code] = _bring_page(standard, roots[code], came)
    _bring_questions(languages, now)
    return len(came) - before


def _bring_page(
    standard: StandardPage, root: Page, came: Mapping[tuple[str, str], CamePage]
) -> CamePage:
    code = root.locale.language_code
    above = came[standard.above, code].page_id if standard.above else root.pk
    # Fresh from the table: the tree is numbered by what its rows say.
    parent = Page.objects.filter(pk=above).first()
    if parent is None or parent.get_children().filter(slug=standard.slug).exists():
        # The office deleted what it stands below, or wrote one of its own first.
        return CamePage.objects.create(key=standard.key, language=code)
    others = (row for (key, _), row in came.items() if key == standard.key and row.page)
    original = next(others, None)
    [kind] = parent.specific.allowed_subpage_models()
    page = kind(
        title=standard.title,
        slug=standard.slug,
        summary=standard.summary,
        body=json.dumps(standard.body),
        locale=root.locale,
        translation_key=original.page.translation_key if original else uuid.uuid4(),
        made_from=original.revision if original else None,
        live=False,
    )
    parent.add_child(instance=page)
    revision = page.save_revision(log_action=False)
    return CamePage.objects.create(
        key=standard.key, language=code, page=page.page_ptr, revision=revision
    )


def _bring_questions(languages: Sequence[str], now: datetime) -> None:
    own = languages[0] if languages else LANGUAGES[0]
    first = own if own in LANGUAGES else LANGUAGES[0]
    others = [code for code in languages if code in LANGUAGES and code != own]
    there = {row.key: row for row in QuizQuestion.objects.exclude(key="")}
    for key, words in questions(first).items():
        row = there.get(key)
        if row is None:
            row = QuizQuestion(key=key, is_public=False, reader=words["reader"])
            _say(row, words)
        elif row.question != words["question"]:  # the office's own by now
            continue
        missing = [code for code in others if code not in row.translations]
        if row.pk and not missing:
            continue
        for code in missing:
            row.translate(code, questions(code)[key])
        row.changed_at = now
        row.save()


def _say(row: QuizQuestion, words: dict[str, Any]) -> None:
    for name in QuizQuestion.TRANSLATED:
        setattr(row, name, words.get(name, ""))


def _publish(rows: list[CamePage], by: User, now: datetime) -> None:
    """What stands above first, so that no page is read before the one it belongs to."""
    known = Page.objects.select_related("latest_revision").in_bulk([row.page_id for row in rows])
    for row in sorted(rows, key=lambda row: known[row.page_id].depth):
        page = known[row.page_id].specific
        page.get_latest_revision().publish(user=by)
    CamePage.objects.filter(pk__in=[row.pk for row in rows]).update(reviewed_by=by, reviewed_at=now)
    _record(by, "published", rows, now)


def _record(by: User, act: str, rows: Iterable[CamePage], now: datetime) -> None:
    ids = [row.pk for row in rows]
    if ids:
        record(actor=by, act=act, obj=CamePage, now=now, count=len(ids), detail={"ids": ids})
