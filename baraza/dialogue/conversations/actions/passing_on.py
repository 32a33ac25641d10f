"""Pass a letter on to the office that can help, and tell its writer to whom and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.actions.outbox import Enclosed, Outgoing, put_in_outbox
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.email.parse import UnreadableMail
from baraza.base.channels.models import Channel, OutgoingKind
from baraza.base.channels.queries import own_addresses
from baraza.base.office.queries import needs_approval
from baraza.common.uploads import EVERYDAY, UploadRefused, check_upload
from baraza.dialogue.conversations.actions.answering import (
    LONGEST_SUBJECT,
    NeedsApproval,
    NothingToSend,
    Words,
    answer_address,
    grow,
)
from baraza.dialogue.conversations.actions.drafts import MOST_BYTES_TOGETHER
from baraza.dialogue.conversations.actions.reply import (
    TIME_TO_TAKE_BACK,
    send,
    stop,
    withdraw,
)
from baraza.dialogue.conversations.models import (
    Attachment,
    Conversation,
    Direction,
    Message,
    Redirect,
    ThreadMark,
)
from baraza.dialogue.conversations.queries import attachment_bytes

LONGEST_NAME = 200


class NoSuchAddress(ValueError):
    """This is not an address a letter can be passed on to, or it is this office's own."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who can help: a ministry, an agency, another member."""

    name: str
    address: str


@transaction.atomic
def pass_on(
    *,
    letter: Message,
    office: Office,
    covering: str,
    note: str,
    by: User,
    now: datetime,
    sender_line: str = "",
    signature: str = "",
    files: Collection[Attachment] = (),
) -> Redirect:
    """Send the constituent's letter to another office with a few covering words, and them a note.

    Both leave ten seconds from now. `sender_line` says who wrote and how to reach them, if the
    office may know. Whoever left no e-mail address gets no note, and still waits for an answer.
    Raises NoSuchAddress, NothingToSend, UnfilledFields, NeedsApproval.
    """
    office = _checked(office)
    if needs_approval(user=by):
        raise NeedsApproval
    conversation = Conversation.objects.select_for_update(of=("self",)).get(
        pk=letter.conversation_id
    )
    covering = clean_text(covering).strip()
    if not covering:
        raise NothingToSend
    quoted = "\n\n".join(filter(None, [clean_text(sender_line).strip(), letter.said]))
    [item] = put_in_outbox(
        letters=[
            Outgoing(
                kind=OutgoingKind.PERSONAL,
                recipient=office.address,
                recipient_name=office.name,
                subject=one_line(letter.subject or conversation.subject, limit=LONGEST_SUBJECT),
                text=f"{covering}\n\n— — —\n\n{quoted}",
                language=conversation.language,
                conversation_id=conversation.pk,
                circle_id=conversation.circle_id,
                wait=TIME_TO_TAKE_BACK,
                files=_enclosed(files),
            )
        ],
        now=now,
    )
    newest = max([now, conversation.last_message_at])
    passed_on = Message.objects.create(
        conversation=conversation,
        direction=Direction.PASSED_ON,
        channel=Channel.EMAIL,
        happened_at=newest,
        author_name=by.name,
        author_address=item.from_address,
        subject=item.subject,
        message_id=item.message_id,
        said=covering,
        quoted=quoted,
        outgoing=item,
        written_by=by,
    )
    ThreadMark.objects.create(
        identifier=item.message_id, is_written=True, conversation=conversation
    )
    grow(conversation=conversation, message=passed_on)
    letters = list(conversation.messages.filter(direction=Direction.INCOMING))
    told = None
    if answer_address(conversation=conversation, letters=letters)[0]:
        words = Words(text=note, signature=signature)
        told = send(conversation=conversation, author=by, words=words, now=now, beside_draft=True)
    redirect = Redirect.objects.create(passed_on=passed_on, told=told)
    record(actor=by, act="passed_on", obj=conversation, now=now, detail={"message": passed_on.pk})
    return redirect


@transaction.atomic
def take_back_passing_on(*, redirect: Redirect, by: User, now: datetime) -> None:
    """Neither the letter nor the note leaves, or, where one has left already, both do.

    Raises TooLate.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).get(
        pk=redirect.passed_on.conversation_id
    )
    both = [each for each in (redirect.told, redirect.passed_on) if each]
    for message in both:
        stop(message=message, now=now)
    for message in both:
        withdraw(message=message, conversation=conversation, now=now)
    record(actor=by, act="took_back", obj=conversation, now=now)


def _checked(office: Office) -> Office:
    address = office.address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NoSuchAddress from error
    # To ourselves would come back as a letter from a constituent.
    if address.lower() in own_addresses():
        raise NoSuchAddress
    return Office(name=one_line(office.name, limit=LONGEST_NAME), address=address)


def _enclosed(files: Collection[Attachment]) -> tuple[Enclosed, ...]:
    """Files of the letter that are what they say; others stay here, where nobody opens them."""
    found: list[Enclosed] = []
    for attached in files:
        try:
            content = attachment_bytes(attachment=attached)
            upload = check_upload(
                content=BytesIO(content), name=attached.filename, allowed=EVERYDAY
            )
        except (UnreadableMail, UploadRefused):
            continue
        if sum(len(file.content) for file in found) + upload.size <= MOST_BYTES_TOGETHER:
            found.append(Enclosed(upload.name, upload.kind.media_type, content))
    return tuple(found)
