from collections import Counter
from datetime import datetime, timedelta

import pytest

from baraza.base.channels.models import RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.inputs.models import Input, State
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db


def states() -> Counter[str]:
    return Counter(RawItem.objects.values_list("state", flat=True))


def test_a_letter_becomes_a_person_a_conversation_and_an_input(office: Office, now: datetime):
    bring(letter(), now=now)

    conversation = Conversation.objects.get()
    assert conversation.subject == "The well in Mbuni"
    assert conversation.person.name == "Amani Njeri"
    assert conversation.state == ConversationState.TO_ANSWER
    said = Input.objects.get()
    assert said.person == conversation.person
    assert said.text.startswith("The well in our village")
    assert said.language == "en"
    assert states() == {RawState.FILED: 1}


def test_the_same_bytes_brought_twice_are_kept_once(office: Office, now: datetime):
    bring(letter(), now=now)
    bring(letter(), now=now)

    assert RawItem.objects.count() == Message.objects.count() == 1


def test_the_same_letter_by_two_ways_is_a_duplicate(office: Office, now: datetime):
    bring(letter(), now=now)
    bring(letter(), now=now, source="lmtp")

    assert states() == {RawState.FILED: 1, RawState.DUPLICATE: 1}
    assert Message.objects.count() == 1


def test_a_message_id_used_twice_for_different_letters_loses_neither(office: Office, now: datetime):
    bring(letter("One thing about the bus."), letter("Another thing, the school roof."), now=now)

    assert Message.objects.count() == 2


def test_an_answer_joins_the_thread_even_when_it_arrives_first(office: Office, now: datetime):
    answer = letter(
        "Any news of the well?",
        message_id="<second@post.example>",
        in_reply_to="<first@post.example>",
    )
    bring(answer, now=now)
    bring(letter(), now=now)

    assert Conversation.objects.get().message_count == 2


def test_strangers_answering_one_organisations_mail_stay_apart(office: Office, now: datetime):
    for number, name in enumerate(("amani", "bahati")):
        bring(
            letter(
                f"I am {name} and I agree with them about the river.",
                sender=f"{name.title()} Otieno <{name}@post.example>",
                message_id=f"<{number}@post.example>",
                in_reply_to="<appeal@ngo.example>",
            ),
            now=now,
        )

    assert Conversation.objects.count() == 2


def test_a_stranger_in_a_known_thread_is_marked(office: Office, now: datetime):
    bring(letter(), now=now)
    bring(
        letter(
            "Please send the answer to me instead.",
            sender="Somebody Else <else@post.example>",
            message_id="<x@post.example>",
            in_reply_to="<first@post.example>",
        ),
        now=now,
    )

    conversation = Conversation.objects.get()
    assert conversation.person.name == "Amani Njeri"
    assert conversation.messages.last().sender_warning


def test_a_subject_alone_never_joins_a_thread(office: Office, now: datetime):
    bring(letter(), now=now)
    bring(letter("Another letter.", message_id="<other@post.example>"), now=now)

    assert Conversation.objects.count() == 2
    assert Person.objects.count() == 1


def test_two_names_at_one_address_wait_for_a_human(office: Office, now: datetime):
    bring(letter(), now=now)
    bring(
        letter(
            "My pension has stopped.",
            sender="Baraka Mwangi <amani@post.example>",
            message_id="<b@post.example>",
        ),
        now=now,
    )

    unsure = Conversation.objects.order_by("pk").last()
    assert unsure.person is None
    assert unsure.candidates == [Person.objects.get().pk]


def test_a_shortened_name_is_the_same_person(office: Office, now: datetime):
    bring(letter(), now=now)
    bring(
        letter("More.", sender="A. Njeri <amani@post.example>", message_id="<c@post.example>"),
        now=now,
    )

    assert Person.objects.count() == 1
    assert Conversation.objects.filter(person__isnull=True).count() == 0


def test_machine_mail_is_set_aside_and_makes_nobody(office: Office, now: datetime):
    bring(letter(headers={"Auto-Submitted": "auto-replied"}), now=now)

    raw = RawItem.objects.get()
    assert (raw.state, raw.machine_kind) == (RawState.MACHINE, "auto_reply")
    assert Person.objects.count() == Input.objects.count() == 0


def test_what_the_mail_server_calls_junk_is_kept_but_not_counted(office: Office, now: datetime):
    bring(letter(headers={"X-Spam-Flag": "YES"}), now=now)

    assert states() == {RawState.JUNK: 1}
    assert Conversation.objects.get().state == ConversationState.JUNK
    assert Input.objects.counted().count() == 0


def test_unreadable_bytes_are_quarantined_with_a_reason(office: Office, now: datetime):
    bring(b"\x00\x00", letter(), now=now)

    assert states() == {RawState.QUARANTINE: 1, RawState.FILED: 1}
    assert RawItem.objects.get(state=RawState.QUARANTINE).reason


def test_one_letter_that_breaks_the_filing_does_not_hold_up_the_others(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    from baraza.dialogue.conversations.actions import filing  # noqa: PLC0415

    real = filing.excerpt_of

    def failing(text: str) -> str:
        if "poison" in text:
            raise RuntimeError(text)
        return real(text)

    monkeypatch.setattr(filing, "excerpt_of", failing)
    bring(letter("poison", message_id="<p@post.example>"), letter(), now=now)

    assert states() == {RawState.QUARANTINE: 1, RawState.FILED: 1}
    assert "poison" not in RawItem.objects.get(state=RawState.QUARANTINE).reason


def test_an_answer_written_elsewhere_answers_the_letter(office: Office, now: datetime):
    answer = letter(
        "We have asked the water office.",
        sender="Office <office@highlands.example>",
        to="amani@post.example",
        message_id="<answer@highlands.example>",
        in_reply_to="<first@post.example>",
        date=now - timedelta(days=1),
    )
    bring(answer, now=now, is_outgoing=True)
    bring(letter(), now=now)

    conversation = Conversation.objects.get()
    assert conversation.state == ConversationState.ANSWERED
    assert Input.objects.get().state == State.ANSWERED
    assert Person.objects.count() == 1


def test_a_live_letter_with_an_old_date_still_needs_an_answer(office: Office, now: datetime):
    bring(letter(), now=now)
    answer = letter(
        "We have asked the water office.",
        sender="Office <office@highlands.example>",
        to="amani@post.example",
        message_id="<answer@highlands.example>",
        in_reply_to="<first@post.example>",
        date=now - timedelta(days=1),
    )
    bring(answer, now=now, is_outgoing=True)
    late = letter(
        "Still no water.",
        message_id="<late@post.example>",
        in_reply_to="<first@post.example>",
        date=now - timedelta(days=400),
    )
    bring(late, now=now, is_live=True)

    assert Conversation.objects.get().state == ConversationState.TO_ANSWER
    assert Input.objects.filter(state=State.RECEIVED).count() == 1


def test_a_second_office_sees_none_of_it(two_offices: tuple[Office, Office], now: datetime):
    first, second = two_offices
    with within(first):
        bring(letter(), now=now)
    with within(second):
        assert RawItem.objects.count() == Conversation.objects.count() == 0
        bring(letter(), now=now)
        assert Conversation.objects.count() == 1
    with within(first):
        assert Conversation.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_batch(
    office: Office, now: datetime, django_assert_max_num_queries
):
    def many(count: int, start: int) -> list[bytes]:
        return [
            letter(
                f"Letter {n} about water.",
                sender=f"Person {n} <p{n}@post.example>",
                message_id=f"<{n}@post.example>",
            )
            for n in range(start, start + count)
        ]

    with django_assert_max_num_queries(45) as few:
        bring(*many(1, 0), now=now)
    with django_assert_max_num_queries(len(few.captured_queries)):
        bring(*many(30, 100), now=now)
    assert Message.objects.filter(direction=Direction.INCOMING).count() == 31
