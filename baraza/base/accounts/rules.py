"""What each role may do. Screens ask `require`, menus and buttons ask `may`.

What an office may allow further roles by a setting of its own is registered by the package above
that keeps it (`register_grant`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from baraza.base.accounts.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Permission(StrEnum):
    """Something a role may do."""

    READ_LETTERS = "read_letters"
    # Topic, done, junk, who it is: everything that sorts and sends nothing.
    FILE_LETTERS = "file_letters"
    DRAFT = "draft"
    # Whatever reaches the public under the office's name, one person at a time.
    ANSWER = "answer"
    # Another's text, before it leaves or is published.
    APPROVE = "approve"
    # Reach many at once: newsletters, posts, pages.
    PUBLISH = "publish"
    # The library of letters and its words.
    MANAGE_LIBRARY = "manage_library"
    # Write down what somebody tells, until it is a case; who works on it is another matter.
    TAKE_IN_CASES = "take_in_cases"
    # Cases, commitments, authorisations.
    MANAGE_CASES = "manage_cases"
    # Profile, mailboxes, topics, retention.
    MANAGE_SETUP = "manage_setup"
    MANAGE_STAFF = "manage_staff"
    MANAGE_CIRCLES = "manage_circles"
    BREAK_GLASS = "break_glass"
    SEE_FIGURES = "see_figures"
    SEE_AUDIT = "see_audit"
    # Take data out of the product, or erase a person from it.
    EXPORT = "export"
    ERASE = "erase"


P = Permission
_READS = {P.READ_LETTERS, P.SEE_FIGURES}
_WRITES = _READS | {P.FILE_LETTERS, P.DRAFT, P.ANSWER, P.TAKE_IN_CASES, P.MANAGE_CASES}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset(_WRITES | {P.APPROVE, P.PUBLISH}),
    Role.CHIEF_OF_STAFF: frozenset(P),
    Role.CASEWORKER: frozenset(_WRITES),
    Role.CORRESPONDENCE: frozenset(_WRITES | {P.MANAGE_LIBRARY}),
    Role.COMMUNICATIONS: frozenset(_WRITES | {P.MANAGE_LIBRARY, P.PUBLISH}),
    # They read and prepare; somebody else sends.
    Role.VOLUNTEER: frozenset({P.READ_LETTERS, P.FILE_LETTERS, P.DRAFT}),
    Role.AUDITOR: frozenset(_READS | {P.SEE_AUDIT}),
    Role.ADMINISTRATOR: frozenset(
        _READS | {P.MANAGE_SETUP, P.MANAGE_STAFF, P.MANAGE_CIRCLES, P.BREAK_GLASS, P.SEE_AUDIT}
    ),
}

Granted = Callable[[User], bool]
_grants: dict[Permission, Granted] = {}


def register_grant(permission: Permission, granted: Granted) -> None:
    """Make known who else may do something in this office."""
    _grants[permission] = granted


def permissions_of(user: User | AnonymousUser) -> frozenset[Permission]:
    """Everything their roles together allow; nothing for whoever has left or is unknown."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    # A role is its word; one that is not known any more allows nothing.
    return frozenset().union(*(PERMISSIONS.get(role, ()) for role in user.roles))


def may(user: User | AnonymousUser, permission: Permission) -> bool:
    """Whether one of their roles allows it, or the office does."""
    if permission in permissions_of(user):
        return True
    if not user.is_authenticated or not user.is_active or permission not in _grants:
        return False
    return _grants[permission](user)


def require(user: User | AnonymousUser, permission: Permission) -> None:
    """Raises PermissionDenied, which the web answers with 403."""
    if not may(user, permission):
        raise PermissionDenied(permission)


def roles_with(permission: Permission) -> list[Role]:
    """The roles that allow it."""
    return [role for role, allowed in PERMISSIONS.items() if permission in allowed]
