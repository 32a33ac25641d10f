"""What came of what people said, and who had said it. Confidential things are never counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, Person
from baraza.dialogue.audiences.queries import Size, size_of
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.inputs.models import Input
from baraza.insight.models import Outcome
from baraza.insight.places import FEWEST_PEOPLE

LOOKS_BACK = timedelta(days=180)
MOST_PROPOSED = 8
# They said it to us, so they are told what came of it without having agreed to newsletters; each
# letter has a way out all the same.
TELLING = Question(purpose="", way=ContactKind.EMAIL.value)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A topic many wrote on, of which nobody was told yet what came."""

    topic: Topic
    inputs: int
    since_date: date


def published() -> QuerySet[Outcome]:
    """What everybody may read, the newest first; one query."""
    return Outcome.objects.filter(published_at__isnull=False).select_related("topic")


def behind(outcome: Outcome) -> QuerySet[Input]:
    """What was said on its topic in its days, by whomever; nothing confidential."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(outcome.since_date, time.min, zone)
    last = datetime.combine(outcome.until_date + timedelta(days=1), time.min, zone)
    return Input.objects.counted().filter(
        topic=outcome.topic_id, received_at__gte=first, received_at__lt=last, circle__isnull=True
    )


def voices(outcome: Outcome) -> int:
    """How many had said it: people, and each input of nobody known; one query."""
    counted = behind(outcome).aggregate(
        known=Count("person", distinct=True), unknown=Count("pk", filter=Q(person__isnull=True))
    )
    return counted["known"] + counted["unknown"]


def shown_voices(outcome: Outcome) -> int | None:
    """The number as it stands on the website; None where so few said it that it could point at
    one of them."""
    return outcome.voices if outcome.voices >= FEWEST_PEOPLE else None


def proposals(*, now: datetime) -> list[Proposal]:
    """Topics of the last 180 days on which at least five inputs came after the last day an outcome
    of theirs covers, the fullest first; one query."""
    since = now - LOOKS_BACK
    covered = Outcome.objects.filter(
        topic=OuterRef("topic"), until_date__gte=OuterRef("received_at__date")
    )
    rows = (
        Input.objects.counted()
        .filter(received_at__gte=since, circle__isnull=True, topic__retired_at__isnull=True)
        .filter(topic__isnull=False)
        .exclude(Exists(covered))
        .values("topic")
        .annotate(inputs=Count("pk"))
        .filter(inputs__gte=FEWEST_PEOPLE)
        .order_by("-inputs", "topic")[:MOST_PROPOSED]
    )
    counted = {row["topic"]: row["inputs"] for row in rows}
    topics = Topic.objects.in_bulk(counted)
    return [Proposal(topics[pk], count, since.date()) for pk, count in counted.items()]


def untold_people(outcome: Outcome) -> QuerySet[Person]:
    """Whoever said it and was not yet told of this outcome."""
    said = behind(outcome).filter(person__isnull=False).order_by().values("person")
    people = Person.objects.current().filter(pk__in=said)
    if outcome.mailing_id is None or outcome.mailing.stopped_at:
        return people
    return people.exclude(pk__in=outcome.mailing.addressees.values("person"))


def whom_to_tell(*, outcome: Outcome, user: User, now: datetime) -> Size:
    """How many would be told, and who is left out and why."""
    return size_of(question=TELLING, user=user, now=now, people=untold_people(outcome))


def letter_texts(outcome: Outcome) -> dict[str, dict[str, str]]:
    """Language → the letter that tells of it, in those languages in which it was written down."""
    own = profile().languages[0]
    codes = [own, *(code for code in outcome.translations if code != own)]
    return {code: _letter(outcome, code) for code in codes}


def _letter(outcome: Outcome, language: str) -> dict[str, str]:
    body = "\n\n".join(
        [
            "[greeting]",
            _INTRODUCED.get(language, _INTRODUCED["en"]),
            outcome.said("you_said", language),
            _DONE.get(language, _DONE["en"]),
            outcome.said("we_did", language),
            "[member]\n[office]",
        ]
    )
    return {"subject": outcome.said("you_said", language)[:200], "body": body}


# In the letter's language, which the screens may not speak.
_INTRODUCED = {
    "en": "You wrote or spoke to us about this:",
    "fr": "Vous nous avez écrit ou parlé de ceci :",
    "es": "Usted nos escribió o nos habló de esto:",
    "ar": "كتبتم إلينا أو حدثتمونا عن هذا:",
    "sw": "Ulituandikia au kuzungumza nasi kuhusu hili:",
    "pt": "Escreveu-nos ou falou connosco sobre isto:",
}
_DONE = {
    "en": "This is what came of it:",
    "fr": "Voici ce qu’il en est advenu :",
    "es": "Esto es lo que se ha hecho:",
    "ar": "وهذا ما تحقق:",
    "sw": "Haya ndiyo yaliyotokea:",
    "pt": "Foi isto que resultou:",
}
