"""Tell colleagues what they should know, on the desk and, as each wishes, by mail.

A notification names a thing and a kind, never what is in it: what may be read of it is asked again
when it is shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from baraza.base.accounts.models import (
    MailTiming,
    MailWish,
    Notification,
    NotificationKind,
    User,
)

KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class News:
    """What one colleague is told: of one thing (`about_id`), or of `count` at once."""

    user_id: int
    about_id: int | None = None
    count: int = 1


def notify(
    *,
    kind: NotificationKind,
    to: Iterable[User | int],
    now: datetime,
    about: models.Model | None = None,
    by: User | None = None,
) -> None:
    """Tell these colleagues of one thing; whoever did it knows already. One query.

    Who has not yet read the same of the same thing is not told twice.
    """
    people = {one.pk if isinstance(one, User) else one for one in to}
    news = [News(user_id=pk, about_id=about.pk if about else None) for pk in sorted(people)]
    notify_each(kind=kind, news=news, model=type(about) if about else None, by=by, now=now)


def notify_each(
    *,
    kind: NotificationKind,
    news: Iterable[News],
    now: datetime,
    model: type[models.Model] | None = None,
    by: User | None = None,
) -> None:
    """Tell each colleague of their own thing of that model; one query, or none for nobody."""
    label = model._meta.label_lower if model else ""
    rows = [
        Notification(
            user_id=one.user_id,
            kind=kind,
            about=label if one.about_id else "",
            about_id=one.about_id,
            count=one.count,
            by=by,
            made_at=now,
        )
        for one in news
        if by is None or one.user_id != by.pk
    ]
    if rows:
        Notification.objects.bulk_create(rows, ignore_conflicts=True)


def replace_notifications(
    *, kind: NotificationKind, counts: Mapping[int, int], now: datetime
) -> None:
    """Each of these colleagues (id → how many) has one unread row of that kind, with today's
    number."""
    Notification.objects.filter(kind=kind, user__in=counts, read_at__isnull=True).delete()
    news = [News(user_id=pk, count=count) for pk, count in counts.items()]
    notify_each(kind=kind, news=news, now=now)


def mark_known(*, user: User, about: models.Model, now: datetime) -> None:
    """They have seen the thing itself, so what they were told of it is read."""
    Notification.objects.filter(
        user=user, about=about._meta.label_lower, about_id=about.pk, read_at__isnull=True
    ).update(read_at=now)


def mark_read(*, user: User, ids: Collection[int] | None = None, now: datetime) -> list[int]:
    """These of their notifications are read, or all; returns which were not before."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    changed = list(unread.values_list("pk", flat=True))
    Notification.objects.filter(pk__in=changed).update(read_at=now)
    return changed


def mark_unread(*, user: User, ids: Collection[int]) -> None:
    """Undo `mark_read`; what they have been told anew meanwhile stays one row."""
    told_anew = Notification.objects.filter(user=user, read_at__isnull=True).values_list(
        "kind", "about", "about_id"
    )
    known = {row for row in told_anew if row[2]}
    for row in Notification.objects.filter(user=user, pk__in=ids, read_at__isnull=False):
        key = (row.kind, row.about, row.about_id)
        if key not in known:
            known.add(key)
            row.read_at = None
            row.save(update_fields=["read_at"])


def set_mail_wishes(*, user: User, timings: Mapping[str, str]) -> None:
    """Kind → when it comes by mail. Raises ValueError for what is neither."""
    MailWish.objects.bulk_create(
        [
            MailWish(user=user, kind=NotificationKind(kind), timing=MailTiming(timing))
            for kind, timing in timings.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["timing"],
    )


def mark_mailed(*, ids: Collection[int], now: datetime) -> None:
    """These went out by mail, so that they do not go twice."""
    Notification.objects.filter(pk__in=ids).update(mailed_at=now)


def forget_notifications(*, before: datetime) -> int:
    """Old news helps nobody; returns how many rows went."""
    return Notification.objects.filter(made_at__lt=before).delete()[0]
