from datetime import datetime

from baraza.base.accounts.models import Role, User
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation, Direction, Message
from tests.letters import bring, letter
from tests.threads import at_once


def caseworker(email: str) -> User:
    """Somebody whose answers leave without anybody reading them first."""
    return User.objects.create_user(email=email, name="Staff", roles=[Role.CASEWORKER])


def answer(
    conversation: Conversation, author: User, now: datetime, last_seen_id: int | None = None
) -> Message:
    return reply(
        conversation=conversation,
        author=author,
        text="We have asked the water office.",
        last_seen_id=last_seen_id,
        now=now,
    )


def test_two_staff_answering_at_once_send_one_answer(committed_office: Office, now: datetime):
    bring(letter(message_id="<at-once@post.example>"), now=now)
    conversation = Conversation.objects.get(messages__message_id="at-once@post.example")
    seen = conversation.messages.get().pk
    authors = [caseworker(f"{n}@commons.example") for n in range(2)]
    results = at_once(
        committed_office,
        *[
            lambda author=author: answer(conversation, author, now, last_seen_id=seen)
            for author in authors
        ],
    )
    assert sorted(type(result).__name__ for result in results) == ["AlreadyAnswered", "Message"]
    assert conversation.messages.filter(direction=Direction.OUTGOING).count() == 1


def test_an_answer_and_a_letter_at_once_lose_neither(committed_office: Office, now: datetime):
    bring(letter(message_id="<both@post.example>"), now=now)
    conversation = Conversation.objects.get(messages__message_id="both@post.example")
    author = caseworker("both@commons.example")
    letters = [
        letter(
            f"More {n}.", message_id=f"<both{n}@post.example>", in_reply_to="<both@post.example>"
        )
        for n in range(20)
    ]
    results = at_once(
        committed_office,
        lambda: [bring(one, now=now, is_live=True) for one in letters],
        lambda: [answer(conversation, author, now) for _ in range(20)],
    )
    assert not [result for result in results if isinstance(result, Exception)]
    conversation.refresh_from_db()
    assert conversation.message_count == conversation.messages.count() == 41
