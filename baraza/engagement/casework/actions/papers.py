"""From a pattern to parliament, the authority, a bill, a meeting: a draft, its day, what came."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.office.queries import profile
from baraza.engagement.casework.models import PaperKind, Pattern, PatternPaper
from baraza.engagement.casework.paper_words import Matter, drafted
from baraza.engagement.casework.queries.patterns import figures

LONGEST_TITLE = 300


class NoWords(ValueError):
    """A paper without a title or a text."""


@transaction.atomic
def draft_paper(
    *, pattern: Pattern, kind: PaperKind, language: str, by: User, now: datetime
) -> PatternPaper:
    """Ready words from counts, places and waiting times, as they are now."""
    office = profile()
    counted = figures(pattern=pattern, user=by, now=now)
    matter = Matter(
        name=pattern.name,
        account=pattern.account,
        agency=pattern.organisation.name if pattern.organisation else "",
        member=office.member_name,
        figures=counted,
    )
    words = drafted(kind=PaperKind(kind), matter=matter, language=language)
    paper = PatternPaper.objects.create(
        pattern=pattern,
        kind=kind,
        language=language,
        title=words.title[:LONGEST_TITLE],
        text=words.text,
        case_count=counted.count,
        written_by=by,
        written_at=now,
    )
    record(actor=by, act="paper_drafted", obj=paper, now=now, detail={"kind": PaperKind(kind)})
    return paper


@transaction.atomic
def change_paper(*, paper: PatternPaper, title: str, text: str, by: User, now: datetime) -> None:
    """Other words. Raises NoWords."""
    title, text = one_line(title, limit=LONGEST_TITLE), clean_text(text).strip()
    if not title or not text:
        raise NoWords
    paper.title, paper.text = title, text
    paper.save(update_fields=["title", "text"])
    record(actor=by, act="changed", obj=paper, now=now)


@transaction.atomic
def put_paper(
    *, paper: PatternPaper, put_date: date | None, result: str, by: User, now: datetime
) -> None:
    """When it was put, sent or tabled, and what came of it; no day: it was not yet."""
    paper.put_date, paper.result = put_date, clean_text(result).strip()
    paper.save(update_fields=["put_date", "result"])
    record(actor=by, act="paper_put", obj=paper, now=now)


@transaction.atomic
def remove_paper(*, paper: PatternPaper, by: User, now: datetime) -> None:
    """A draft nobody needs."""
    record(actor=by, act="removed", obj=paper, now=now)
    paper.delete()
