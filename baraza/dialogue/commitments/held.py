"""What was promised to a person, as they may have it, and as it is forgotten."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.people.models import Person
from baraza.base.people.registry import Counts, Entry, Holding, register_holding
from baraza.dialogue.commitments.actions import forget_person
from baraza.dialogue.commitments.models import Commitment


def export(person: Person, user: User) -> Iterator[Entry]:
    """Each promise with its day, and whether it was kept."""
    rows = Commitment.objects.visible_to(user).filter(person=person, erased_at__isnull=True)
    for commitment in rows.order_by("made_at", "pk"):
        yield Entry(
            title=commitment.get_state_display(),
            happened_at=commitment.made_at,
            facts={gettext("By"): commitment.due_date.isoformat()},
            text=commitment.words,
        )


def hidden(person: Person, user: User) -> int:
    """Promises within other circles."""
    rows = Commitment.objects.filter(person=person, erased_at__isnull=True)
    return rows.count() - rows.filter(pk__in=Commitment.objects.visible_to(user)).count()


def erase(person: Person, now: datetime) -> Counts:
    """The words of what was promised to them."""
    return {"commitments": forget_person(person=person, now=now)}


register_holding(
    Holding(
        name="commitments",
        label=gettext_lazy("Promises"),
        export=export,
        erase=erase,
        hidden=hidden,
    )
)
