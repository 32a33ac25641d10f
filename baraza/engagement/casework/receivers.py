from collections.abc import Collection
from datetime import datetime

from django.dispatch import receiver
from django.utils import timezone

from baraza.base.accounts.models import Circle, User
from baraza.base.accounts.signals import circle_changed, staff_left
from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.channels.rules import register_guard_of_many
from baraza.base.channels.signals import delivery_changed
from baraza.base.people.references import Reference, declare, declare_to_organisations
from baraza.dialogue.audiences.models import Mailing
from baraza.dialogue.audiences.signals import mailing_stopped
from baraza.dialogue.conversations.agencies import register_correspondents
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.conversations.signals import (
    agency_doubted,
    agency_wrote,
    answer_withdrawn,
    answer_written,
    letters_came,
)
from baraza.engagement.casework.actions.assigning import hand_over_cases, take_from_outsiders
from baraza.engagement.casework.actions.closing import reopen_answered
from baraza.engagement.casework.actions.hearing import (
    doubt_letter,
    note_letters,
    tell_of_lost_letters,
)
from baraza.engagement.casework.actions.programmes import forget_untold
from baraza.engagement.casework.actions.updating import forget_withdrawn, heard_from_us
from baraza.engagement.casework.models import Case, CaseKind
from baraza.engagement.casework.queries.inquiries import correspondents
from baraza.engagement.casework.rules import AUTHORISED, may_leave

register_guard_of_many(AUTHORISED, may_leave)
register_correspondents(correspondents)
declare(
    Reference("casework.Case", "person"),
    Reference("casework.Case", "asked_by"),
    Reference("casework.Intake", "person"),
    Reference("casework.Authorisation", "person"),
    Reference("casework.ProgrammeNotice", "person"),
)
declare_to_organisations(
    Reference("casework.Case", "organisation"),
    Reference("casework.Inquiry", "organisation"),
    Reference("casework.Decision", "organisation"),
    Reference("casework.AuthorisedAgency", "organisation"),
    Reference("casework.Agency", "organisation"),
    Reference("casework.Programme", "organisation"),
    Reference("casework.Pattern", "organisation"),
    Reference("casework.PatternSuggestion", "organisation"),
    Reference("casework.ServiceEndpoint", "organisation"),
)


@receiver(topic_merged)
def move_topic(*, merged: Topic, kept: Topic, **_: object) -> None:
    Case.objects.filter(topic=merged).update(topic=kept)
    CaseKind.objects.filter(topic=merged).update(topic=kept)


@receiver(staff_left)
def hand_over(*, user: User, to: User | None, now: datetime, **_: object) -> None:
    """What was theirs is the successor's; without one it is nobody's, and Today says so."""
    hand_over_cases(user=user, to=to, by=None, now=now)


@receiver(circle_changed)
def take_from_who_left(*, circle: Circle, **_: object) -> None:
    take_from_outsiders(circle=circle)


@receiver(mailing_stopped)
def tell_again_later(*, mailing: Mailing, **_: object) -> None:
    forget_untold(mailing=mailing)


@receiver(letters_came)
def open_again(*, conversations: Collection[int], now: datetime, **_: object) -> None:
    reopen_answered(conversations=conversations, now=now)


@receiver(answer_written)
def wind_their_clock(*, message: Message, now: datetime, **_: object) -> None:
    heard_from_us(message=message, now=now)


@receiver(answer_withdrawn)
def they_heard_nothing(*, message: Message, **_: object) -> None:
    forget_withdrawn(message=message)


@receiver(agency_wrote)
def hear_agencies(*, messages: Collection[Message], **_: object) -> None:
    note_letters(messages=messages, now=timezone.now())


@receiver(agency_doubted)
def wait_on_after_all(*, message: Message, **_: object) -> None:
    doubt_letter(message=message, now=timezone.now())


@receiver(delivery_changed)
def tell_what_was_lost(*, items: Collection[int], **_: object) -> None:
    tell_of_lost_letters(items=items, now=timezone.now())
