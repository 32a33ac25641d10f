"""All that one screen says of a person, in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from baraza.base.accounts.models import Circle, User
from baraza.base.people.models import (
    Consent,
    DuplicatePair,
    Group,
    Merge,
    PairState,
    Person,
    Relation,
    StaffWarning,
)
from baraza.dialogue.conversations.models import Conversation
from baraza.insight.timelines import PAGE, Entry, open_conversations, timeline


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Who this is, what is open, what was said; only what the user may see."""

    person: Person
    warnings: list[StaffWarning]
    consents: list[Consent]
    relations: list[Relation]
    relations_to: list[Relation]
    housemates: list[Person]
    groups: list[Group]
    further_groups: list[Group]
    circles: list[Circle]
    merges: list[Merge]
    pairs: list[DuplicatePair]
    open: list[Conversation]
    entries: list[Entry]
    has_older: bool


def person_page(*, user: User, person_id: int) -> PersonPage:
    """Raises Person.DoesNotExist, also for somebody erased. For a merged record see
    `Person.merged_into`.
    """
    person = (
        Person.objects.select_related("household", "area")
        .prefetch_related(
            "contact_points",
            Prefetch("warnings", StaffWarning.objects.in_force().select_related("placed_by")),
        )
        .get(pk=person_id, erased_at__isnull=True)
    )
    groups = list(Group.objects.all())
    joined = set(person.memberships.values_list("group", flat=True))
    entries = timeline(user=user, person=person, limit=PAGE + 1)
    to_organisation_or_current = Q(other_person__isnull=True) | Q(
        other_person__merged_into__isnull=True
    )
    return PersonPage(
        person=person,
        warnings=list(person.warnings.all()),
        consents=list(person.consents.filter(withdrawn_at__isnull=True)),
        relations=list(
            person.relations.filter(to_organisation_or_current).select_related(
                "other_person", "organisation"
            )
        ),
        relations_to=list(person.relations_to.select_related("person")),
        housemates=list(person.household.people.current().exclude(pk=person.pk)[:20])
        if person.household
        else [],
        groups=[group for group in groups if group.pk in joined],
        further_groups=[group for group in groups if group.pk not in joined],
        circles=list(user.circles.all()),
        merges=list(
            Merge.objects.filter(kept=person, undone_at__isnull=True).select_related(
                "merged", "merged_by"
            )[:10]
        ),
        pairs=list(
            DuplicatePair.objects.filter(Q(first=person) | Q(second=person), state=PairState.OPEN)[
                :5
            ]
        ),
        open=open_conversations(user=user, people=[person.pk]),
        entries=entries[:PAGE],
        has_older=len(entries) > PAGE,
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records that may be of one person, and how many letters it has."""

    person: Person
    letters: int


def pair_to_review(
    *, user: User, after: tuple[float, int] | None = None, pair_id: int | None = None
) -> tuple[DuplicatePair, list[Side]] | None:
    """The surest open pair, or the next one after (score, id), or a certain one; with both sides,
    the one with more letters first. None where there is none. Four queries.
    """
    pairs = DuplicatePair.objects.filter(state=PairState.OPEN).order_by("-score", "pk")
    if pair_id is not None:
        pairs = pairs.filter(pk=pair_id)
    elif after is not None:
        score, number = after
        pairs = pairs.filter(Q(score__lt=score) | Q(score=score, pk__gt=number))
    pair = pairs.first()
    if pair is None:
        return None
    both = (
        Person.objects.filter(pk__in=[pair.first_id, pair.second_id])
        .select_related("household", "area")
        .prefetch_related("contact_points")
        .order_by("pk")
    )
    letters = list(
        Conversation.objects.visible_to(user)
        .filter(person__in=[pair.first_id, pair.second_id])
        .values_list("person", flat=True)
    )
    sides = [Side(person, letters.count(person.pk)) for person in both]
    return pair, sorted(sides, key=lambda side: -side.letters)
