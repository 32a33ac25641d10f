from django.utils import timezone

from baraza.common.jobs import every_night
from baraza.flows.data_held.retention import run_retention


@every_night("data_held.retention")
def erase_what_is_due() -> None:
    run_retention(now=timezone.now())
