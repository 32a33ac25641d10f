from django.utils import timezone

from baraza.common.jobs import every_minute, every_night
from baraza.flows import alarms
from baraza.flows.data_held.retention import run_retention
from baraza.flows.news import mail_news


@every_night("data_held.retention")
def erase_what_is_due() -> None:
    run_retention(now=timezone.now())


@every_minute("news.mail")
def tell_by_mail() -> None:
    mail_news(now=timezone.now())


@every_minute("alarms.watch")
def look_for_trouble() -> None:
    alarms.watch(now=timezone.now())
