"""The rules of conduct where somebody writes."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from baraza.base.office.queries import current_rules, wording

register = template.Library()


@dataclass(frozen=True, slots=True)
class Conduct:
    """The version in force, in the reader's language."""

    version: int
    paragraphs: list[str]


@register.simple_tag
def conduct() -> Conduct:
    """Read only where it is shown: one query."""
    rules = current_rules()
    return Conduct(rules.version, wording(rules=rules))
