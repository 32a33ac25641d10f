"""One run of our outbox, started by `benchmarks/inside.py` with BARAZA_HOME and BARAZA_SMTP_URL.

The argument is `OFFICE:COUNT`. The answer: seconds, queue_seconds, per_second: queueing and
sending together. processor_seconds: of the one process. sent: rows that say so afterwards.
"""

import time

from django.utils import timezone

from baraza.base.channels.actions.outbox import Recipient, put_many_in_outbox
from baraza.base.channels.actions.sending import send_bulk
from baraza.base.channels.models import OutgoingItem, OutgoingState
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
    started, spent = time.perf_counter(), time.process_time()
    put_many_in_outbox(
        subject=letters.with_brackets(letters.SUBJECT),
        text=letters.with_brackets(letters.text(letters.UNSTYLED_TEXT_BYTES)),
        language="en",
        recipients=[
            Recipient(address=address, name=fields["name"], fields=fields)
            for address, fields in people
        ],
        now=timezone.now(),
    )
    queued = time.perf_counter()
    while send_bulk(now=timezone.now()):
        pass
    ended, spent = time.perf_counter(), time.process_time() - spent
    return {
        "seconds": ended - started,
        "queue_seconds": queued - started,
        "processor_seconds": spent,
        "per_second": count / (ended - started),
        "sent": OutgoingItem.objects.filter(state=OutgoingState.SENT).count(),
    }
