"""What stands at the top of every public page while it lasts: the office in a crisis, notices."""

from __future__ import annotations

from baraza.base.office.models import Profile
from baraza.web.site.parts import Block
from baraza.web.site.reach import parts as reach
from baraza.web.site.told import blocks as told

TOPS: list[Block] = [
    Block("site/reach/crisis.html", reach.crisis),
    Block("site/told/danger.html", told.danger),
]


def filled(blocks: list[Block], own: Profile, language: str) -> list[dict[str, object]]:
    """Those blocks that have something to say, each a context with its `template`."""
    return [
        {"template": block.template, **context}
        for block in blocks
        if (context := block.context(own, language)) is not None
    ]
