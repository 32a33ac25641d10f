"""Whose answers somebody else reads before they leave (requirement F2)."""

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.office.queries import profile


def needs_approval(*, user: User) -> bool:
    """Whoever may only draft, and the roles the office names; never who may approve others."""
    if may(user, Permission.APPROVE):
        return False
    if not may(user, Permission.ANSWER):
        return True
    return not {*user.roles}.isdisjoint(profile().approval_roles)
