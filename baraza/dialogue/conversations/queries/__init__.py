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
from baraza.dialogue.conversations.queries.teamwork import (
    Colleague,
    bulk_act_for,
    colleagues_for,
    note_for,
    readers_of,
    views_of,
)
from baraza.dialogue.conversations.queries.threads import (
    Candidate,
    Thread,
    attachment_bytes,
    attachment_for,
    conversation_for,
    joined_to,
    merge_fields,
    message_for,
    original_html,
    thread,
)

__all__ = [
    "PAGE",
    "Before",
    "Candidate",
    "Colleague",
    "Question",
    "Thread",
    "attachment_bytes",
    "attachment_for",
    "bulk_act_for",
    "came_since",
    "colleagues_for",
    "conversation_for",
    "counts",
    "inbox",
    "joined_to",
    "matching",
    "merge_fields",
    "message_for",
    "next_to_answer",
    "note_for",
    "original_html",
    "raw_item_for",
    "raw_items",
    "readers_of",
    "sender_names",
    "thread",
    "views_of",
]
