"""Whom the office trusts, what they offer, and what is passed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.common.jobs import enqueue
from baraza.common.outgoing import Asks, NoAnswer, NotAllowed, fetch
from baraza.engagement.outreach.feeds_read import Item, NoFeed, items_of
from baraza.engagement.outreach.models import Repost, RepostState, TrustedSource

READ = "outreach.read_feed"
EVERY = timedelta(hours=1)
MOST_BYTES = 2_000_000


class WrongAddress(ValueError):
    """Only https addresses are read."""


@transaction.atomic
def save_source(
    *,
    name: str,
    by: User | None,
    now: datetime,
    website: str = "",
    feed: str = "",
    source: TrustedSource | None = None,
) -> TrustedSource:
    """Trust somebody; a feed is read at once and then every hour. Raises WrongAddress."""
    if feed and urlsplit(feed).scheme != "https":
        raise WrongAddress(feed)
    saved = source or TrustedSource()
    saved.name, saved.website, saved.feed, saved.trouble = name, website, feed, ""
    saved.read_at = None
    saved.save()
    if feed:
        enqueue(READ, source_id=saved.pk)
    record(actor=by, act="changed" if source else "added", obj=saved, now=now)
    return saved


@transaction.atomic
def retire_source(*, source: TrustedSource, by: User, now: datetime) -> None:
    """No longer read; what was passed on stays on the website, what waits is dropped."""
    source.retired_at = now
    source.save(update_fields=["retired_at"])
    source.reposts.filter(state=RepostState.OFFERED).delete()
    record(actor=by, act="retired", obj=source, now=now)


@transaction.atomic
def restore_source(*, source: TrustedSource, by: User, now: datetime) -> None:
    """Trusted again."""
    source.retired_at = None
    source.save(update_fields=["retired_at"])
    record(actor=by, act="restored", obj=source, now=now)


@transaction.atomic
def pass_on(*, source: TrustedSource, item: Item, by: User, now: datetime) -> Repost:
    """Show what somebody on staff read there, with a link to it."""
    kept, _new = Repost.objects.update_or_create(
        source=source,
        link=item.link,
        defaults={
            "title": item.title,
            "excerpt": item.excerpt,
            "published_date": item.published_date,
            "language": item.language,
            "state": RepostState.SHOWN,
            "decided_at": now,
            "decided_by": by,
        },
        create_defaults={
            "title": item.title,
            "excerpt": item.excerpt,
            "published_date": item.published_date,
            "language": item.language,
            "state": RepostState.SHOWN,
            "found_at": now,
            "decided_at": now,
            "decided_by": by,
        },
    )
    record(actor=by, act="published", obj=kept, now=now)
    return kept


@transaction.atomic
def decide_repost(*, repost: Repost, state: RepostState, by: User, now: datetime) -> None:
    """Show it, do not, or leave it open once more."""
    repost.state, repost.decided_at, repost.decided_by = state, now, by
    repost.save(update_fields=["state", "decided_at", "decided_by"])
    record(actor=by, act="decided", obj=repost, now=now, detail={"state": state})


def offer(*, source: TrustedSource, items: Iterable[Item], now: datetime) -> int:
    """Put what is new before the staff; what they declined once never comes back. Returns how many
    are new."""
    before = source.reposts.count()
    Repost.objects.bulk_create(
        [
            Repost(
                source=source,
                title=item.title,
                link=item.link,
                excerpt=item.excerpt,
                published_date=item.published_date,
                language=item.language,
                found_at=now,
            )
            for item in items
        ],
        ignore_conflicts=True,
    )
    return source.reposts.count() - before


def read_feed(*, source_id: int, now: datetime, ask: Asks = fetch) -> int:
    """Offer what is new in a source's feed; what goes wrong is written down for staff. Returns how
    many are new."""
    source = TrustedSource.objects.filter(pk=source_id, retired_at=None).exclude(feed="").first()
    if source is None:
        return 0
    trouble, new = "", 0
    try:
        answer = ask(
            source.feed, allowed_hosts=[urlsplit(source.feed).netloc], most_bytes=MOST_BYTES
        )
        if answer.status != 200:
            raise NoAnswer(str(answer.status))
        new = offer(source=source, items=items_of(answer.body), now=now)
    except NotAllowed:
        trouble = gettext("This address is not one on the public internet.")
    except NoAnswer:
        trouble = gettext("It did not answer. It is tried again every hour.")
    except NoFeed:
        trouble = gettext("There is no feed at this address. Look for “RSS” on their website.")
    TrustedSource.objects.filter(pk=source.pk).update(read_at=now, trouble=trouble)
    return new


def read_due_feeds(*, now: datetime) -> None:
    """Wake a worker for each feed that nobody read for an hour."""
    sources = TrustedSource.objects.filter(retired_at=None).exclude(feed="")
    due = sources.exclude(read_at__gt=now - EVERY).values_list("pk", flat=True)
    for source_id in due:
        enqueue(READ, source_id=source_id)
