from django.utils import timezone

from baraza.base.office.queries import profile
from baraza.common.jobs import every_minute
from baraza.engagement.civics.actions import coming


@every_minute("civics.bring_missing")
def bring_missing() -> None:
    coming.bring(languages=profile().languages, now=timezone.now())
