"""Who is reached where."""

from collections import defaultdict
from collections.abc import Iterable

from baraza.base.people.models import ContactKind, ContactLink, Person


def people_at(*, kind: ContactKind, values: Iterable[str]) -> dict[str, list[Person]]:
    """For each contact point that is known, the people reached there, oldest first.

    One query, however many values.
    """
    found: dict[str, list[Person]] = defaultdict(list)
    links = (
        ContactLink.objects.filter(contact_point__kind=kind, contact_point__value__in=list(values))
        .select_related("person", "contact_point")
        .order_by("person_id")
    )
    for link in links:
        found[link.contact_point.value].append(link.person)
    return dict(found)
