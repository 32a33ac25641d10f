"""What a merge of two people, and its undoing, mean for who a conversation is with."""

from collections.abc import Collection

from baraza.base.people.models import ContactLink, Merge, Person
from baraza.base.people.references import Reference
from baraza.dialogue.conversations.models import Conversation, Direction, Message
from baraza.dialogue.inputs import actions as inputs

WITH = Reference("conversations.Conversation", "person")
MAYBE = Reference("conversations.Conversation", "candidates")


def choose_the_one(*, kept: Person, merge: Merge) -> dict[str, list[int]]:
    """Nobody need choose any more between two that are one. Returns what an undo must know."""
    touched = Conversation.objects.filter(pk__in=merge.moved[MAYBE.name])
    both = list(
        touched.filter(person__isnull=True, candidates=[kept.pk]).values_list("pk", flat=True)
    )
    hand_over(conversations=both, person=kept)
    return {"chosen": both}


def part_again(*, owner: Person, restored: Person, merge: Merge) -> None:
    """Letters follow their conversation, and letters that came since from an address that is the
    restored person's alone follow the address.
    """
    ours = [owner.pk, merge.kept_id]
    asked = merge.kept_aside.get("conversations", {}).get("chosen", [])
    still_theirs = Conversation.objects.filter(pk__in=asked, person__in=[*ours, restored.pk])
    hand_over(conversations=still_theirs.values_list("pk", flat=True), person=None)

    moved_back = Conversation.objects.filter(pk__in=merge.moved.get(WITH.name, []), person=restored)
    since = Conversation.objects.filter(person__in=ours, started_at__gte=merge.merged_at)
    hand_over(
        conversations=[
            *moved_back.values_list("pk", flat=True),
            *_written_from(since, _addresses_of_one(restored)),
        ],
        person=restored,
    )


def hand_over(*, conversations: Collection[int], person: Person | None) -> None:
    """Conversations (ids), and all that was said in them, are with this person, or nobody yet."""
    conversations = list(conversations)
    if not conversations:
        return
    Conversation.objects.filter(pk__in=conversations).update(person=person)
    said = Message.objects.filter(conversation__in=conversations, input__isnull=False)
    inputs.set_person(
        inputs=list(said.values_list("input", flat=True)),
        person_id=person.pk if person else None,
    )


def _addresses_of_one(person: Person) -> list[str]:
    shared = ContactLink.objects.exclude(person=person).values("contact_point")
    return list(person.contact_points.exclude(pk__in=shared).values_list("value", flat=True))


def _written_from(conversations: Collection[Conversation], addresses: list[str]) -> list[int]:
    letters = Message.objects.filter(conversation__in=conversations, direction=Direction.INCOMING)
    theirs = set(
        letters.filter(author_address__in=addresses).values_list("conversation", flat=True)
    )
    others = set(
        letters.exclude(author_address__in=addresses).values_list("conversation", flat=True)
    )
    return sorted(theirs - others)
