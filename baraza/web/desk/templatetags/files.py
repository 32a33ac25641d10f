"""How a file may be shown, by the type it claims; its bytes are asked again before it is."""

from __future__ import annotations

from django import template

from baraza.common.uploads import PDF, PICTURES, TEXT

register = template.Library()
_PICTURES = {kind.media_type for kind in PICTURES}


@register.filter
def is_picture(media_type: str) -> bool:
    """A picture every browser draws without running anything."""
    return media_type in _PICTURES


@register.filter
def is_seen_in_place(media_type: str) -> bool:
    """Whether it is worth asking for it in its place: pictures, PDF, plain text."""
    return media_type in _PICTURES or media_type in {PDF.media_type, TEXT.media_type}
