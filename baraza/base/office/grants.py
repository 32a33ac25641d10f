"""What this office allows roles that do not have it by themselves."""

from baraza.base.accounts.models import Role, User
from baraza.base.accounts.rules import Permission, register_grant, roles_with
from baraza.base.office.queries import profile

# Who only reads, to look how the office works, changes nothing in it.
MAY_TAKE_IN = frozenset(Role) - {*roles_with(Permission.TAKE_IN_CASES), Role.AUDITOR}


def _takes_cases_in(user: User) -> bool:
    theirs = MAY_TAKE_IN & {*user.roles}
    return bool(theirs) and not theirs.isdisjoint(profile().intake_roles)


register_grant(Permission.TAKE_IN_CASES, _takes_cases_in)
