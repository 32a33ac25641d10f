"""Who gets a letter to many, in which language, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields import CharField

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingState
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactLink, Person
from baraza.dialogue.audiences.models import Mailing
from baraza.dialogue.audiences.queries import agreed, is_usable, meant
from baraza.dialogue.audiences.question import Question

MOST_PAST = 50


def mailed(
    *,
    question: Question,
    languages: Sequence[str],
    user: User,
    now: datetime,
    people: QuerySet[Person] | None = None,
) -> QuerySet[Person]:
    """Everybody who is reached, with where (`reached_at`) and in which language, of those the
    letter has (`said`): their own, else another they speak, else the office's. `people`: of these
    instead of those the question means.
    """
    usable = ContactLink.objects.filter(
        is_usable(question), person=OuterRef("pk"), contact_point__kind=question.way
    )
    if people is None:
        people = meant(question=question, user=user, now=now)
    people = people.filter(is_deceased=False, do_not_contact=False)
    if question.purpose:
        people = people.filter(Exists(agreed(question)))
    # Where they confirmed first ("confirmed" < "new"), then where they were reached first.
    address = usable.order_by("contact_point__state", "pk").values("contact_point__value")[:1]
    return people.annotate(reached_at=Subquery(address), said=_language_of(languages)).filter(
        reached_at__isnull=False
    )


def size_by_language(
    *,
    question: Question,
    languages: Sequence[str],
    user: User,
    now: datetime,
    people: QuerySet[Person] | None = None,
) -> list[tuple[str, int]]:
    """Language of the letter → how many get it in that, most first."""
    rows = mailed(question=question, languages=languages, user=user, now=now, people=people)
    counted = rows.order_by().values_list("said").annotate(count=Count("pk"))
    return sorted(counted, key=lambda row: -row[1])


@dataclass(frozen=True, slots=True)
class Progress:
    """`size` = the sum of the others."""

    size: int
    sent: int
    # Could not be delivered, or nobody knows.
    troubled: int
    # Held back at the last moment, or stopped.
    kept: int
    waiting: int

    @property
    def is_over(self) -> bool:
        return not self.waiting


def progress_of(*, mailing: Mailing) -> Progress:
    """How far it has come; one query."""
    of = dict(mailing.addressees.values_list("outgoing__state").annotate(Count("pk")).order_by())
    sent = of.get(OutgoingState.SENT, 0)
    troubled = sum(
        of.get(state, 0)
        for state in (OutgoingState.FAILED, OutgoingState.BOUNCED, OutgoingState.UNCERTAIN)
    )
    kept = of.get(OutgoingState.HELD, 0) + of.get(OutgoingState.CANCELLED, 0)
    if mailing.stopped_at is not None:
        kept += of.get(None, 0)
    return Progress(
        size=mailing.size,
        sent=sent,
        troubled=troubled,
        kept=kept,
        waiting=max(0, mailing.size - sent - troubled - kept),
    )


def mailings() -> list[Mailing]:
    """The newest letters to many."""
    return list(Mailing.objects.select_related("by")[:MOST_PAST])


def _language_of(languages: Sequence[str]) -> Case:
    own = [When(language=code, then=Value(code)) for code in languages]
    spoken = [When(languages__contains=[code], then=Value(code)) for code in languages]
    usual = next((code for code in profile().languages if code in languages), languages[0])
    return Case(*own, *spoken, default=Value(usual), output_field=CharField())
