"""What is kept about a person here: their name, where they are reached, what they agreed to."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.people.models import (
    ContactPoint,
    DuplicatePair,
    LegalHold,
    Merge,
    Person,
)
from baraza.base.people.queries import merged_records
from baraza.base.people.registry import Counts, Entry, Holding, register_holding


def export(person: Person, user: User) -> Iterator[Entry]:
    """Name, contact points, consents."""
    yield Entry(
        title=person.name,
        happened_at=person.added_at,
        facts={gettext("Language"): person.language} if person.language else {},
    )
    if person.area:
        yield Entry(
            title=gettext("Lives in: %(area)s") % {"area": person.area},
            facts={gettext("How this is known"): person.get_area_source_display()},
        )
    for point in person.contact_points.order_by("kind", "value"):
        facts = {gettext("State"): point.get_state_display()}
        if point.state_reason:
            facts[gettext("Why")] = point.state_reason
        yield Entry(
            title=f"{point.get_kind_display()}: {point.value}",
            happened_at=point.state_changed_at,
            facts=facts,
        )
    for consent in person.consents.select_related("wording"):
        facts = {gettext("How it was given"): consent.get_how_given_display()}
        if consent.withdrawn_at:
            facts[gettext("Withdrawn")] = consent.withdrawn_at.date().isoformat()
        yield Entry(
            title=gettext("Agreed to: %(purpose)s") % {"purpose": consent.get_purpose_display()},
            happened_at=consent.given_at,
            facts=facts,
            text=consent.wording.text if consent.wording else "",
        )


def erase(person: Person, now: datetime) -> Counts:
    """The row stays without a name; contact points that others share stay theirs."""
    points = list(person.contact_links.values_list("contact_point", flat=True))
    person.contact_links.all().delete()
    orphans = ContactPoint.objects.filter(
        pk__in=points, contact_links__isnull=True, organisation_links__isnull=True
    )
    erased, _ = orphans.delete()
    person.consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
    person.holds.update(reason="")
    for record in (person, *merged_records(person=person)):
        _blank(record, now)
    return {
        "names": 1,
        "addresses": erased,
        "shared_addresses": len(points) - erased,
    }


def _blank(person: Person, now: datetime) -> None:
    person.notes.all().delete()
    person.warnings.all().delete()
    person.relations.all().delete()
    person.relations_to.all().delete()
    person.memberships.all().delete()
    DuplicatePair.objects.filter(Q(first=person) | Q(second=person)).delete()
    # What a merge set aside would bring words back; it can no longer be undone.
    Merge.objects.filter(Q(kept=person) | Q(merged=person)).delete()
    person.other_names, person.languages = [], []
    person.given_name = person.family_name = person.language = ""
    person.address = person.access_needs = person.preferred_channel = ""
    person.area_source = ""
    person.birth_year = person.household = person.area = None
    person.rename("")
    person.erased_at = now
    person.save()


def obstacles(person: Person, now: datetime) -> list[str]:
    """Legal holds in force."""
    return [
        gettext("Under a legal hold: %(reason)s") % {"reason": hold.reason}
        for hold in LegalHold.objects.in_force(now).filter(person=person)
    ]


register_holding(
    Holding(
        name="people",
        label=gettext_lazy("Who you are"),
        export=export,
        erase=erase,
        obstacles=obstacles,
    )
)
