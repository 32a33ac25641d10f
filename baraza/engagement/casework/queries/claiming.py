"""Which inquiry a letter in the inbox may answer, and why: nothing is ever moved by this."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from baraza.base.accounts.models import User
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, OrganisationContact
from baraza.common.folding import fold
from baraza.common.paper.codes import read_code
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from baraza.engagement.casework.models import (
    AgencyContact,
    AgencyLetter,
    Case,
    CaseState,
    Inquiry,
    InquiryState,
    domain_of,
)
from baraza.engagement.casework.queries.inquiries import PUBLIC_MAIL

READ_OF_LETTER = 20_000
MOST_WORDS = 200
SHORTEST_REFERENCE = 4
MOST_COMPARED = 50
OFFERED = 6
# Ahead only: of “your ABCD-EFGH” the first two words look like a code, too.
_CODE = re.compile(r"(?<![A-Z0-9])(?=([2-9A-Z]{4}[-\u2013 ]?[2-9A-Z]{4})(?![A-Z0-9]))")
_ASIDE = ".,;:!?()[]{}<>\"'«»“”‘’"


class Sign(StrEnum):
    """What speaks for it."""

    CODE = "code"
    REFERENCE = "reference"
    NAME = "name"
    ADDRESS = "address"
    DOMAIN = "domain"


_WEIGHT = {Sign.CODE: 100, Sign.REFERENCE: 80, Sign.NAME: 30, Sign.ADDRESS: 20, Sign.DOMAIN: 10}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An inquiry the letter may answer, with what speaks for it, the strongest first."""

    inquiry: Inquiry
    signs: tuple[Sign, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class _Read:
    """What a letter says of whom it is from and what it is about."""

    address: str
    domain: str
    text: str
    words: frozenset[str]
    codes: frozenset[str]

    @property
    def is_public(self) -> bool:
        """Anybody may have an address there."""
        own = profile().email.rpartition("@")[2].lower()
        return not self.domain or self.domain in PUBLIC_MAIL or self.domain == own


def is_clear(candidates: Sequence[Candidate]) -> bool:
    """Whether more speaks for the first than for any other."""
    return bool(candidates) and (
        len(candidates) == 1 or candidates[0].weight > candidates[1].weight
    )


def candidates_for(
    *, conversation: Conversation, letters: Iterable[Message], user: User
) -> list[Candidate]:
    """Inquiries of open cases that letters in the inbox may answer, the likeliest first. None where
    nothing speaks for any, where we have answered, or where somebody has said so. Five queries.
    """
    letters = list(letters)
    if not letters or conversation.state == ConversationState.JUNK:
        return []
    if any(one.direction != Direction.INCOMING for one in letters):
        return []
    if AgencyLetter.objects.filter(conversation=conversation.pk).exists():
        return []
    read = _read(letters)
    agencies = _agencies(read)
    cases = Case.objects.visible_to(user).filter(code__in=read.codes).values_list("pk", flat=True)
    there = Q(domain=read.domain)
    if read.is_public:
        there &= Q(address=read.address)
    # Said as the indexes say it: each part of the question finds its few rows by one.
    which = Q(organisation__in=agencies) | Q(called__in=read.words) & ~Q(reference="")
    if read.domain:
        which |= there & ~Q(contact_address="")
    if read.codes:
        which |= Q(case__in=list(cases))
    rows = (
        _open(user)
        .alias(
            domain=domain_of("contact_address"),
            address=Lower("contact_address"),
            called=Lower("reference"),
        )
        .filter(which)
        .exclude(case__person=conversation.person_id, case__person__isnull=False)
        .exclude(case__asked_by=conversation.person_id, case__asked_by__isnull=False)
        .order_by("-asked_at", "-pk")[:MOST_COMPARED]
    )
    found = [_weighed(one, read, agencies) for one in rows]
    return sorted(
        (one for one in found if one.signs), key=lambda one: (-one.weight, -one.inquiry.pk)
    )[:OFFERED]


def inquiry_to_claim(*, user: User, inquiry_id: int) -> Inquiry:
    """Raises Inquiry.DoesNotExist, also for what this person may not see."""
    return _open(user).get(pk=inquiry_id)


def found_letter(*, user: User, found_id: int) -> AgencyLetter:
    """That a letter answers an inquiry. Raises AgencyLetter.DoesNotExist."""
    return AgencyLetter.objects.select_related("inquiry", "joining", "conversation").get(
        pk=found_id, inquiry__in=Inquiry.objects.visible_to(user)
    )


def inquiries_like(*, user: User, words: str, limit: int) -> list[Inquiry]:
    """Of whom and for whom we ask, by name, code or reference; the newest asked first."""
    rows = _open(user).order_by("-asked_at", "-pk")
    if words.strip():
        code = read_code(words)
        rows = rows.filter(
            Q(organisation__sort_key__contains=fold(words))
            | Q(case__person__sort_key__contains=fold(words))
            | Q(reference__icontains=words.strip())
            | (Q(case__code=code) if code else Q(pk__in=()))
        )
    return list(rows[:limit])


def case_of_thread(*, user: User, conversation_id: int) -> int | None:
    """The case for which letters are exchanged there, if this person may see it."""
    rows = Inquiry.objects.visible_to(user).filter(conversation=conversation_id)
    return rows.values_list("case", flat=True).first()


def _open(user: User) -> QuerySet[Inquiry]:
    return (
        Inquiry.objects.visible_to(user)
        .filter(state__in=(InquiryState.WAITING, InquiryState.ANSWERED))
        .exclude(case__state=CaseState.CLOSED)
        .select_related("organisation", "case__person", "case__kind")
        .annotate(case_code=F("case__code"))
    )


def _read(letters: Sequence[Message]) -> _Read:
    newest = max(letters, key=lambda one: one.happened_at)
    address = newest.author_address.lower()
    text = f"{newest.subject}\n{newest.said[:READ_OF_LETTER]}"
    codes = {code for found in _CODE.findall(text.upper()) if (code := read_code(found))}
    return _Read(
        address=address,
        domain=address.rpartition("@")[2] if "@" in address else "",
        text=f" {fold(text)} ",
        words=frozenset(_possible_references(text)),
        codes=frozenset(codes),
    )


def _possible_references(text: str) -> Iterable[str]:
    """Words with a figure in them, also together with the one or two before: “REF 12/345”."""
    words = [word.strip(_ASIDE).lower() for word in text.split()]
    seen = 0
    for place, word in enumerate(words):
        if not any(sign.isdecimal() for sign in word):
            continue
        for first in range(max(0, place - 2), place + 1):
            reference = " ".join(words[first : place + 1])
            if SHORTEST_REFERENCE <= len(reference) <= 100:
                yield reference
        seen += 1
        if seen == MOST_WORDS:
            return


def _agencies(read: _Read) -> frozenset[int]:
    """Organisations known to write from there; two queries."""
    if not read.domain:
        return frozenset()
    contacts = AgencyContact.objects.filter(
        Q(email__iexact=read.address) if read.is_public else Q(email__iendswith=f"@{read.domain}")
    )
    points = OrganisationContact.objects.filter(
        contact_point__kind=ContactKind.EMAIL, contact_point__value=read.address
    )
    return frozenset(
        [
            *contacts.values_list("agency__organisation", flat=True),
            *points.values_list("organisation", flat=True),
        ]
    )


def _weighed(inquiry: Inquiry, read: _Read, agencies: frozenset[int]) -> Candidate:
    signs = []
    if inquiry.case.code in read.codes:
        signs.append(Sign.CODE)
    if inquiry.reference.lower() in read.words:
        signs.append(Sign.REFERENCE)
    asked_at = inquiry.contact_address.lower()
    if inquiry.organisation_id in agencies or (read.address and asked_at == read.address):
        signs.append(Sign.ADDRESS)
    elif read.domain and asked_at.rpartition("@")[2] == read.domain and not read.is_public:
        signs.append(Sign.DOMAIN)
    # A name alone proves nothing: anybody may write of somebody.
    person = inquiry.case.person
    name = fold(person.name) if person else ""
    if signs and len(name) > SHORTEST_REFERENCE and f" {name}" in read.text:
        signs.append(Sign.NAME)
    signs.sort(key=lambda sign: -_WEIGHT[sign])
    waits = inquiry.state == InquiryState.WAITING
    weight = sum(_WEIGHT[sign] for sign in signs) + (1 if signs and waits else 0)
    return Candidate(inquiry=inquiry, signs=tuple(signs), weight=weight)
