"""Primary keys that a letter's rows are to have, handed out before it is read: what points at a row
can then be sent together with it. Those that are not needed are left out.
"""

from typing import NamedTuple

from baraza.base.people.models import Person
from baraza.common.rows import next_key
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.inputs.models import Input


class Keys(NamedTuple):
    """One of each kind."""

    person: int
    conversation: int
    input: int
    message: int


def next_keys() -> str:
    """For a statement that is written out: columns that make a `Keys`."""
    return ", ".join(next_key(model) for model in (Person, Conversation, Input, Message))
