"""What audiences make known below."""

from baraza.base.channels.rules import register_guard_of_many
from baraza.base.people.references import Reference, declare
from baraza.dialogue.audiences.rules import MAY_LEAVE, may_leave

declare(Reference("audiences.Addressee", "person"))
register_guard_of_many(MAY_LEAVE, may_leave)
