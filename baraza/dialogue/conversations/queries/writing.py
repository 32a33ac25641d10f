"""What the screens show of answers being written, approved, printed and passed on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingFile
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, ContactPoint, Organisation
from baraza.dialogue.conversations.models import (
    ANOTHER_SENDER,
    Approval,
    ApprovalState,
    Conversation,
    Direction,
    DraftFile,
    Message,
    PaperLetter,
    Redirect,
)
from baraza.dialogue.conversations.queries.threads import Thread, merge_fields
from baraza.dialogue.letters.models import LetterText
from baraza.dialogue.letters.queries import signature_for

MOST_OFFERED = 200


@dataclass(slots=True)
class Approvals:
    """What of a conversation waits for approval, or was sent back."""

    own: Approval | None = None
    of_others: list[Approval] = field(default_factory=list)


def approvals_in(*, conversation: Conversation, user: User) -> Approvals:
    """The reader's own newest that waits or was sent back, and those of others that wait.

    One query, and one for the files of what waits.
    """
    found = Approvals()
    rows = (
        conversation.approvals.exclude(state=ApprovalState.WITHDRAWN)
        .select_related("author", "decided_by")
        .order_by("asked_at", "pk")
    )
    for approval in rows:
        if approval.author_id == user.pk:
            found.own = approval if approval.state != ApprovalState.GRANTED else None
        elif approval.state == ApprovalState.ASKED:
            found.of_others.append(approval)
    for approval in found.of_others:
        approval.files = DraftFile.objects.defer("content").filter(
            draft__conversation=conversation.pk, draft__author=approval.author_id
        )
    return found


def with_ways_out(*, thread: Thread) -> None:
    """Gives each message what left with it: files, envelope, note. Three or four queries.

    Also `redirect_id`, where it is taken back together with another, and `is_from_other_office`,
    where whoever a letter was passed on to has answered here.
    """
    prefetch_related_objects(
        thread.messages,
        Prefetch("outgoing__files", OutgoingFile.objects.defer("content")),
        "paper",
        "redirect__told",
    )
    together: dict[int, int] = {}
    offices = set()
    for message in thread.messages:
        redirect = getattr(message, "redirect", None)
        if redirect:
            together |= {message.pk: redirect.pk, redirect.told_id: redirect.pk}
            offices.add(message.outgoing.recipient.lower() if message.outgoing else "")
    for message in thread.messages:
        message.redirect_id = together.get(message.pk)
        # What else there may be to warn of is still said.
        message.is_from_other_office = (
            message.author_address.lower() in offices
            and message.direction == Direction.INCOMING
            and message.sender_warning == ANOTHER_SENDER
        )


def waiting_for_approval(*, user: User) -> QuerySet[Approval]:
    """What others have put before whoever may approve, the longest-waiting first."""
    return (
        Approval.objects.filter(
            state=ApprovalState.ASKED,
            conversation__in=Conversation.objects.visible_to(user),
        )
        .exclude(author=user)
        .select_related("author", "conversation__person")
        .order_by("asked_at", "pk")
    )


def approval_for(*, user: User, approval_id: int) -> Approval:
    """Raises Approval.DoesNotExist, also for what this person may not see."""
    return Approval.objects.select_related("author", "conversation", "letter_text").get(
        pk=approval_id, conversation__in=Conversation.objects.visible_to(user)
    )


def draft_file_for(*, user: User, public_id: UUID) -> DraftFile:
    """Raises DraftFile.DoesNotExist, also for what this person may not see."""
    return DraftFile.objects.select_related("draft__conversation", "draft__author").get(
        public_id=public_id, draft__conversation__in=Conversation.objects.visible_to(user)
    )


def sent_file_for(*, user: User, public_id: UUID) -> OutgoingFile:
    """Raises OutgoingFile.DoesNotExist, also for what this person may not see."""
    messages = Message.objects.filter(conversation__in=Conversation.objects.visible_to(user))
    return OutgoingFile.objects.get(public_id=public_id, item__in=messages.values("outgoing"))


def redirect_for(*, user: User, redirect_id: int) -> Redirect:
    """Raises Redirect.DoesNotExist, also for what this person may not see."""
    return Redirect.objects.select_related("passed_on__outgoing", "told__outgoing").get(
        pk=redirect_id, passed_on__conversation__in=Conversation.objects.visible_to(user)
    )


def paper_letters(*, user: User, messages: Sequence[int] | None = None) -> QuerySet[PaperLetter]:
    """Letters on paper (those of these messages, else those that wait for the printer)."""
    rows = PaperLetter.objects.filter(
        message__conversation__in=Conversation.objects.visible_to(user),
        message__erased_at__isnull=True,
    ).select_related("message__conversation", "message__written_by", "message__response")
    if messages is None:
        return rows.filter(printed_at__isnull=True).order_by("pk")
    return rows.filter(message__in=messages).order_by("pk")


def language_of(*, conversation: Conversation, letter_text: LetterText | None = None) -> str:
    """The language an answer is written in."""
    if letter_text:
        return letter_text.language
    return conversation.language or profile().default_language


def salutation(*, conversation: Conversation, author: User) -> str:
    """How this author's answer here would begin; empty where the person's name is not known."""
    language = language_of(conversation=conversation)
    fields = merge_fields(conversation=conversation, author=author, language=language)
    return fields["greeting"]


def signature(
    *, conversation: Conversation, author: User, letter_text: LetterText | None = None
) -> str:
    """How this author's answer here would end; empty where the office has not said."""
    language = language_of(conversation=conversation, letter_text=letter_text)
    fields = merge_fields(conversation=conversation, author=author, language=language)
    return signature_for(user=author, language=language, fields=fields)


def postal_address(*, conversation: Conversation) -> str:
    """Name and address as they would stand on an envelope; empty where neither is known."""
    if conversation.person is None:
        return ""
    point = (
        ContactPoint.objects.filter(people=conversation.person_id, kind=ContactKind.POST)
        .order_by("pk")
        .first()
    )
    name = "" if "@" in conversation.person.name else conversation.person.name
    return "\n".join(filter(None, [name, point.value if point else ""]))


def offices_to_pass_on_to() -> list[tuple[str, str]]:
    """(name, e-mail address) of organisations a letter could go to, by name; one query."""
    rows = (
        Organisation.objects.filter(contact_points__kind=ContactKind.EMAIL, do_not_contact=False)
        .order_by("sort_key")
        .values_list("name", "contact_points__value")
    )
    return list(rows[:MOST_OFFERED])
