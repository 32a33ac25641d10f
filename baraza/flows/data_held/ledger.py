"""Who was erased, kept beside the database, so that an older backup does not bring them back.

Numbers and moments only, one JSON object a line, one file an office.
"""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from baraza.base.people.models import Person


def remember_erasure(*, person_id: int, added_at: datetime, now: datetime) -> None:
    """Note it for whoever restores this office from a backup made before."""
    path = _path(connection.schema_name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        line = {"person": person_id, "added_at": added_at.isoformat(), "at": now.isoformat()}
        file.write(json.dumps(line) + "\n")


def came_back(*, schema: str) -> list[Person]:
    """People of the current office who were erased, when its schema was `schema`, and are here
    again.
    """
    path = _path(schema)
    if not path.is_file():
        return []
    lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    # A number alone could be another person's, in an office made anew under the same name.
    known = {(line["person"], datetime.fromisoformat(line["added_at"])) for line in lines}
    people = Person.objects.filter(pk__in=[number for number, _ in known], erased_at__isnull=True)
    return [person for person in people if (person.pk, person.added_at) in known]


def _path(schema: str) -> Path:
    return Path(settings.HOME) / "erased" / f"{schema}.jsonl"
