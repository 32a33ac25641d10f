"""The indexes of the offices that were searched lately, in the memory of this process.

What is published is read anew when an index is older than a few seconds; only documents that
changed are taken apart again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic

from django.db import connection

from baraza.web.site.finders import FINDERS
from baraza.web.site.parts import Found
from baraza.web.site.search.index import Document, Index, read

# What is published is found within this time, and what is taken back is gone.
FRESH_SECONDS = 3.0
# Offices × languages that are kept.
MOST_KEPT = 40


@dataclass(slots=True)
class _Kept:
    index: Index
    documents: dict[Found, Document]
    until: float


_shelf: OrderedDict[tuple[str, str], _Kept] = OrderedDict()


def index_of(*, language: str) -> Index:
    """Everything this office has published, searchable, in one language of the reader's."""
    key = (connection.schema_name, language)
    now = monotonic()
    kept = _shelf.get(key)
    if kept is None:
        kept = _shelf[key] = _Kept(Index(()), {}, until=0.0)
        while len(_shelf) > MOST_KEPT:
            _shelf.popitem(last=False)
    if kept.until < now:
        _bring_up_to_date(kept, language)
        kept.until = now + FRESH_SECONDS
    _shelf.move_to_end(key)
    return kept.index


def forget() -> None:
    """Read everything anew at the next question."""
    _shelf.clear()


def _bring_up_to_date(kept: _Kept, language: str) -> None:
    documents: dict[Found, Document] = {}
    for finder in FINDERS:
        for found in finder.everything(language):
            documents[found] = kept.documents.get(found) or read(found, finder.label)
    if documents.keys() != kept.documents.keys():
        kept.documents, kept.index = documents, Index(documents.values())
