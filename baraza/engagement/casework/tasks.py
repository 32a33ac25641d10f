from django.utils import timezone

from baraza.common.jobs import every_minute, job
from baraza.engagement.casework.actions import asking


@job(asking.FILE)
def file_asked() -> None:
    asking.file_asked(now=timezone.now())


@every_minute("casework.file_asked_missed")
def file_asked_missed() -> None:
    file_asked()
