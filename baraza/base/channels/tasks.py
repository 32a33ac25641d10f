from django.utils import timezone

from baraza.base.channels.actions import outbox, pacing, sending
from baraza.common.jobs import every_minute, every_night, job

BULK = "bulk"


@job(outbox.WAKE_UP, queue="outbox")
def send_due() -> None:
    sending.send_urgent(now=timezone.now())


@every_minute("channels.sweep_outbox", queue="outbox")
def sweep_outbox() -> None:
    sending.send_urgent(now=timezone.now())


# By a process of their own: however many there are and however slowly they are taken, no answer
# waits behind them.
@job(outbox.WAKE_UP_BULK, queue=BULK)
def send_bulk() -> None:
    sending.send_bulk(now=timezone.now())


@every_minute("channels.sweep_bulk", queue=BULK)
def sweep_bulk() -> None:
    sending.send_bulk(now=timezone.now())


@every_night("channels.forget_paces", queue=BULK)
def forget_paces() -> None:
    pacing.forget_old(now=timezone.now())
