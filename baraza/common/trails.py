"""Where an error came from, without what it says: that may quote a letter."""

from __future__ import annotations

import traceback
from pathlib import Path

OURS = Path(__file__).parents[1]


def trail(error: BaseException) -> str:
    """Its kind, PostgreSQL's code where it has one, and the places in our code that led to it,
    with the place where it was raised; then the same of whatever it came from.
    """
    ways = [_way(error)]
    known = {id(error)}
    while cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        if id(cause) in known:
            break
        known.add(id(cause))
        ways.append(_way(cause))
        error = cause
    return ", after ".join(ways)


def _way(error: BaseException) -> str:
    found = traceback.extract_tb(error.__traceback__)
    places = [place for place in found[:-1] if OURS in Path(place.filename).parents] + found[-1:]
    way = " > ".join(f"{_name(place.filename)}:{place.lineno} {place.name}" for place in places)
    code = getattr(error, "sqlstate", None)
    return f"{type(error).__name__}{f' {code}' if code else ''} ({way})"


def _name(file: str) -> str:
    """Enough of it to find it, the same on every machine."""
    path = Path(file)
    return str(path.relative_to(OURS)) if OURS in path.parents else "/".join(path.parts[-2:])
