"""Two people were taken for one: part their records, letters included."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.people.actions.splitting import split_person
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.one_person import hand_over
from baraza.dialogue.conversations.models import Conversation


@transaction.atomic
def split_with_letters(
    *,
    person: Person,
    name: str,
    contact_points: Collection[int],
    conversations: Collection[int],
    by: User,
    now: datetime,
) -> Person:
    """A new person with these contact points and conversations (ids), as far as they are
    `person`'s and `by` may see them. Raises NoName.
    """
    other = split_person(person=person, name=name, contact_points=contact_points, by=by, now=now)
    theirs = Conversation.objects.visible_to(by).filter(person=person, pk__in=conversations)
    hand_over(conversations=theirs.values_list("pk", flat=True), person=other)
    return other
