"""What is kept of what a person said: when, on what, and what became of it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.people.models import Person
from baraza.base.people.registry import Counts, Entry, Holding, register_holding
from baraza.dialogue.inputs.actions import forget_person
from baraza.dialogue.inputs.models import Input


def export(person: Person, user: User) -> Iterator[Entry]:
    """One entry for each input; its words stand with the letters."""
    rows = Input.objects.visible_to(user).filter(person=person).select_related("topic")
    for one in rows.defer("text", "search").order_by("received_at").iterator(chunk_size=200):
        facts = {gettext("State"): one.get_state_display()}
        if one.topic:
            facts[gettext("Topic")] = one.topic.name
        if one.stance:
            facts[gettext("For or against")] = one.get_stance_display()
        if one.decision:
            facts[gettext("Decision")] = one.decision
        yield Entry(
            title=one.get_channel_display(),
            happened_at=one.received_at,
            facts=facts,
            text=one.decision_reason,
        )


def hidden(person: Person, user: User) -> int:
    """Inputs within other circles."""
    rows = Input.objects.filter(person=person)
    return rows.count() - rows.visible_to(user).count()


def erase(person: Person, now: datetime) -> Counts:
    """The words of everything they said."""
    return {"inputs": forget_person(person_id=person.pk, now=now)}


register_holding(
    Holding(
        name="inputs",
        label=gettext_lazy("What became of what you said"),
        export=export,
        erase=erase,
        hidden=hidden,
    )
)
