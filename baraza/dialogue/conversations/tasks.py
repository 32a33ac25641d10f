from django.utils import timezone

from baraza.base.channels.actions.intake import WAKE_UP
from baraza.common.jobs import every_minute, job
from baraza.dialogue.conversations.actions.receive import receive_waiting


@job(WAKE_UP)
def receive() -> None:
    while receive_waiting(now=timezone.now()).more:
        pass


@every_minute("conversations.sweep")
def sweep() -> None:
    receive()
