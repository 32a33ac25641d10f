"""One run of our outbox, started by `benchmarks/inside.py` with BARAZA_HOME and BARAZA_SMTP_URL.

The argument is `OFFICE:COUNT`. The answer: seconds, queue_seconds, per_second: queueing and
sending together. sent: rows that say so afterwards.
"""

import time

from django.utils import timezone

from baraza.base.channels.actions.outbox import Outgoing, put_in_outbox, send_due
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.queries import office_by_slug, within
from benchmarks import letters


def run(argument: str) -> dict[str, object]:
    slug, _, count = argument.partition(":")
    with within(office_by_slug(slug=slug)):
        update_profile(email=letters.SENDER, member_name="Neema Solberg")
        return send_letters(int(count))


def send_letters(count: int) -> dict[str, object]:
    people = [letters.recipient(number) for number in range(count)]
    template = letters.text(letters.UNSTYLED_TEXT_BYTES)
    started = time.perf_counter()
    put_in_outbox(
        letters=[
            Outgoing(
                kind=OutgoingKind.BULK,
                recipient=address,
                recipient_name=fields["name"],
                subject=letters.filled(letters.SUBJECT, fields),
                text=letters.filled(template, fields),
                language="en",
            )
            for address, fields in people
        ],
        now=timezone.now(),
    )
    queued = time.perf_counter()
    while send_due(now=timezone.now()):
        pass
    ended = time.perf_counter()
    return {
        "seconds": ended - started,
        "queue_seconds": queued - started,
        "per_second": count / (ended - started),
        "sent": OutgoingItem.objects.filter(state=OutgoingState.SENT).count(),
    }
