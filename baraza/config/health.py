"""What is alive: the database, and a worker that looks for work."""

from datetime import timedelta

from django.db import DatabaseError, connection
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
