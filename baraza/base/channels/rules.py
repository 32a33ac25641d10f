"""Guards: what must still be true at the moment something leaves.

A package above registers its guard in `ready()`; the outbox asks it by name. An unknown guard
means: do not send.
"""

from collections.abc import Callable

# Returns "" when the item may leave, else the reason it must not.
Guard = Callable[[str], str]

_guards: dict[str, Guard] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Make a guard known under the name outgoing items carry."""
    _guards[name] = guard


def refusal(*, guard: str, subject: str) -> str:
    """Why this may not leave now; empty when it may."""
    if not guard:
        return ""
    asked = _guards.get(guard)
    if asked is None:
        return f"The check {guard!r} is not known here."
    return asked(subject)
