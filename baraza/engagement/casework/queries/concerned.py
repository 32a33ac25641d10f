"""Whom a pattern concerns, and how each of them is told that its cause is mended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, ContactLink, Person, PreferredChannel
from baraza.engagement.casework.models import Case, CaseUpdate, Pattern
from baraza.engagement.casework.queries.updates import addressee, language_for


@dataclass(frozen=True, slots=True)
class Concerned:
    """One case, and how whoever is told of it hears: None where a colleague tells them."""

    case: Case
    person: Person | None
    language: str
    channel: Channel | None
    # Name and address, on paper.
    envelope: str = ""


def concerned(*, pattern: Pattern, user: User) -> list[Concerned]:
    """Those among its cases this person may see who were not told yet, the oldest first. A handful
    of queries, however many cases."""
    told = CaseUpdate.objects.filter(pattern=pattern).values("case")
    cases = list(
        Case.objects.visible_to(user)
        .filter(pattern=pattern, erased_at__isnull=True)
        .exclude(pk__in=told)
        .select_related("person", "asked_by", "kind", "topic", "circle")
        .order_by("opened_at", "pk")
    )
    office = profile()
    people = {person.pk for case in cases if (person := addressee(case=case))}
    mails: set[int] = set()
    posts: dict[int, str] = {}
    for link in ContactLink.objects.filter(person__in=people).select_related("contact_point"):
        point = link.contact_point
        if point.kind == ContactKind.EMAIL and not point.is_dead:
            mails.add(link.person_id)
        elif point.kind == ContactKind.POST:
            posts.setdefault(link.person_id, point.value)
    return [_one(case, mails, posts, language_for(case=case, office=office)) for case in cases]


def languages_of(rows: list[Concerned]) -> dict[str, int]:
    """In which languages people are told, most first."""
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        count[row.language] += 1
    return dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))


def _one(case: Case, mails: set[int], posts: dict[int, str], language: str) -> Concerned:
    person = addressee(case=case)
    if person is None or person.do_not_contact or person.is_deceased:
        return Concerned(case, person, language, None)
    address = posts.get(person.pk) or person.address
    name = person.name if "@" not in person.name else ""
    envelope = "\n".join(filter(None, [name, address]))
    likes = person.preferred_channel
    if person.pk in mails and likes in ("", PreferredChannel.EMAIL):
        return Concerned(case, person, language, Channel.EMAIL)
    if address and likes in ("", PreferredChannel.POST):
        return Concerned(case, person, language, Channel.LETTER, envelope)
    return Concerned(case, person, language, None)
