"""All that one screen says of an organisation, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from baraza.base.accounts.models import Circle, User
from baraza.base.people.models import (
    ContactLink,
    Organisation,
    OrganisationMerge,
    Relation,
    RelationKind,
)
from baraza.base.people.search import same_organisations
from baraza.dialogue.conversations.models import Conversation
from baraza.insight.timelines import (
    PAGE,
    Before,
    Entry,
    open_conversations,
    timeline_of_organisation,
)

# What these say, they say for it; what its members say, they say for themselves.
SPEAK = {RelationKind.WORKS_FOR, RelationKind.LEADER, RelationKind.SPEAKS_FOR}
MOST_PEOPLE = 50
# Of one organisation, so many may speak for it at most.
MOST_VOICES = 500


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """What it is, who belongs to it, what is open, what was said; only what the user may see."""

    organisation: Organisation
    relations: list[Relation]
    has_more_people: bool
    circles: list[Circle]
    merges: list[OrganisationMerge]
    same: list[Organisation]
    open: list[Conversation]
    entries: list[Entry]
    has_older: bool


def organisation_page(*, user: User, organisation_id: int) -> OrganisationPage:
    """Raises Organisation.DoesNotExist. For a merged record see `Organisation.merged_into`."""
    organisation = Organisation.objects.prefetch_related("contact_points").get(pk=organisation_id)
    relations = list(
        organisation.relations.filter(person__merged_into__isnull=True)
        .select_related("person")
        .prefetch_related("person__contact_points")
        .order_by("person__sort_key", "pk")[: MOST_PEOPLE + 1]
    )
    people = voices(organisation=organisation)
    entries = timeline_of_organisation(
        user=user, organisation=organisation, people=people, limit=PAGE + 1
    )
    return OrganisationPage(
        organisation=organisation,
        relations=relations[:MOST_PEOPLE],
        has_more_people=len(relations) > MOST_PEOPLE,
        circles=list(user.circles.all()),
        merges=list(
            OrganisationMerge.objects.filter(
                kept=organisation, undone_at__isnull=True
            ).select_related("merged", "merged_by")[:10]
        ),
        same=same_organisations(organisation=organisation),
        open=open_conversations(user=user, people=people),
        entries=entries[:PAGE],
        has_older=len(entries) > PAGE,
    )


def older_entries(
    *, user: User, organisation: Organisation, before: Before, limit: int = PAGE
) -> list[Entry]:
    """What was said before that."""
    return timeline_of_organisation(
        user=user,
        organisation=organisation,
        people=voices(organisation=organisation),
        before=before,
        limit=limit,
    )


def voices(*, organisation: Organisation) -> list[int]:
    """Ids of the people who speak for it: who work for it or lead it, and whoever is reached
    where it is reached. Two queries."""
    speaking = Relation.objects.filter(organisation=organisation, kind__in=SPEAK)
    reached = ContactLink.objects.filter(
        contact_point__organisation_links__organisation=organisation
    )
    found = [
        *speaking.values_list("person", flat=True)[:MOST_VOICES],
        *reached.values_list("person", flat=True)[:MOST_VOICES],
    ]
    return list(dict.fromkeys(found))
