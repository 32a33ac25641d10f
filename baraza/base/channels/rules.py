"""Guards: what must still be true at the moment something leaves.

A package above registers its guard in `ready()`; the outbox asks it by name. An unknown guard
means: do not send.
"""

from collections.abc import Callable, Collection, Mapping

# Returns "" when the item may leave, else the reason it must not.
Guard = Callable[[str], str]
# The same for many subjects at once: the reasons of those that must not leave.
GuardOfMany = Callable[[Collection[str]], Mapping[str, str]]

_guards: dict[str, GuardOfMany] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Make a guard known under the name outgoing items carry."""
    register_guard_of_many(
        name, lambda subjects: {one: reason for one in subjects if (reason := guard(one))}
    )


def register_guard_of_many(name: str, guard: GuardOfMany) -> None:
    """A guard that is asked once for as many letters as leave together."""
    _guards[name] = guard


def refusals(*, guard: str, subjects: Collection[str]) -> Mapping[str, str]:
    """Why these may not leave now, by subject; those that may are not in it."""
    if not guard:
        return {}
    asked = _guards.get(guard)
    if asked is None:
        return dict.fromkeys(subjects, f"The check {guard!r} is not known here.")
    return asked(subjects)
