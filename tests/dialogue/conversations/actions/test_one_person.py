"""What becomes of letters when two people become one, and two again."""

from datetime import datetime, timedelta

from baraza.base.office_register.models import Office
from baraza.base.people.actions.merging import merge_people, undo_merge
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.models import Input
from tests.letters import bring, letter
from tests.people import somebody


def _write(
    address: str, subject: str, *, now: datetime, name: str = "Amani Njeri", answers: str = ""
) -> Conversation:
    bring(
        letter(
            sender=f"{name} <{address}>",
            subject=subject,
            message_id=f"<{subject}@post.example>",
            in_reply_to=f"<{answers}@post.example>" if answers else "",
            date=now,
        ),
        now=now,
    )
    return Conversation.objects.get(messages__subject=subject)


def _owners() -> dict[str, str]:
    """Subject → whose conversation it is, each input with it."""
    found = {}
    for conversation in Conversation.objects.select_related("person"):
        said = set(
            Input.objects.filter(pk__in=conversation.messages.values("input")).values_list(
                "person", flat=True
            )
        )
        assert said == {conversation.person_id}, conversation.subject
        found[conversation.subject] = conversation.person.name if conversation.person else ""
    return found


def test_letters_move_to_the_one_and_back_with_what_was_added(
    office: Office, now: datetime
) -> None:
    kept = somebody("Amani Njeri", email="amani@post.example")
    merged = somebody("A. Njeri", email="njeri@post.example")
    _write("amani@post.example", "hers", now=now)
    _write("njeri@post.example", "his", now=now, name="A. Njeri")
    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    assert _owners() == {"hers": "Amani Njeri", "his": "Amani Njeri"}

    later = now + timedelta(days=1)
    _write("njeri@post.example", "more", now=later, name="A. Njeri", answers="his")
    _write("njeri@post.example", "new", now=later, name="A. Njeri")
    _write("amani@post.example", "hers too", now=later)
    undo_merge(merge=merge, by=None, now=later)
    assert _owners() == {
        "hers": "Amani Njeri", "his": "A. Njeri", "new": "A. Njeri", "hers too": "Amani Njeri"
    }  # fmt: skip


def test_who_wrote_is_known_once_both_candidates_are_one_and_asked_again_when_not(
    office: Office, now: datetime
) -> None:
    kept = somebody("Amani Njeri", email="shared@post.example")
    merged = somebody("Asha Njeri", email="shared@post.example")
    conversation = _write("shared@post.example", "whose", now=now, name="Njeri")
    assert conversation.person is None

    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    assert _owners() == {"whose": "Amani Njeri"}

    undo_merge(merge=merge, by=None, now=now)
    conversation.refresh_from_db()
    assert conversation.person is None
    assert sorted(conversation.candidates) == [kept.pk, merged.pk]
    assert _owners() == {"whose": ""}


def test_one_of_three_candidates_less_still_waits_for_a_person(
    office: Office, now: datetime
) -> None:
    people = [
        somebody(f"{name} Njeri", email="shared@post.example") for name in ("Amani", "Asha", "Ali")
    ]
    conversation = _write("shared@post.example", "whose", now=now, name="Njeri")
    merge = merge_people(kept=people[0], merged=people[1], by=None, now=now)
    conversation.refresh_from_db()
    assert (conversation.person, conversation.candidates) == (None, [people[0].pk, people[2].pk])

    undo_merge(merge=merge, by=None, now=now)
    conversation.refresh_from_db()
    assert sorted(conversation.candidates) == sorted(person.pk for person in people)


def test_a_conversation_given_to_somebody_else_since_stays_theirs(
    office: Office, now: datetime
) -> None:
    kept, merged = somebody("Amani Njeri"), somebody("A. Njeri", email="njeri@post.example")
    third = somebody("Ruth Achieng")
    conversation = _write("njeri@post.example", "his", now=now, name="A. Njeri")
    merge = merge_people(kept=kept, merged=merged, by=None, now=now)
    Conversation.objects.filter(pk=conversation.pk).update(person=third)
    undo_merge(merge=merge, by=None, now=now)
    conversation.refresh_from_db()
    assert conversation.person == third
    assert Person.objects.current().count() == 3
