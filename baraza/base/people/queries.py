"""Who is reached where."""

from collections import defaultdict
from collections.abc import Iterable

from baraza.base.people.models import ContactKind, ContactLink


def people_at(*, kind: ContactKind, values: Iterable[str]) -> dict[str, list[int]]:
    """For each contact point that is known, the ids of the people reached there, oldest first.

    One query, however many values.
    """
    found: dict[str, list[int]] = defaultdict(list)
    links = (
        ContactLink.objects.filter(contact_point__kind=kind, contact_point__value__in=list(values))
        .order_by("person_id")
        .values_list("contact_point__value", "person_id")
    )
    for value, person in links:
        found[value].append(person)
    return dict(found)
