"""What agencies were asked for a case, and who may speak there. All goes through `visible_to`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingFile
from baraza.base.channels.queries import NOT_DELIVERED
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, ContactPoint, OrganisationContact
from baraza.dialogue.conversations.agencies import Correspondent
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Attachment,
    Conversation,
    Direction,
    Draft,
    DraftFile,
    Message,
    Note,
    PaperLetter,
)
from baraza.engagement.casework.models import (
    AgencyContact,
    AgencyLetter,
    Case,
    Inquiry,
    InquiryLog,
    InquiryState,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

# Anybody may have an address there.
PUBLIC_MAIL = frozenset(
    {
        "aol.com",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.es",
        "hotmail.fr",
        "icloud.com",
        "live.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "proton.me",
        "protonmail.com",
        "t-online.de",
        "web.de",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.es",
        "yahoo.fr",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
    }
)


@dataclass(slots=True)
class Asked:
    """An inquiry with everything said in it, the oldest first."""

    inquiry: Inquiry
    said: list[Message | InquiryLog] = field(default_factory=list)
    draft: Draft | None = None
    approval: Approval | None = None
    # What colleagues noted of letters while these still lay in the inbox.
    notes: list[Note] = field(default_factory=list)
    # Letter id → that somebody brought it here from the inbox.
    found: dict[int, AgencyLetter] = field(default_factory=dict)

    @property
    def newest(self) -> Message | InquiryLog | None:
        """What was said last."""
        return self.said[-1] if self.said else None

    @property
    def doubtful(self) -> list[Message]:
        """Answers of which nobody has made sure that they are theirs."""
        return [one for one in self.said if isinstance(one, Message) and one.sender_warning]

    @property
    def is_unsent(self) -> bool:
        """Nothing of it has left yet: it waits for approval, or was taken back."""
        return not self.said and is_unasked(self.inquiry)

    @property
    def lost(self) -> list[Message]:
        """Letters of ours that did not reach them."""
        return [
            one
            for one in self.said
            if isinstance(one, Message) and one.outgoing and one.outgoing.state in NOT_DELIVERED
        ]


def is_unasked(inquiry: Inquiry) -> bool:
    """Their clock never began."""
    return inquiry.state == InquiryState.WAITING and inquiry.chase_date is None


def inquiries_of(*, case: Case, user: User) -> list[Asked]:
    """The newest first; nine queries, however many."""
    rows = Inquiry.objects.visible_to(user).filter(case=case)
    return _with_all(list(_wide(rows)), user)


def inquiry_for(*, user: User, inquiry_id: int) -> Asked:
    """Raises Inquiry.DoesNotExist, also for what this person may not see."""
    inquiry = _wide(Inquiry.objects.visible_to(user)).get(pk=inquiry_id)
    return _with_all([inquiry], user)[0]


def _wide(rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    return rows.select_related(
        "organisation", "case__kind", "case__person", "conversation", "asked_by"
    ).prefetch_related(Prefetch("log", InquiryLog.objects.select_related("written_by")))


def _with_all(inquiries: list[Inquiry], user: User) -> list[Asked]:
    threads = [one.conversation_id for one in inquiries if one.conversation_id]
    letters: dict[int, list[Message]] = defaultdict(list)
    found = (
        Message.objects.filter(conversation__in=threads)
        .select_related("outgoing", "written_by", "paper")
        .prefetch_related(
            "attachments",
            Prefetch("outgoing__files", OutgoingFile.objects.defer("content")),
        )
        .order_by("happened_at", "pk")
    )
    for message in found if threads else ():
        letters[message.conversation_id].append(message)
    own = Draft.objects.filter(conversation__in=threads, author=user).prefetch_related(
        Prefetch("files", DraftFile.objects.defer("content"))
    )
    drafts = {one.conversation_id: one for one in own}
    approvals = {
        one.conversation_id: one
        for one in Approval.objects.filter(
            conversation__in=threads, state=ApprovalState.ASKED
        ).select_related("author")
    }
    notes: dict[int, list[Note]] = defaultdict(list)
    written = Note.objects.filter(conversation__in=threads, erased_at__isnull=True)
    for note in written.select_related("author") if threads else ():
        notes[note.conversation_id].append(note)
    found_in: dict[int, dict[int, AgencyLetter]] = defaultdict(dict)
    brought = AgencyLetter.objects.filter(inquiry__in=inquiries, joining__isnull=False)
    for one in brought.select_related("joining", "said_by") if threads else ():
        moved = one.joining.moved["messages"] if one.joining else []
        found_in[one.inquiry_id or 0].update(dict.fromkeys(moved, one))
    return [
        Asked(
            inquiry=one,
            said=sorted(
                [*letters[one.conversation_id or 0], *one.log.all()],
                key=lambda said: (said.happened_at, said.pk),
            ),
            draft=drafts.get(one.conversation_id),
            approval=approvals.get(one.conversation_id),
            notes=notes[one.conversation_id or 0],
            found=found_in[one.pk],
        )
        for one in inquiries
    ]


def attachment_for(*, user: User, public_id: UUID) -> Attachment:
    """A file an agency sent. Raises Attachment.DoesNotExist, also for what they may not see."""
    return Attachment.objects.select_related("message__raw_item", "message__conversation").get(
        public_id=public_id,
        message__conversation__in=Conversation.objects.agency_threads_visible_to(user),
    )


def sent_file_for(*, user: User, public_id: UUID) -> OutgoingFile:
    """A file we sent to an agency. Raises OutgoingFile.DoesNotExist."""
    letters = Message.objects.filter(
        conversation__in=Conversation.objects.agency_threads_visible_to(user)
    )
    return OutgoingFile.objects.get(public_id=public_id, item__in=letters.values("outgoing"))


def newest_message(*, inquiry: Inquiry) -> Message | None:
    """The last letter of an inquiry in hand; None where there is none, as after a call."""
    if inquiry.conversation_id is None:
        return None
    return Message.objects.filter(conversation=inquiry.conversation_id).order_by("-pk").first()


def message_for(*, user: User, inquiry: Inquiry, message_id: int) -> Message:
    """A letter of this inquiry. Raises Message.DoesNotExist."""
    return Message.objects.select_related("conversation", "outgoing", "raw_item", "paper").get(
        pk=message_id,
        conversation=inquiry.conversation_id,
        conversation__in=Conversation.objects.agency_threads_visible_to(user),
    )


def approvals_waiting(*, user: User) -> QuerySet[Approval]:
    """Letters to agencies that others wrote, for whoever may approve; the longest-waiting first.
    Each says of which case it is (`case_id`).
    """
    about = Inquiry.objects.filter(conversation=OuterRef("conversation"))
    return (
        Approval.objects.filter(
            state=ApprovalState.ASKED,
            conversation__in=Conversation.objects.agency_threads_visible_to(user),
        )
        .exclude(author=user)
        .annotate(case_id=Subquery(about.values("case")[:1]))
        .select_related("author")
        .order_by("asked_at", "pk")
    )


def approval_for(*, user: User, approval_id: int) -> Approval:
    """Raises Approval.DoesNotExist, also for what this person may not see."""
    return Approval.objects.select_related("author", "conversation").get(
        pk=approval_id,
        conversation__in=Conversation.objects.agency_threads_visible_to(user),
    )


def papers_waiting(*, user: User) -> QuerySet[Inquiry]:
    """Inquiries with a letter that waits for the printer."""
    papers = PaperLetter.objects.filter(
        message__conversation=OuterRef("conversation"),
        printed_at__isnull=True,
        message__erased_at__isnull=True,
    )
    rows = Inquiry.objects.visible_to(user).filter(Exists(papers))
    return rows.select_related("organisation", "case__person", "case__kind").order_by("asked_at")


def correspondents(conversations: Collection[int]) -> dict[int, Correspondent]:
    """Thread id → who may speak for the agency in it; six queries.

    Those it was written to, the contacts the directory knows, and whoever somebody has made sure
    of; and everybody at their domains, but for those where anybody may have an address.
    """
    inquiries = list(Inquiry.objects.filter(conversation__in=conversations).select_related("case"))
    organisations = {one.organisation_id for one in inquiries}
    of_agency: dict[int, set[str]] = defaultdict(set)
    contacts = AgencyContact.objects.filter(agency__organisation__in=organisations)
    points = OrganisationContact.objects.filter(
        organisation__in=organisations, contact_point__kind=ContactKind.EMAIL
    )
    for rows in (
        contacts.values_list("agency__organisation", "email"),
        points.values_list("organisation", "contact_point__value"),
    ):
        for organisation, address in rows:
            of_agency[organisation].add(address.lower())
    in_thread: dict[int, set[str]] = defaultdict(set)
    letters = Message.objects.filter(conversation__in=conversations, sender_warning="")
    for thread, direction, sender, recipient in letters.values_list(
        "conversation", "direction", "author_address", "outgoing__recipient"
    ):
        theirs = sender if direction == Direction.INCOMING else recipient
        in_thread[thread].add((theirs or "").lower())
    people = {pk for one in inquiries for pk in (one.case.person_id, one.case.asked_by_id) if pk}
    of_person: dict[int, set[str]] = defaultdict(set)
    for person, address in ContactPoint.objects.filter(
        kind=ContactKind.EMAIL, people__in=people
    ).values_list("people", "value"):
        of_person[person].add(address.lower())
    own = profile().email.rpartition("@")[2].lower()
    found = {}
    for one in inquiries:
        addresses = of_agency[one.organisation_id] | in_thread[one.conversation_id or 0]
        addresses.add(one.contact_address.lower())
        constituents = of_person[one.case.person_id or 0] | of_person[one.case.asked_by_id or 0]
        domains = {address.rpartition("@")[2] for address in addresses if "@" in address}
        found[one.conversation_id or 0] = Correspondent(
            addresses=frozenset(addresses - {""} - constituents),
            domains=frozenset(domains - PUBLIC_MAIL - {own}),
            constituents=frozenset(constituents),
        )
    return found


def days_waited(*, inquiry: Inquiry, now: datetime) -> int:
    """How many days the agency has had, as a calendar counts them."""
    until = timezone.localdate(inquiry.answered_at or now)
    return max(0, (until - timezone.localdate(inquiry.asked_at)).days)
