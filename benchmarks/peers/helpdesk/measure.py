"""One run of django-helpdesk over a folder of .eml files, started by `benchmarks/inside.py`.

The answer: messages, seconds, per_second: what was offered, and how quickly it was dealt with.
recorded: messages with a follow-up to their Message-ID; lost: the others.
raised: how often each exception came out of it. tickets, acknowledged: what it made.
"""

import logging
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.encoding import force_str
from helpdesk.email import extract_email_metadata
from helpdesk.models import FollowUp, Queue, Ticket


def run(folder: str) -> dict[str, object]:
    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(
        title="Casework",
        slug="casework",
        email_address=settings.DEFAULT_FROM_EMAIL,
        allow_email_submission=True,
        email_box_type="imap",
    )
    logger = logging.getLogger("django.helpdesk.queue.casework")
    logger.setLevel(logging.CRITICAL)
    raised: Counter[str] = Counter()
    files = sorted(Path(folder).glob("*.eml"))
    started = time.perf_counter()
    for file in files:
        # As its IMAP reader does: bytes become text first, with replacements.
        message = force_str(file.read_bytes(), errors="replace")
        try:
            extract_email_metadata(message=message, queue=queue, logger=logger)
        except Exception as error:
            raised[f"{type(error).__name__}: {str(error)[:80]}"] += 1
    seconds = time.perf_counter() - started
    recorded = FollowUp.objects.filter(message_id__isnull=False).count()
    return {
        "peer": f"django-helpdesk {version('django-helpdesk')}",
        "messages": len(files),
        "seconds": round(seconds, 3),
        "per_second": round(len(files) / seconds, 1),
        "recorded": recorded,
        "lost": len(files) - recorded,
        "raised": dict(raised),
        "tickets": Ticket.objects.count(),
        "acknowledged": FollowUp.objects.exclude(email_recipients=[]).count(),
    }
