"""What stands in the composer when it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.functional import Promise

from baraza.base.accounts.models import User
from baraza.base.office.queries import needs_approval
from baraza.dialogue.conversations.actions.answering import Words, answer_address, reply_subject
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Conversation,
    Direction,
    Draft,
    DraftFile,
    Message,
)
from baraza.dialogue.conversations.queries import Thread
from baraza.dialogue.conversations.queries.writing import postal_address, salutation, signature
from baraza.dialogue.letters.merging import unfilled
from baraza.dialogue.letters.models import LetterText


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody has written so far, as the form carries it."""

    text: str = ""
    subject: str = ""
    letter_text: LetterText | None = None
    # The version of those words when they were taken.
    letter_version: int | None = None
    seen: int | None = None
    is_signed: bool = False

    def words(self, *, conversation: Conversation, author: User) -> Words:
        """As the domain takes it, with the signature the composer showed."""
        ending = (
            signature(conversation=conversation, author=author, letter_text=self.letter_text)
            if self.is_signed
            else ""
        )
        return Words(
            text=self.text,
            subject=self.subject,
            salutation=salutation(conversation=conversation, author=author),
            signature=ending,
            letter_text=self.letter_text,
            letter_version=self.letter_version,
            last_seen_id=self.seen,
        )


@dataclass(frozen=True, slots=True)
class Composer:
    """An answer being written."""

    conversation: Conversation
    written: Written
    recipient: str
    # How the letter ends if it is signed; empty where the office has not said.
    signature: str
    # Name and address for an envelope.
    envelope: str
    needs_approval: bool
    # The newest message before the writer's eyes, so that a colleague's later answer is noticed.
    seen: int
    files: list[DraftFile] = field(default_factory=list)
    saved_at: datetime | None = None
    problem: str | Promise = ""
    paper_problem: str | Promise = ""
    answered_by: Message | None = None
    asks_for_rules: bool = False

    @property
    def unfilled(self) -> list[str]:
        """Merge fields that wait for words."""
        subject = self.written.subject if self.written.letter_text else ""
        return unfilled(f"{subject}\n{self.written.text}")

    @property
    def gap(self) -> str:
        """The first of them in the text, where writing goes on."""
        return next(iter(unfilled(self.written.text)), "")

    @property
    def changed_letter(self) -> LetterText | None:
        """The letter of the library these words came from, if it reads differently by now."""
        text, version = self.written.letter_text, self.written.letter_version
        return text if text and version and text.version > version else None


def open_composer(
    thread: Thread,
    *,
    user: User,
    written: Written | None = None,
    approval: Approval | None = None,
    problem: str | Promise = "",
    paper_problem: str | Promise = "",
    answered_by: Message | None = None,
    asks_for_rules: bool = False,
) -> Composer | None:
    """The composer for a thread: with the given words, else with one's own draft, else with no more
    than the person's name to begin with.

    None while the words wait for approval: they are shown as they are, until taken back in hand.
    """
    if approval and approval.state == ApprovalState.ASKED and written is None:
        return None
    draft, conversation = thread.own_draft, thread.conversation
    letters = [m for m in thread.messages if m.direction == Direction.INCOMING]
    recipient, _name = answer_address(conversation=conversation, letters=letters)
    saved_at = None
    if written is None and draft:
        written, saved_at = _written_in(draft), draft.saved_at
    if written is None:
        greeting = salutation(conversation=conversation, author=user)
        written = Written(text=f"{greeting}\n\n" if greeting else "", is_signed=True)
    if not written.subject:
        written = replace(written, subject=reply_subject(conversation.subject))
    return Composer(
        conversation=conversation,
        written=written,
        recipient=recipient,
        signature=signature(
            conversation=conversation, author=user, letter_text=written.letter_text
        ),
        envelope=postal_address(conversation=conversation),
        needs_approval=needs_approval(user=user),
        seen=max((m.pk for m in thread.messages), default=0),
        files=list(draft.files.defer("content")) if draft else [],
        saved_at=saved_at,
        problem=problem,
        paper_problem=paper_problem,
        answered_by=answered_by,
        asks_for_rules=asks_for_rules,
    )


def _written_in(draft: Draft) -> Written:
    return Written(
        text=draft.text,
        subject=draft.subject,
        letter_text=draft.letter_text,
        letter_version=draft.letter_version,
        is_signed=draft.is_signed,
    )


def begun_by(thread: Thread, draft_id: int) -> Written | None:
    """The words of a colleague's draft, to go on with: who only drafts needs somebody who sends."""
    draft = next((one for one in thread.drafts_of_others if one.pk == draft_id), None)
    return _written_in(draft) if draft else None
