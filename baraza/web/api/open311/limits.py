"""How often one key may ask and send in an hour: counted for all web processes together."""

import time

from django.core.cache import cache

AN_HOUR = 3600
SENDS, ASKS = 300, 3_000


def is_too_much(key_id: int, *, sends: bool) -> bool:
    """Counts one more, and says whether it is over the limit.

    Two that come at the same instant may count as one; a limit is no ledger.
    """
    hour = int(time.time()) // AN_HOUR
    name = f"open311:{key_id}:{sends}:{hour}"
    count = cache.get(name, 0) + 1
    cache.set(name, count, AN_HOUR)
    return count > (SENDS if sends else ASKS)
