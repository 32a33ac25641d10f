from django.utils import timezone

from baraza.base.channels.actions.intake import WAKE_UP
from baraza.common.jobs import every_minute, job
from baraza.dialogue.conversations.actions import verifying
from baraza.dialogue.conversations.actions.receive import receive_waiting


@job(WAKE_UP)
def receive() -> None:
    while receive_waiting(now=timezone.now()).more:
        pass


@every_minute("conversations.sweep")
def sweep() -> None:
    receive()


# Beside what leaves, not beside what arrives: name servers may take their time.
@job(verifying.WAKE_UP, queue="outbox")
def verify_sender(*, raw_id: int) -> None:
    verifying.verify_sender(raw_id=raw_id)
