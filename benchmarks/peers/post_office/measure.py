"""One run of django-post-office for a number of letters, started by `benchmarks/inside.py`.

The answer: messages, seconds, per_second: queueing and sending together.
queue_seconds: queueing alone. processor_seconds: of the one process.
sent: rows that say so afterwards.
"""

import time
from importlib.metadata import version

from django.core.management import call_command
from post_office import mail
from post_office.models import STATUS, Email, EmailTemplate

from benchmarks import letters


def run(argument: str) -> dict[str, object]:
    count = int(argument)
    call_command("migrate", verbosity=0)
    template = EmailTemplate.objects.create(
        name="newsletter",
        subject=letters.SUBJECT,
        content=letters.text(),
        html_content=letters.html(),
    )
    people = [letters.recipient(number) for number in range(count)]
    started, spent = time.perf_counter(), time.process_time()
    mail.send_many(
        [
            {
                "recipients": address,
                "sender": letters.SENDER,
                "template": template,
                "context": fields,
            }
            for address, fields in people
        ]
    )
    queued = time.perf_counter()
    mail.send_queued_mail_until_done()
    ended, spent = time.perf_counter(), time.process_time() - spent
    return {
        "peer": f"django-post-office {version('django-post-office')}",
        "messages": count,
        "seconds": round(ended - started, 3),
        "queue_seconds": round(queued - started, 3),
        "processor_seconds": round(spent, 3),
        "per_second": round(count / (ended - started), 1),
        "sent": Email.objects.filter(status=STATUS.sent).count(),
    }
