"""What is being written, with the files that are to go with it."""

from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_noop

from baraza.base.accounts.models import User
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.email.mime import safe_file_name
from baraza.common.uploads import UploadRefused, check_upload
from baraza.dialogue.conversations.actions.answering import LONGEST_SUBJECT
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Conversation,
    Draft,
    DraftFile,
)
from baraza.dialogue.letters.models import LetterText

# Mail servers commonly take 25 MB, and a file grows by a third on its way.
MOST_BYTES_TOGETHER = 15_000_000
MOST_FILES = 10
TOO_LARGE_TOGETHER = gettext_noop(
    "Together the files would be too large for most mailboxes. At most %(megabytes)s MB leave in "
    "one letter."
)
TOO_MANY = gettext_noop("At most %(count)s files leave in one letter.")


@transaction.atomic
def save_draft(
    *,
    conversation: Conversation,
    author: User,
    text: str,
    now: datetime,
    subject: str = "",
    letter_text: LetterText | None = None,
    letter_version: int | None = None,
    is_signed: bool = True,
) -> Draft:
    """Keep what is being written; each author has their own draft in a conversation.

    Words that wait for approval and are changed wait no longer.
    """
    text, subject = clean_text(text), one_line(subject, limit=LONGEST_SUBJECT)
    asked = asked_of(conversation=conversation, author=author)
    withdraw_asked(approvals=asked.exclude(text=text.strip(), subject=subject), now=now)
    draft, _ = Draft.objects.update_or_create(
        conversation=conversation,
        author=author,
        defaults={
            "text": text,
            "subject": subject,
            "letter_text": letter_text,
            "letter_version": letter_version if letter_text else None,
            "is_signed": is_signed,
            "saved_at": now,
        },
    )
    return draft


@transaction.atomic
def discard_draft(*, conversation: Conversation, author: User, now: datetime) -> None:
    """Throw away one's own draft with its files; what waited for approval waits no longer."""
    withdraw_asked(approvals=asked_of(conversation=conversation, author=author), now=now)
    Draft.objects.filter(conversation=conversation, author=author).delete()


@transaction.atomic
def enclose(*, draft: Draft, content: BinaryIO, name: str, now: datetime) -> DraftFile:
    """A file is to go with the answer, looked at before it is kept.

    Raises UploadRefused, and where a scanner is wanted virus_scan.Infected and ScannerSilent.
    """
    upload = check_upload(content=content, name=name, scanner=settings.CLAMD)
    Draft.objects.select_for_update().get(pk=draft.pk)
    kept = draft.files.aggregate(bytes=Sum("size", default=0))["bytes"]
    if kept + upload.size > MOST_BYTES_TOGETHER:
        raise UploadRefused(TOO_LARGE_TOGETHER, megabytes=MOST_BYTES_TOGETHER // 1_000_000)
    if draft.files.count() >= MOST_FILES:
        raise UploadRefused(TOO_MANY, count=MOST_FILES)
    _wants_approval_anew(draft, now)
    media_type = upload.kind.media_type
    return DraftFile.objects.create(
        draft=draft,
        name=safe_file_name(upload.name, index=0, content_type=media_type),
        media_type=media_type,
        size=upload.size,
        content=content.read(),
    )


@transaction.atomic
def take_out(*, file: DraftFile, now: datetime) -> None:
    """It is not to go with the answer after all."""
    _wants_approval_anew(file.draft, now)
    file.delete()


def asked_of(*, conversation: Conversation, author: User) -> QuerySet[Approval]:
    """What an author has put before somebody and is not decided."""
    return Approval.objects.filter(
        conversation=conversation, author=author, state=ApprovalState.ASKED
    )


def withdraw_asked(*, approvals: QuerySet[Approval], now: datetime) -> None:
    """What of these waits for somebody waits no longer."""
    approvals.filter(state=ApprovalState.ASKED).update(
        state=ApprovalState.WITHDRAWN, decided_at=now
    )


def _wants_approval_anew(draft: Draft, now: datetime) -> None:
    withdraw_asked(
        approvals=asked_of(conversation=draft.conversation, author=draft.author), now=now
    )
