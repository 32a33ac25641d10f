"""An office with letters in it, as the desk sees them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import Conversation
from tests.letters import WRITTEN, bring, letter

WRITERS = [
    ("Amani Njeri", "The well in Mbuni"),
    ("Tomasz Kowal", "The last bus"),
    ("Élodie Marchand", "The library"),
    ("Ruth Adeyemi", "My pension"),
]


@pytest.fixture
def arrive(office: Office, now: datetime) -> Callable[..., list[Conversation]]:
    """Lets so many letters come in, each from somebody else; newest first."""

    def come(count: int) -> list[Conversation]:
        raw = []
        for number in range(count):
            name, subject = WRITERS[number % len(WRITERS)]
            raw.append(
                letter(
                    f"Good morning,\n\nThis is about {subject}. Please help us.\n\n{name}",
                    sender=f"{name.split()[-1]} <writer{number}@post.example>",
                    subject=subject,
                    message_id=f"<letter{number}@post.example>",
                    date=WRITTEN - timedelta(hours=number),
                )
            )
        bring(*raw, now=now)
        return list(Conversation.objects.order_by("-last_message_at"))

    return come


@pytest.fixture
def conversation(arrive: Callable[..., list[Conversation]]) -> Conversation:
    """One letter that waits for an answer."""
    return arrive(1)[0]
