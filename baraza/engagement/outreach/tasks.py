from django.utils import timezone

from baraza.common.jobs import every_minute, job
from baraza.engagement.outreach.actions import reposts


@job(reposts.READ)
def read_feed(*, source_id: int) -> None:
    reposts.read_feed(source_id=source_id, now=timezone.now())


@every_minute("outreach.read_due_feeds")
def read_due_feeds() -> None:
    reposts.read_due_feeds(now=timezone.now())
