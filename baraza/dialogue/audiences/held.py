"""What is kept about a person here: which letters to many they were sent."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.channels.actions.emptying import forget_recipients
from baraza.base.people.models import Person
from baraza.base.people.registry import Counts, Entry, Holding, register_holding
from baraza.dialogue.audiences.models import Addressee


def export(person: Person, user: User) -> Iterator[Entry]:
    """Each letter to many that was written to them; its words are exported with the outbox."""
    for row in Addressee.objects.filter(person=person).select_related("mailing"):
        yield Entry(
            title=gettext("A letter to many: %(name)s") % {"name": row.mailing.name},
            happened_at=row.mailing.begun_at,
            facts={gettext("To"): row.address},
        )


def erase(person: Person, now: datetime) -> Counts:
    """That somebody was written to stays counted; who and in what words does not. Letters that
    wait are taken back, those to an address shared with others too."""
    rows = Addressee.objects.filter(person=person)
    sent = list(rows.filter(outgoing__isnull=False).values_list("outgoing", flat=True))
    return {
        "letters_to_many": rows.update(address=""),
        "sent": forget_recipients(item_ids=sent, now=now),
    }


register_holding(
    Holding(
        name="audiences",
        label=gettext_lazy("Letters to many people"),
        export=export,
        erase=erase,
    )
)
