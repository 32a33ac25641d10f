"""What a conversation is made of."""

from baraza.dialogue.conversations.models.duty import (
    AssignmentRule,
    RejectedTopic,
    TurnaroundTarget,
)
from baraza.dialogue.conversations.models.learning import Learning, LearntWord
from baraza.dialogue.conversations.models.teamwork import (
    BulkAct,
    BulkKind,
    Joining,
    Note,
    Presence,
    SavedView,
    ViewRoom,
)
from baraza.dialogue.conversations.models.threads import (
    ANOTHER_SENDER,
    NOT_KNOWN_THERE,
    Assignment,
    Attachment,
    Conversation,
    ConversationHold,
    ConversationKind,
    ConversationState,
    Direction,
    Message,
    ThreadMark,
)
from baraza.dialogue.conversations.models.writing import (
    Approval,
    ApprovalState,
    Draft,
    DraftFile,
    PaperLetter,
    Redirect,
)

__all__ = [
    "ANOTHER_SENDER",
    "NOT_KNOWN_THERE",
    "Approval",
    "ApprovalState",
    "Assignment",
    "AssignmentRule",
    "Attachment",
    "BulkAct",
    "BulkKind",
    "Conversation",
    "ConversationHold",
    "ConversationKind",
    "ConversationState",
    "Direction",
    "Draft",
    "DraftFile",
    "Joining",
    "Learning",
    "LearntWord",
    "Message",
    "Note",
    "PaperLetter",
    "Presence",
    "Redirect",
    "RejectedTopic",
    "SavedView",
    "ThreadMark",
    "TurnaroundTarget",
    "ViewRoom",
]
