"""PostgreSQL's own programs, run on our database."""

import os
import subprocess

from django.db import connection

from baraza.common import postgres


class ProgramFailed(Exception):
    """One of them ended badly; the message is the last thing it said."""


def run_program(program: str, *arguments: str) -> str:
    """What it wrote to standard output; the password goes by the environment.

    Raises ProgramFailed.
    """
    database = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        **{name: str(database[key]) for name, key in names.items() if database[key]},
        "PGDATABASE": database["NAME"],
    }
    done = subprocess.run(
        [str(postgres.binary(program)), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"]
        raise ProgramFailed(f"{program}: {said[-1]}")
    return done.stdout
