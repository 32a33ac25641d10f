"""What stands in the composer when it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from baraza.dialogue.conversations.actions.reply import answer_address
from baraza.dialogue.conversations.models import Conversation, Direction, Message
from baraza.dialogue.conversations.queries import Thread
from baraza.dialogue.letters.merging import unfilled


@dataclass(frozen=True, slots=True)
class Composer:
    """An answer being written."""

    conversation: Conversation
    recipient: str
    subject: str
    text: str
    letter_text_id: int | None
    # The newest message before the writer's eyes, so that a colleague's later answer is noticed.
    seen: int
    saved_at: datetime | None = None
    problem: str | Promise = ""
    answered_by: Message | None = None
    asks_for_rules: bool = False

    @property
    def unfilled(self) -> list[str]:
        """Merge fields that wait for words."""
        return unfilled(self.text)


def open_composer(
    thread: Thread,
    *,
    text: str | None = None,
    subject: str = "",
    letter_text_id: int | None = None,
    problem: str | Promise = "",
    answered_by: Message | None = None,
    asks_for_rules: bool = False,
) -> Composer:
    """The composer for a thread: with the given words, else with one's own draft, else empty."""
    draft = thread.own_draft
    letters = [m for m in thread.messages if m.direction == Direction.INCOMING]
    recipient, _name = answer_address(conversation=thread.conversation, letters=letters)
    kept = draft is not None and text is None
    return Composer(
        conversation=thread.conversation,
        recipient=recipient,
        subject=subject or (draft.subject if draft else "") or _reply_subject(thread),
        text=(draft.text if kept else text) or "",
        letter_text_id=draft.letter_text_id if kept else letter_text_id,
        seen=max((m.pk for m in thread.messages), default=0),
        saved_at=draft.saved_at if kept else None,
        problem=problem,
        answered_by=answered_by,
        asks_for_rules=asks_for_rules,
    )


def _reply_subject(thread: Thread) -> str:
    subject = thread.conversation.subject
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
