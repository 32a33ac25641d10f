"""What audiences make known below."""

from baraza.base.channels.rules import register_guard
from baraza.base.people.references import Reference, declare
from baraza.dialogue.audiences.rules import MAY_LEAVE, may_leave

declare(Reference("audiences.Addressee", "person"))
register_guard(MAY_LEAVE, may_leave)
