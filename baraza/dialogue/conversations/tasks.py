from django.utils import timezone

from baraza.base.channels.actions.intake import WAKE_UP
from baraza.common.jobs import every_minute, every_night, job
from baraza.dialogue.conversations.actions import duty, many, suggesting, verifying
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.actions.teamwork import HERE, forget_presence


@job(WAKE_UP)
def receive() -> None:
    while receive_waiting(now=timezone.now()).more:
        pass


@every_minute("conversations.sweep")
def sweep() -> None:
    receive()


@every_minute("conversations.duty")
def look_after_duty() -> None:
    now = timezone.now()
    duty.set_missing_duty(now=now)
    duty.remind(now=now)


@every_night("conversations.cover_absences")
def cover_absences() -> None:
    duty.cover_coming_day(now=timezone.now())


@job(duty.ANEW)
def count_days_anew() -> None:
    duty.count_days_anew(now=timezone.now())


@job(duty.GIVE_OUT)
def give_out() -> None:
    duty.give_out(now=timezone.now())


@job(duty.COVER)
def cover_absent_today() -> None:
    duty.cover_absent_today(now=timezone.now())


# Beside what leaves, not beside what arrives: name servers may take their time.
@job(verifying.WAKE_UP, queue="outbox")
def verify_sender(*, raw_id: int) -> None:
    verifying.verify_sender(raw_id=raw_id)


@job(many.CARRY_ON)
def carry_on(*, bulk_id: int) -> None:
    many.carry_on(bulk_id=bulk_id)


@every_night("conversations.tidy")
def tidy() -> None:
    forget_presence(before=timezone.now() - HERE)


@every_night("conversations.learn_topics")
def learn_topics() -> None:
    suggesting.learn(now=timezone.now())


@every_minute("conversations.learn_soon")
def learn_soon() -> None:
    suggesting.learn_when_due(now=timezone.now())
