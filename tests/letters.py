"""Letters for tests, as the bytes that cross the network."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import Channel
from baraza.dialogue.conversations.actions.receive import Received, receive_waiting

WRITTEN = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def letter(
    text: str = "The well in our village has been dry since March. Who can help us?",
    *,
    sender: str = "Amani Njeri <amani@post.example>",
    to: str = "office@highlands.example",
    subject: str = "The well in Mbuni",
    message_id: str = "<first@post.example>",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    date: datetime = WRITTEN,
    headers: dict[str, str] | None = None,
) -> bytes:
    """A plain letter; `headers` are added to it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(date)
    if message_id:
        message["Message-ID"] = message_id
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
    if references:
        message["References"] = " ".join(references)
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def bring(
    *letters: bytes,
    now: datetime,
    is_live: bool = False,
    is_outgoing: bool = False,
    source: str = "import",
    channel: Channel = Channel.EMAIL,
) -> Received:
    """Store the letters and file them."""
    store_arrivals(
        source=source,
        arrivals=[
            Arrival(content=one, is_live=is_live, is_outgoing=is_outgoing, channel=channel)
            for one in letters
        ],
        now=now,
    )
    return receive_waiting(now=now)
