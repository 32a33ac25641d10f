"""Words that the office itself wrote in several languages, in the reader's."""

from __future__ import annotations

from typing import Any

from django import template

from baraza.common.translated import Translated

register = template.Library()


@register.filter
def said(thing: Translated, field: str) -> Any:
    """A field of a kind of case, an agency or a programme, as the reader understands it."""
    return thing.said(field)
