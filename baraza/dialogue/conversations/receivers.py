from collections.abc import Collection, Sequence
from datetime import datetime

from django.dispatch import receiver
from django.utils import timezone

from baraza.base.accounts.models import Circle, User
from baraza.base.accounts.signals import absence_changed, circle_changed, staff_left
from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.channels.rules import register_guard
from baraza.base.channels.signals import delivery_changed, raw_items_emptied
from baraza.base.office.signals import working_days_changed
from baraza.base.people.models import Merge, Person
from baraza.base.people.references import Reference, declare
from baraza.base.people.signals import merge_undone, person_merged
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.actions.approving import refusal_to_leave
from baraza.dialogue.conversations.actions.assigning import hand_over_work, take_from_outsiders
from baraza.dialogue.conversations.actions.duty import COVER, ask_to_count_anew
from baraza.dialogue.conversations.actions.office_rules import move_to_topic
from baraza.dialogue.conversations.actions.one_person import choose_the_one, part_again
from baraza.dialogue.conversations.actions.reply import APPROVED
from baraza.dialogue.conversations.actions.settling import settle_deliveries, tell_authors
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Attachment,
    Conversation,
    Draft,
    Message,
)

register_guard(APPROVED, refusal_to_leave)
declare(
    Reference("conversations.Conversation", "person"),
    Reference("conversations.Conversation", "candidates"),
)


@receiver(topic_merged)
def refile_conversations(*, kept: Topic, merged: Topic, **_: object) -> None:
    Conversation.objects.filter(topic=merged).update(topic=kept)
    Conversation.objects.filter(suggested_topic=merged).update(suggested_topic=kept)
    move_to_topic(kept=kept, merged=merged)


@receiver(delivery_changed)
def reconsider(*, items: Collection[int], **_: object) -> None:
    settle_deliveries(items=items)
    tell_authors(items=items, now=timezone.now())


@receiver(raw_items_emptied)
def drop_attachments(*, raw_ids: Sequence[int], **_: object) -> None:
    # Their bytes were in the raw item: a name alone would promise what is not there.
    Attachment.objects.filter(message__raw_item__in=raw_ids).delete()
    Message.objects.filter(raw_item__in=raw_ids).update(has_html=False)


@receiver(person_merged)
def answer_who_wrote(*, kept: Person, merge: Merge, **_: object) -> None:
    merge.kept_aside["conversations"] = choose_the_one(kept=kept, merge=merge)


@receiver(merge_undone)
def ask_again_who_wrote(*, owner: Person, restored: Person, merge: Merge, **_: object) -> None:
    part_again(owner=owner, restored=restored, merge=merge)


@receiver(working_days_changed)
def count_days_anew(**_: object) -> None:
    ask_to_count_anew()


@receiver(absence_changed)
def cover_who_is_away(**_: object) -> None:
    enqueue(COVER)


@receiver(circle_changed)
def take_from_who_left(*, circle: Circle, **_: object) -> None:
    take_from_outsiders(circle=circle)


@receiver(staff_left)
def hand_over_conversations(*, user: User, to: User | None, now: datetime, **_: object) -> None:
    """What was theirs is the successor's; without one it is nobody's, and Today says so."""
    hand_over_work(user=user, to=to, now=now)


@receiver(staff_left)
def hand_over_drafts(*, user: User, to: User | None, **_: object) -> None:
    """What they began is for whoever takes over to finish, as far as that person may see it."""
    Approval.objects.filter(author=user, state=ApprovalState.ASKED).update(
        state=ApprovalState.WITHDRAWN
    )
    if to is None:
        return
    begun = Draft.objects.filter(author=to).values("conversation")
    Draft.objects.filter(author=user, conversation__in=Conversation.objects.visible_to(to)).exclude(
        conversation__in=begun
    ).update(author=to)
