from collections.abc import Collection, Sequence

from django.dispatch import receiver

from baraza.base.accounts.models import User
from baraza.base.accounts.signals import staff_left
from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.channels.signals import delivery_changed, raw_items_emptied
from baraza.base.people.models import Merge, Person
from baraza.base.people.references import Reference, declare
from baraza.base.people.signals import merge_undone, person_merged
from baraza.dialogue.conversations.actions.one_person import choose_the_one, part_again
from baraza.dialogue.conversations.actions.settling import settle_deliveries
from baraza.dialogue.conversations.models import Attachment, Conversation, Draft, Message

declare(
    Reference("conversations.Conversation", "person"),
    Reference("conversations.Conversation", "candidates"),
)


@receiver(topic_merged)
def refile_conversations(*, kept: Topic, merged: Topic, **_: object) -> None:
    Conversation.objects.filter(topic=merged).update(topic=kept)


@receiver(delivery_changed)
def reconsider(*, items: Collection[int], **_: object) -> None:
    settle_deliveries(items=items)


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


@receiver(staff_left)
def hand_over_drafts(*, user: User, to: User | None, **_: object) -> None:
    """What they began is for whoever takes over to finish, as far as that person may see it."""
    if to is None:
        return
    begun = Draft.objects.filter(author=to).values("conversation")
    Draft.objects.filter(author=user, conversation__in=Conversation.objects.visible_to(to)).exclude(
        conversation__in=begun
    ).update(author=to)
