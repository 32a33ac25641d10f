"""How often one key may ask and send in an hour.

Counted in the memory of the web process, so each process counts for itself.
"""

from django.core.cache.backends.locmem import LocMemCache
from django.db import connection

AN_HOUR = 3600
SENDS, ASKS = 300, 3_000

counters = LocMemCache("open311", {"TIMEOUT": AN_HOUR, "OPTIONS": {"MAX_ENTRIES": 10_000}})


def is_too_much(key_id: int, *, sends: bool) -> bool:
    """Counts one more, and says whether it is over the limit."""
    name = f"{connection.schema_name}:{key_id}:{sends}"
    most = SENDS if sends else ASKS
    if counters.add(name, 1):
        return False
    try:
        return counters.incr(name) > most
    except ValueError:  # the hour ended in between
        counters.add(name, 1)
        return False
