"""Jobs of the letters to many."""

from django.utils import timezone

from baraza.common.jobs import every_minute, job
from baraza.dialogue.audiences.actions import mailing


@job(mailing.FILL)
def fill_outbox(*, mailing_id: int) -> None:
    """A letter was written to many."""
    mailing.fill_outbox(mailing_id=mailing_id, now=timezone.now())


@every_minute("audiences.sweep")
def sweep() -> None:
    """Mailings whose wake-up was lost."""
    for mailing_id in mailing.unfilled_mailings():
        mailing.fill_outbox(mailing_id=mailing_id, now=timezone.now())
