"""What is kept about a person here: their name, where they are reached, what they agreed to."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.people.models import (
    ContactPoint,
    DuplicatePair,
    ImportedRow,
    LegalHold,
    Merge,
    Person,
)
from baraza.base.people.queries import merged_records
from baraza.base.people.registry import Counts, Entry, Holding, register_holding

# Everything somebody or their caseworker said of them, in fields of their own.
FIELDS = (
    "other_names",
    "given_name",
    "family_name",
    "language",
    "languages",
    "preferred_channel",
    "access_needs",
    "birth_year",
    "address",
    "household",
    "area",
    "area_source",
    "do_not_contact",
    "is_deceased",
)


def export(person: Person, user: User) -> Iterator[Entry]:
    """Who they are, where they are reached, whom they belong to, notes, consents."""
    yield Entry(title=person.name, happened_at=person.added_at, facts=_facts(person))
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
    yield from _belonging(person)
    for warning in person.warnings.all():
        yield Entry(
            title=gettext("What staff must know"), happened_at=warning.placed_at, text=warning.text
        )
    for note in person.notes.visible_to(user):
        yield Entry(title=gettext("Note"), happened_at=note.written_at, text=note.text)


def _facts(person: Person) -> dict[str, str]:
    facts = {}
    for name in FIELDS:
        value = getattr(person, name)
        if not value:
            continue
        field = Person._meta.get_field(name)
        if field.choices:
            value = getattr(person, f"get_{name}_display")()
        elif isinstance(value, list):
            value = ", ".join(value)
        elif value is True:
            value = gettext("yes")
        facts[str(field.verbose_name)] = str(value)
    return facts


def _belonging(person: Person) -> Iterator[Entry]:
    for membership in person.memberships.select_related("group"):
        yield Entry(
            title=gettext("In the group: %(group)s") % {"group": membership.group},
            happened_at=membership.added_at,
        )
    for relation in person.relations.select_related("organisation"):
        # Who the other person is, is theirs to be told.
        other = relation.organisation or gettext("another person")
        yield Entry(
            title=f"{relation.get_kind_display()} {other}",
            happened_at=relation.added_at,
            text=relation.role,
        )


def hidden(person: Person, user: User) -> int:
    """Notes within other circles."""
    return person.notes.count() - person.notes.visible_to(user).count()


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
    # That a row brought this person in stays counted; what was remarked on it does not.
    ImportedRow.objects.filter(person=person).update(notes="", external_id="")
    household = person.household
    person.other_names, person.languages = [], []
    person.given_name = person.family_name = person.language = ""
    person.address = person.access_needs = person.preferred_channel = ""
    person.area_source = ""
    person.birth_year = person.household = person.area = None
    person.rename("")
    person.erased_at = now
    person.save()
    if household and not household.people.exists():
        household.delete()  # its name and address were this person's alone


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
        hidden=hidden,
        obstacles=obstacles,
    )
)
