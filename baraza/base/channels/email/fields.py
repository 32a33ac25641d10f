"""Fields of a letter to many, written `[first_name]`."""

import re
from collections.abc import Mapping

FIELD = re.compile(r"\[([a-z][a-z0-9_]{0,39})\]")


def filled(text: str, fields: Mapping[str, str]) -> str:
    """The text as one recipient reads it; brackets that are no field of theirs stay as written."""
    return FIELD.sub(lambda found: fields.get(found[1], found[0]), text)
