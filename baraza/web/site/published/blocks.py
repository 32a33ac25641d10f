"""The newest of it on the home page."""

from __future__ import annotations

from typing import Any

from baraza.base.office.models import Profile
from baraza.web.site.published.shelves import newest

FEW = 3
# Looked through for whoever cares for a topic of which nothing is among the newest.
FURTHER = 24


def latest_news(_own: Profile, language: str) -> dict[str, Any] | None:
    """The newest news and statements, together. Of each topic that is not among them the newest is
    there too, unseen, for the browser of somebody who chose that topic."""
    found = newest(language, most=FURTHER)
    shown, seen = found[:FEW], {one.topic_id for one, _address in found[:FEW]}
    of_topics: dict[int, Any] = {}
    for one, address in found[FEW:]:
        if one.topic_id and one.topic_id not in seen:
            of_topics.setdefault(one.topic_id, (one, address))
    return {"texts": shown, "further": of_topics.values()} if found else None
