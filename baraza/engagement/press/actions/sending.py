"""Send a release to the media list, once to each, and stop it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import override

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.actions.many import cancel_many
from baraza.base.channels.actions.outbox import Recipient, put_many_in_outbox
from baraza.base.channels.email.compose import UNSUBSCRIBE
from baraza.base.channels.models import OutgoingState
from baraza.base.office.queries import needs_approval, profile
from baraza.engagement.press.models import MediaContact, Release, Sending, SentTo
from baraza.engagement.press.queries import reached
from baraza.engagement.press.rules import MAY_LEAVE, way_out
from baraza.engagement.press.wording import as_mail

# Until then nothing leaves, and all of it can be taken back.
TIME_TO_TAKE_BACK = timedelta(seconds=60)


class NeedsApproval(Exception):
    """Their letters leave only when somebody has approved them: whoever approves sends this."""


class NotPublished(ValueError):
    """Nobody has published it: it may still change."""


class NobodyLeft(ValueError):
    """Everybody chosen has it already, or gets nothing from us."""


@transaction.atomic
def send_release(
    *,
    release: Release,
    contacts: Collection[int],
    is_early: bool,
    by: User,
    site: str,
    now: datetime,
) -> Sending:
    """To those chosen who do not have it yet, in any language. Under embargo it leaves in a minute
    with that on top (`is_early`), or when the embargo ends. `site` is the office's own address.

    Raises NeedsApproval, NotPublished, NobodyLeft.
    """
    if needs_approval(user=by):
        raise NeedsApproval
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not release.live:
        raise NotPublished
    chosen = MediaContact.objects.writable().filter(pk__in=contacts)
    to = list(chosen.exclude(pk__in=reached(release=release)).order_by("pk"))
    if not to:
        raise NobodyLeft
    until = release.embargo_until
    is_embargoed = until is not None and until > now
    leaves_at = now + TIME_TO_TAKE_BACK
    if is_embargoed and not is_early:
        leaves_at = max(leaves_at, until)
    sending = Sending.objects.create(
        release=release,
        is_early=is_embargoed and is_early,
        size=len(to),
        by=by,
        begun_at=now,
        leaves_at=leaves_at,
    )
    rows = SentTo.objects.bulk_create(
        [SentTo(sending=sending, contact=one, text_key=release.translation_key) for one in to]
    )
    language = release.locale.language_code
    with override(language):
        subject, text = as_mail(release=release, office=profile(), is_early=sending.is_early)
    numbers = put_many_in_outbox(
        subject=subject,
        text=text,
        recipients=[
            Recipient(
                address=row.contact.email,
                name=row.contact.name,
                fields={UNSUBSCRIBE: way_out(site=site, contact_id=row.contact_id)},
                guard_subject=str(row.pk),
            )
            for row in rows
        ],
        language=language,
        guard=MAY_LEAVE,
        wait=leaves_at - now,
        now=now,
    )
    for row, number in zip(rows, numbers, strict=True):
        row.outgoing_id = number
    SentTo.objects.bulk_update(rows, ["outgoing"])
    record(actor=by, act="released_to_press", obj=sending, now=now, count=len(rows))
    return sending


@transaction.atomic
def stop_sending(*, sending: Sending, by: User, now: datetime) -> int:
    """What has not begun to leave never will, and may be sent anew; returns how many letters that
    are."""
    locked = Sending.objects.select_for_update().get(pk=sending.pk)
    if locked.stopped_at is not None:
        return 0
    locked.stopped_at = now
    locked.save(update_fields=["stopped_at"])
    rows = locked.recipients.filter(outgoing__isnull=False)
    kept = cancel_many(items=rows.values("outgoing"), now=now)
    locked.recipients.filter(outgoing__state=OutgoingState.CANCELLED).delete()
    record(actor=by, act="release_stopped", obj=locked, now=now, count=kept)
    return kept
