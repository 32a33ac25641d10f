"""What is alive: the database, and a worker that looks for work."""

from datetime import timedelta

import psycopg
from django.db import DatabaseError, connection, connections
from django.utils import timezone

# A worker signs in every ten seconds; one that was killed is missed after three of them.
WORKER_SILENCE = timedelta(seconds=30)


def failing() -> dict[str, str]:
    """What is not alive, with a sentence each; empty when all is."""
    try:
        connection.set_schema_to_public()
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
            (seen_at,) = cursor.fetchone()
    except DatabaseError as error:
        return {"database": str(error).strip().splitlines()[0]}
    if seen_at is None:
        return {"worker": "no worker has started"}
    silence = timezone.now() - seen_at
    if silence > WORKER_SILENCE:
        return {"worker": f"no sign of a worker for {int(silence.total_seconds())} s"}
    return {}


def database_answers() -> bool:
    """Whether it lets us in, within two seconds."""
    parameters = connection.get_connection_params() | {"connect_timeout": 2}
    try:
        psycopg.connect(**parameters).close()
    except psycopg.Error:
        return False
    return True


def last_worker() -> int:
    """The number of the worker that signed in last; 0 where none ever did."""
    return _asked("SELECT coalesce(max(id), 0) FROM procrastinate_workers")


def workers_since(number: int) -> int:
    """How many workers signed in after that one."""
    return _asked("SELECT count(*) FROM procrastinate_workers WHERE id > %s", number)


def _asked(question: str, *values: int) -> int:
    """Leaves no connection behind: a copy of this process must not share it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchone()[0]
    except DatabaseError:  # it may be on its way; who asks, asks again
        return 0
    finally:
        connections.close_all()
