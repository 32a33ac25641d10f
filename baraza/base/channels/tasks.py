from django.utils import timezone

from baraza.base.channels.actions import outbox
from baraza.common.jobs import every_minute, job


@job(outbox.WAKE_UP, queue="outbox")
def send_due() -> None:
    outbox.send_due(now=timezone.now())


@every_minute("channels.sweep_outbox", queue="outbox")
def sweep_outbox() -> None:
    outbox.send_due(now=timezone.now())
