"""What staff see of conversations. Everything goes through `visible_to`."""

from baraza.dialogue.conversations.queries.listing import (
    PAGE,
    Before,
    Question,
    came_since,
    counts,
    inbox,
    matching,
    next_to_answer,
    sender_names,
)
from baraza.dialogue.conversations.queries.shelves import raw_item_for, raw_items
from baraza.dialogue.conversations.queries.threads import (
    Thread,
    attachment_bytes,
    attachment_for,
    conversation_for,
    merge_fields,
    message_for,
    original_html,
    thread,
)

__all__ = [
    "PAGE",
    "Before",
    "Question",
    "Thread",
    "attachment_bytes",
    "attachment_for",
    "came_since",
    "conversation_for",
    "counts",
    "inbox",
    "matching",
    "merge_fields",
    "message_for",
    "next_to_answer",
    "original_html",
    "raw_item_for",
    "raw_items",
    "sender_names",
    "thread",
]
