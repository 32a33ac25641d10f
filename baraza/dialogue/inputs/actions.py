"""Record what was said, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from baraza.base.accounts.models import User
from baraza.base.agenda.models import PriorityChange, Topic
from baraza.base.channels.models import Channel
from baraza.common.rows import Later, insert
from baraza.dialogue.inputs.models import Influence, Input, Response, State
from baraza.dialogue.inputs.search import SEARCH_VECTOR, search_words

UNANSWERED = (State.RECEIVED, State.CONSIDERED, State.DECIDED)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said. `context` is searched too: a subject, a name."""

    received_at: datetime
    channel: Channel
    text: str
    language: str = ""
    context: str = ""
    person_id: int | None = None
    is_anonymous: bool = False
    topic_id: int | None = None
    circle_id: int | None = None
    is_junk: bool = False
    # A primary key from `next_key`.
    key: int | None = None


class AnonymousWithPerson(ValueError):
    """What is anonymous cannot name a person."""


def record_inputs(*, said: Sequence[Said], later: Later | None = None) -> list[Input]:
    """One Input each, in the same order; one query however many. Added to `later`, where that is
    given: then each needs a key. Raises AnonymousWithPerson.
    """
    if any(one.is_anonymous and one.person_id for one in said):
        raise AnonymousWithPerson
    inputs = [
        Input(
            pk=one.key,
            received_at=_only_date(one.received_at) if one.is_anonymous else one.received_at,
            channel=one.channel,
            person_id=one.person_id,
            is_anonymous=one.is_anonymous,
            topic_id=one.topic_id,
            circle_id=one.circle_id,
            is_junk=one.is_junk,
            language=one.language,
            text=one.text,
            search=search_words(text=f"{one.context}\n{one.text}", language=one.language),
        )
        for one in said
    ]
    with transaction.atomic(savepoint=False):
        insert(inputs, computed={"search": SEARCH_VECTOR}, later=later)
    return inputs


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office answered. `context` is searched too: a subject."""

    text: str
    given_at: datetime
    language: str = ""
    given_by: User | None = None
    circle_id: int | None = None
    context: str = ""


def record_responses(*, answers: Sequence[Answer]) -> list[Response]:
    """One Response each, in the same order; one query however many."""
    responses = [
        Response(
            text=answer.text,
            language=answer.language,
            given_by=answer.given_by,
            given_at=answer.given_at,
            circle_id=answer.circle_id,
            search=search_words(text=f"{answer.context}\n{answer.text}", language=answer.language),
        )
        for answer in answers
    ]
    insert(responses, computed={"search": SEARCH_VECTOR})
    return responses


def mark_answered(*, inputs: Mapping[int, int]) -> None:
    """Input id → Response id, for inputs that wait; one query for each response."""
    by_response: dict[int, list[int]] = {}
    for input_id, response_id in inputs.items():
        by_response.setdefault(response_id, []).append(input_id)
    for response_id, ids in by_response.items():
        Input.objects.filter(pk__in=ids, state__in=UNANSWERED).update(
            state=State.ANSWERED, response_id=response_id
        )


def mark_unanswered(*, inputs: Collection[int]) -> None:
    """Their answer did not reach whoever said this: they wait again."""
    Input.objects.filter(pk__in=inputs, state=State.ANSWERED).update(
        state=State.RECEIVED, response=None
    )


def mark_decided(*, inputs: Collection[int]) -> None:
    """The office knows how it goes about what was said; what is answered stays so."""
    Input.objects.filter(pk__in=inputs, state__in=(State.RECEIVED, State.CONSIDERED)).update(
        state=State.DECIDED
    )


def mark_undecided(*, inputs: Collection[int]) -> None:
    """The decision was taken back: it was looked at, no more."""
    Input.objects.filter(pk__in=inputs, state=State.DECIDED).update(state=State.CONSIDERED)


def mark_not_reported(*, inputs: Collection[int]) -> None:
    """What came of it is open again."""
    Input.objects.filter(pk__in=inputs, state=State.REPORTED_BACK).update(state=State.ANSWERED)


def mark_reported(*, inputs: QuerySet[Input]) -> int:
    """Whoever said these was told what came of it, beyond their own answer; one query. What still
    waits for an answer goes on waiting. Returns how many."""
    return inputs.filter(state=State.ANSWERED).update(state=State.REPORTED_BACK)


@transaction.atomic
def withdraw_response(*, response: Response) -> None:
    """The answer was taken back before it left: its inputs wait again."""
    Input.objects.filter(response=response).update(state=State.RECEIVED, response=None)
    response.delete()


def withdraw_inputs(*, inputs: Sequence[int]) -> None:
    """What staff entered by mistake was never said; nothing may point at it any more."""
    Input.objects.filter(pk__in=inputs).delete()


def set_topic(*, inputs: Sequence[int], topic: Topic | None) -> None:
    """File what was said under a topic, or under none."""
    Input.objects.filter(pk__in=inputs).update(topic=topic)


def set_person(*, inputs: Sequence[int], person_id: int | None) -> None:
    """Say who said it; anonymous inputs stay nobody's."""
    Input.objects.filter(pk__in=inputs, is_anonymous=False).update(person_id=person_id)


def set_junk(*, inputs: Sequence[int], is_junk: bool) -> None:
    """Leave out of every count, or count again."""
    Input.objects.filter(pk__in=inputs).update(is_junk=is_junk)


def _only_date(moment: datetime) -> datetime:
    # An exact time would tell who was in the room (requirement P3).
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def empty_inputs(*, inputs: Sequence[int], now: datetime) -> int:
    """What was said goes, from search too; that it was said, by whom and on what stays.

    An answer that only such inputs had goes with them. Returns how many inputs had words.
    """
    rows = Input.objects.filter(pk__in=inputs)
    answers = list(
        rows.filter(response__isnull=False).values_list("response", flat=True).distinct()
    )
    emptied = rows.filter(erased_at__isnull=True).update(text="", search=None, erased_at=now)
    empty_responses(responses=answers, now=now)
    return emptied


def empty_responses(*, responses: Sequence[int], now: datetime) -> None:
    """Our answers go, but for those that also answer somebody whose words stay."""
    still_read = Input.objects.filter(response__in=responses, erased_at__isnull=True)
    Response.objects.filter(pk__in=responses, erased_at__isnull=True).exclude(
        pk__in=still_read.values("response")
    ).update(text="", search=None, erased_at=now)


@transaction.atomic
def forget_person(*, person_id: int, now: datetime) -> int:
    """Whatever this person said, and the reasons of what was decided on it. Returns how many."""
    rows = Input.objects.filter(person=person_id)
    emptied = empty_inputs(inputs=list(rows.values_list("pk", flat=True)), now=now)
    rows.update(decision_reason="")
    return emptied


def set_inputs_circle(*, inputs: Sequence[int], circle_id: int | None) -> None:
    """Who may see what was said; None: all staff."""
    Input.objects.filter(pk__in=inputs).update(circle=circle_id)


def set_responses_circle(*, responses: Sequence[int], circle_id: int | None) -> None:
    """Who may see these answers; None: all staff."""
    Response.objects.filter(pk__in=responses).update(circle=circle_id)


def tie_to_change(*, change: PriorityChange, inputs: Collection[int], user: User) -> None:
    """Of these inputs (ids), those the user may see brought about this change of the agenda."""
    seen = Input.objects.counted().visible_to(user).filter(pk__in=inputs)
    Influence.objects.bulk_create(
        [Influence(change=change, said_id=pk) for pk in seen.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
