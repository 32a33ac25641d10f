from django.utils import timezone

from baraza.common.jobs import every_minute, every_night
from baraza.flows import alarms
from baraza.flows.data_held.retention import run_retention
from baraza.flows.news import mail_news
from baraza.flows.portal import watch_portal
from baraza.flows.publishing import publish_due
from baraza.flows.uploads import forget_uploads


@every_night("data_held.retention")
def erase_what_is_due() -> None:
    run_retention(now=timezone.now())


@every_night("uploads.forget")
def forget_what_was_never_finished() -> None:
    forget_uploads(now=timezone.now())


@every_minute("news.mail")
def tell_by_mail() -> None:
    mail_news(now=timezone.now())


@every_minute("alarms.watch")
def look_for_trouble() -> None:
    alarms.watch(now=timezone.now())


@every_minute("portal.watch")
def open_and_close_the_portal() -> None:
    watch_portal(now=timezone.now())


@every_minute("publishing.due")
def publish_what_is_due() -> None:
    publish_due(now=timezone.now())
