"""What a letter to an agency says before somebody changes it: the facts of the case, merged.

Nothing of a special category of data stands in it unless whoever writes it asks for that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import translation

from baraza.base.accounts.models import User
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile, working_days
from baraza.base.people.models import Organisation
from baraza.common.paper import long_date
from baraza.dialogue.conversations.models import Direction, Message
from baraza.dialogue.letters.queries import signature_for
from baraza.engagement.casework.inquiry_words import WORDS, ReadyWords
from baraza.engagement.casework.models import (
    Authorisation,
    Case,
    CaseAnswer,
    CaseField,
    Inquiry,
    InquiryLog,
    UpdatePolicy,
)
from baraza.engagement.casework.queries.agencies import answer_times

# Where the office has no policy, by urgency: an agency is reminded after so many working days.
USUAL_CHASE_DAYS = {4: 2, 3: 5, 2: 10, 1: 15}


RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
# Two days are no reproach.
WORTH_SAYING = 3
_FIELD = re.compile(
    r"\[(contact|person|member|office|kind|matter|expected|code|reference|asked|reminded|days)\]"
)


class Letter(StrEnum):
    """Which letter to an agency is being written."""

    FIRST = "first"
    CHASE = "chase"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A letter as it could leave."""

    subject: str
    text: str
    language: str


def letter_language(*, organisation: Organisation) -> str:
    """The agency's own language where we have words in it, else the office's."""
    for code in (organisation.language, profile().default_language):
        if code in WORDS:
            return code
    return "en"


def chase_days(*, urgency: int) -> int:
    """After how many working days an agency is reminded."""
    policy = UpdatePolicy.objects.filter(pk=urgency).first()
    return policy.chase_days if policy else USUAL_CHASE_DAYS[urgency]


def usual_expected_date(*, case: Case, organisation: Organisation, now: datetime) -> date:
    """When an answer should be there: as long as the agency takes nine times of ten, where that is
    known, else after the days the office gives agencies; always a working day.
    """
    days = working_days()
    times = answer_times(organisations=[organisation.pk], now=now).get(organisation.pk)
    usual = days.after(days.day_of(now), chase_days(urgency=case.urgency))
    if times is None or case.urgency > 2:
        return usual
    measured = date.fromordinal(days.day_of(now).toordinal() + times.most)
    return measured if days.works_on(measured) else days.after(measured, 1)


def first_letter(
    *,
    case: Case,
    organisation: Organisation,
    author: User,
    now: datetime,
    contact_name: str = "",
    expected_date: date | None = None,
    with_sensitive: bool = False,
) -> Prefilled:
    """What is asked, with what we know of the matter."""
    language = letter_language(organisation=organisation)
    words, office = WORDS[language], profile()
    fields = _fields(case, words, language, office)
    fields["contact"] = contact_name
    fields["expected"] = long_date(expected_date, language) if expected_date else ""
    facts = _facts(case, language, with_sensitive=with_sensitive)
    allowed = Authorisation.objects.filter(case=case).valid(working_days().day_of(now))
    parts = [
        words.attention,
        words.greeting,
        f"{words.asks} {words.authorised}" if allowed.exists() else words.asks,
        "\n".join([words.knows, *facts]) if facts else "",
        words.question,
        words.expected,
        words.quote,
    ]
    return Prefilled(
        subject=_filled(words.subject, fields)[:300],
        text=_whole(parts, fields, words, author, office, language),
        language=language,
    )


def further_letter(*, inquiry: Inquiry, author: User, which: Letter, now: datetime) -> Prefilled:
    """A reminder with the days waited, their reference and when they were asked before; or the
    beginning of an answer to them.
    """
    organisation, case = inquiry.organisation, inquiry.case
    language = letter_language(organisation=organisation)
    words, office = WORDS[language], profile()
    days = working_days()
    asked = days.day_of(inquiry.asked_at)
    reminded = [day for moment in _times_asked(inquiry) if (day := days.day_of(moment)) > asked]
    waited = (days.day_of(now) - asked).days
    fields = _fields(case, words, language, office) | {
        "contact": inquiry.contact_name,
        "reference": inquiry.reference,
        "asked": long_date(asked, language),
        "reminded": ", ".join(long_date(day, language) for day in dict.fromkeys(reminded)),
        "days": str(waited) if waited >= WORTH_SAYING else "",
    }
    if which == Letter.CHASE:
        chase = words.chase_again if reminded else words.chase
        body = [chase, words.waited, words.still_waits]
    else:
        body = [words.thanks, ""]
    parts = [words.attention, words.greeting, *body, words.quote, words.their_reference]
    return Prefilled(
        subject=inquiry.subject,
        text=_whole(parts, fields, words, author, office, language),
        language=language,
    )


def _fields(case: Case, words: ReadyWords, language: str, office: Profile) -> dict[str, str]:
    name = case.person.name if case.person and "@" not in case.person.name else ""
    kind = case.kind.said("name", language)
    return {
        "person": isolated(name, language) or words.somebody,
        "member": office.member_name or office.name,
        "office": office.name,
        "kind": kind,
        "code": case.code,
        # What a sensitive case is about is said by its kind alone.
        "matter": kind if case.kind.is_sensitive else f"{kind} ({isolated(case.title, language)})",
    }


def isolated(text: str, language: str) -> str:
    """Words of the other direction, set apart: a sentence that begins with an Arabic name would
    else be read from the right, in a plain letter too.
    """
    directions = {unicodedata.bidirectional(sign) for sign in text}
    other = {"L"} if language in RIGHT_TO_LEFT else {"R", "AL"}
    return f"\u2068{text}\u2069" if directions & other else text


def _facts(case: Case, language: str, *, with_sensitive: bool) -> list[str]:
    """Questions of the kind with what was answered, a line each."""
    answers = CaseAnswer.objects.filter(case=case).select_related("field")
    with translation.override(language):
        return [
            f"– {one.field.said('label', language)}: {one.field.answer_in(one.words, language)}"
            for one in answers
            if one.words and (with_sensitive or not is_sensitive(one.field, case))
        ]


def is_sensitive(question: CaseField, case: Case) -> bool:
    """Whether its answer is told to nobody unless somebody asks for that."""
    return question.is_sensitive or case.kind.is_sensitive


def has_sensitive(*, case: Case) -> bool:
    """Whether there are answers that a letter leaves out unless it is asked for them."""
    answers = CaseAnswer.objects.filter(case=case)
    if not case.kind.is_sensitive:
        answers = answers.filter(field__is_sensitive=True)
    return answers.exists()


def _whole(
    parts: Sequence[str],
    fields: Mapping[str, str],
    words: ReadyWords,
    author: User,
    office: Profile,
    language: str,
) -> str:
    """Paragraphs whose fields all have a value, and how the author's letters end."""
    known = {name: value for name, value in fields.items() if value}
    kept = [part for part in parts if part and known.keys() >= set(_FIELD.findall(part))]
    ending = signature_for(
        user=author,
        language=language,
        fields={
            "member": office.member_name,
            "office": office.name,
            "staff_name": author.name,
        },
    )
    ending = ending or "\n".join(filter(None, [words.closing, author.name, office.name]))
    return "\n\n".join([*(_filled(part, known) for part in kept), ending])


def _filled(text: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


def _times_asked(inquiry: Inquiry) -> list[datetime]:
    letters = Message.objects.filter(
        conversation=inquiry.conversation_id, direction=Direction.OUTGOING
    )
    calls = InquiryLog.objects.filter(inquiry=inquiry, is_theirs=False)
    return sorted(
        [
            *(letters.values_list("happened_at", flat=True) if inquiry.conversation_id else ()),
            *calls.values_list("happened_at", flat=True),
        ]
    )
