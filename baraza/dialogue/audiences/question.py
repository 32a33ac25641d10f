"""A question about people, as it is asked on the screen and kept: plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from baraza.base.people.models import ContactKind, Purpose


@dataclass(frozen=True, slots=True)
class Question:
    """Everybody who fits every part that is set, and may be reached that way.

    Ids are of areas (with all that lie within), groups and topics; `within_days` limits when
    they wrote; `purpose` is what they must agree to, empty where the office answers people who
    asked for it; `way` is how they would be reached.
    """

    area: int | None = None
    only_remote: bool = False
    only_marginalised: bool = False
    topic: int | None = None
    within_days: int | None = None
    language: str = ""
    group: int | None = None
    purpose: str = Purpose.NEWSLETTER.value
    way: str = ContactKind.EMAIL.value

    def as_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Question:
        """From what was kept; parts that are no longer known are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})
