"""Whoever sits before us or telephones is taken in: who they are, and the case they tell."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile, working_days
from baraza.base.people.actions.belonging import relate
from baraza.base.people.actions.records import (
    Details,
    add_contact_point,
    add_person,
    contacts_of,
    note_birth_year,
)
from baraza.base.people.models import Organisation, Person, RelationKind
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.actions.intake import finish_intake
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.models import Behalf, Case, CaseKind, Intake, Told, Urgency

# What whoever asks is to the person concerned, as it is remembered of people.
RELATIONS = {
    Behalf.GUARDIAN: RelationKind.GUARDIAN,
    Behalf.REPRESENTATIVE: RelationKind.SPEAKS_FOR,
    Behalf.CARER: RelationKind.SPEAKS_FOR,
    Behalf.PARENT: RelationKind.FAMILY,
    Behalf.CHILD: RelationKind.FAMILY,
    Behalf.FAMILY: RelationKind.FAMILY,
    Behalf.OTHER: RelationKind.KNOWS,
}
# A deadline within so many days is for today, or for this week.
TODAY_DAYS, WEEK_DAYS = 2, 7
SIGNS_READ = 400
# How Unicode calls the letters of a language, but for Latin.
SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ps", "ur"), "ARABIC"),
    **dict.fromkeys(("be", "bg", "mk", "ru", "sr", "uk"), "CYRILLIC"),
    **dict.fromkeys(("am", "ti"), "ETHIOPIC"),
    **dict.fromkeys(("hi", "mr", "ne"), "DEVANAGARI"),
    "bn": "BENGALI",
    "el": "GREEK",
    "he": "HEBREW",
    "ka": "GEORGIAN",
    "th": "THAI",
}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person we know, or what is known of a new one. Neither: nobody was named."""

    person: Person | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    birth_year: int | None = None
    language: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.person or self.name or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told in one sitting. `asker` speaks to us; the case is about `concerned`, where
    that is somebody else."""

    kind: CaseKind
    channel: Channel
    told: Told
    asker: Somebody = Somebody()
    concerned: Somebody = Somebody()
    behalf: str = ""
    # Remembered of the two people, too.
    keeps_relation: bool = False
    title: str = ""
    answers: Mapping[int, str] = field(default_factory=dict)
    urgency: Urgency = Urgency.NORMAL
    urgency_reason: str = ""
    deadline: date | None = None
    organisation: Organisation | None = None
    language: str = ""
    conversation: Conversation | None = None


def take_in(*, telling: Telling, code: str, by: User, now: datetime) -> Case:
    """Open the case that was told under this code, once, with whoever is new made a person.

    Raises intake.AlreadyFinished and opening.AlreadyACase.
    """
    urgency, reason = _urgent(telling, now)

    def make(intake: Intake) -> Case:
        asker = _person(telling.asker, by, now)
        concerned = _person(telling.concerned, by, now)
        person, asked_by = (concerned, asker) if concerned else (asker, None)
        if asked_by and person and telling.keeps_relation and asked_by.pk != person.pk:
            _remember(asked_by, person, Behalf(telling.behalf or Behalf.OTHER), by, now)
        return open_case(
            kind=telling.kind,
            title=telling.title,
            channel=telling.channel,
            now=now,
            by=by,
            person=person,
            asked_by=asked_by,
            behalf=(telling.behalf or Behalf.OTHER) if asked_by else "",
            story=telling.told.story,
            tried=telling.told.tried,
            wanted=telling.told.wanted,
            answers=telling.answers,
            urgency=urgency,
            urgency_reason=reason,
            organisation=telling.organisation,
            language=telling.language or _spoken(telling, person),
            conversation=telling.conversation,
            code=intake.code,
        )

    return finish_intake(
        code=code, make=make, now=now, author=by, conversation=telling.conversation
    )


def _spoken(telling: Telling, person: Person | None) -> str:
    """What is written down in a script of its own was said in the language of the office that is
    written so, where no language of theirs is known. Latin letters tell nothing.
    """
    if person and person.language:
        return ""
    letters = [sign for sign in telling.told.story[:SIGNS_READ] if sign.isalpha()]
    scripts = Counter(unicodedata.name(sign, "").partition(" ")[0] for sign in letters)
    script = scripts.most_common(1)[0][0] if scripts else ""
    written = [code for code in profile().languages if script and SCRIPTS.get(code) == script]
    return written[0] if len(written) == 1 else ""


def urgency_of_deadline(*, deadline: date, today: date) -> Urgency:
    """How soon harm comes where only the day is known."""
    left = (deadline - today).days
    if left <= TODAY_DAYS:
        return Urgency.NOW
    return Urgency.SOON if left <= WEEK_DAYS else Urgency.NORMAL


def _urgent(telling: Telling, now: datetime) -> tuple[Urgency, str]:
    """A deadline makes it more urgent, never less, and stands among the reasons."""
    if telling.deadline is None:
        return telling.urgency, telling.urgency_reason
    today = working_days().day_of(now)
    with translation.override(profile().default_language):
        day = date_format(telling.deadline, "j F Y")
        words = _("Deadline on %(day)s") % {"day": day}
    reason = telling.urgency_reason
    if words not in reason:
        reason = " · ".join(filter(None, [reason, words]))
    urgency = max(telling.urgency, urgency_of_deadline(deadline=telling.deadline, today=today))
    return Urgency(urgency), reason


def _person(somebody: Somebody, by: User, now: datetime) -> Person | None:
    if not somebody.is_named:
        return None
    contacts = contacts_of(phone=somebody.phone, email=somebody.email)
    if somebody.person is None:
        return add_person(
            details=Details(
                name=somebody.name or (contacts[0][1] if contacts else "?"),
                language=somebody.language,
                address=somebody.address,
                birth_year=somebody.birth_year,
            ),
            by=by,
            now=now,
            contacts=contacts,
        )
    known = set(somebody.person.contact_points.values_list("kind", "value"))
    for kind, value in contacts:
        if (kind, value) not in known:
            add_contact_point(person=somebody.person, kind=kind, value=value, by=by)
    if somebody.birth_year:
        note_birth_year(person=somebody.person, year=somebody.birth_year, by=by)
    return somebody.person


@transaction.atomic
def _remember(asker: Person, person: Person, behalf: Behalf, by: User, now: datetime) -> None:
    with translation.override(profile().default_language):
        role = "" if behalf == Behalf.OTHER else str(behalf.label)
    relate(person=asker, kind=RELATIONS[behalf], other_person=person, role=role, by=by, now=now)
