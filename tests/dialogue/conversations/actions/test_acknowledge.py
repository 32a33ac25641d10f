from datetime import datetime, timedelta

import pytest

from baraza.base.channels.models import (
    Channel,
    OutgoingItem,
    OutgoingKind,
    OutgoingState,
)
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.letters.actions import save_letter
from baraza.dialogue.letters.models import Purpose
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db
FRENCH = "Le puits de notre village est à sec depuis le mois de mars. Qui peut nous aider ?"


def live(now: datetime, text: str = "", *, number: int = 1, **fields: object) -> None:
    own = {"message_id": f"<{number}@post.example>", **fields}
    bring(letter(text, **own) if text else letter(**own), now=now, is_live=True)


def sent() -> list[OutgoingItem]:
    return list(OutgoingItem.objects.filter(kind=OutgoingKind.ACKNOWLEDGEMENT).order_by("pk"))


def test_a_letter_is_acknowledged_at_once_in_its_own_thread(office: Office, now: datetime):
    live(now)
    [item] = sent()
    assert (item.recipient, item.recipient_name) == ("amani@post.example", "Amani Njeri")
    assert item.in_reply_to == "1@post.example"
    assert item.due_at == now
    assert item.state == OutgoingState.WAITING
    assert "Salma Okello" in item.text
    assert "[" not in item.text


def test_the_note_answers_nobody(office: Office, now: datetime):
    live(now)
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER


def test_whoever_answers_the_note_is_heard_in_the_same_conversation(office: Office, now: datetime):
    live(now)
    [note] = sent()
    live(now, "I forgot: it is well 4.", number=2, in_reply_to=f"<{note.message_id}>")
    assert Conversation.objects.get().message_count == 2


def test_the_note_is_in_the_writers_language(office: Office, now: datetime):
    save_letter(
        name="Note",
        purpose=Purpose.ACKNOWLEDGEMENT,
        texts={"fr": ("Bien reçu, [full_name]", "Bonjour [first_name], [topic]merci. [office]")},
        now=now,
    )
    live(now, FRENCH)
    [item] = sent()
    assert item.language == "fr"
    assert item.subject == "Bien reçu, Amani Njeri"
    assert item.text == "Bonjour Amani, merci. Office of Highlands"


def test_a_language_we_have_no_words_in_gets_the_offices_own(office: Office, now: datetime):
    live(now, "Brunnen in unserem Dorf ist seit März trocken. Wer kann uns bitte helfen?")
    assert sent()[0].language == "en"


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": "office@highlands.example"},
        {"sender": "Office <office+x@highlands.example>"},
        {"headers": {"Auto-Submitted": "auto-generated"}},
        {"headers": {"Precedence": "bulk"}},
        {"headers": {"List-Id": "<news.ngo.example>"}},
        {"headers": {"X-Auto-Response-Suppress": "All"}},
        {"headers": {"Return-Path": "<>"}},
        {"headers": {"X-Spam-Flag": "YES"}},
        {"sender": "a@x.example, b@x.example"},
    ],
)
def test_machines_ourselves_junk_and_doubtful_senders_get_no_note(
    office: Office, now: datetime, fields: dict[str, object]
):
    live(now, **fields)
    assert sent() == []


def test_a_sender_the_mail_server_calls_forged_gets_no_note(office: Office, now: datetime):
    update_profile(trusted_servers=["mx.highlands.example"])
    verdict = {"Authentication-Results": "mx.highlands.example; dmarc=fail"}
    live(now, headers=verdict)
    assert sent() == []
    live(now, number=2, headers={"Authentication-Results": "mx.evil.example; dmarc=fail"})
    assert len(sent()) == 1


def test_history_and_our_own_letters_get_no_note(office: Office, now: datetime):
    bring(letter(), now=now)
    bring(letter(message_id="<2@post.example>"), now=now, is_outgoing=True)
    assert sent() == []


def test_a_second_letter_in_a_conversation_gets_none(office: Office, now: datetime):
    live(now)
    live(now + timedelta(hours=2), "More.", number=2, in_reply_to="<1@post.example>")
    assert len(sent()) == 1


def test_one_an_hour_and_three_a_day(office: Office, now: datetime):
    for number in range(60):
        live(now + timedelta(minutes=10 * number), f"Letter {number}.", number=number)
    times = [item.made_at - now for item in sent()]
    assert times == [timedelta(hours=hour) for hour in (0, 1, 2)]
    live(now + timedelta(hours=24, minutes=1), "Next day.", number=99)
    assert len(sent()) == 4


def test_many_letters_of_one_writer_in_one_batch_get_one(office: Office, now: datetime):
    letters = [letter(f"No {n}", message_id=f"<{n}@post.example>") for n in range(9)]
    bring(*letters, now=now, is_live=True)
    assert len(sent()) == 1


def test_the_limit_of_one_address_is_not_anothers(office: Office, now: datetime):
    live(now)
    live(now, number=2, sender="Bahati Otieno <bahati@post.example>")
    assert {item.recipient for item in sent()} == {"amani@post.example", "bahati@post.example"}


def test_an_office_may_choose_not_to(office: Office, now: datetime):
    update_profile(acknowledges=False)
    live(now)
    assert sent() == []


def test_the_form_gets_a_note_where_an_address_was_left(office: Office, now: datetime):
    for entry in (
        b'{"text": "The bus does not come.", "name": "Rosa", "email": "rosa@post.example"}',
        b'{"text": "The bus does not come.", "name": "Rosa", "phone": "+254712345678"}',
    ):
        bring(entry, now=now, is_live=True, channel=Channel.FORM, source="form")
    assert [item.recipient for item in sent()] == ["rosa@post.example"]


def test_past_a_limit_of_letters_it_says_that_it_will_take_longer(office: Office, now: datetime):
    update_profile(backlog_limit=1)
    live(now, number=1, sender="a@post.example")
    live(now, number=2, sender="b@post.example")
    live(now, FRENCH, number=3, sender="c@post.example")
    update_profile(surge_words={"fr": "Il nous faut [member] deux mois."})
    live(now, FRENCH, number=4, sender="d@post.example")

    usual, still_usual, slow, own = sent()
    assert "longer" not in usual.text + still_usual.text
    # Before who signs, in the writer's language.
    assert slow.text.split("\n\n")[-1] == usual.text.split("\n\n")[-1]
    assert len(slow.text.split("\n\n")) == len(usual.text.split("\n\n")) + 1
    assert "Il nous faut Salma Okello deux mois." in own.text
