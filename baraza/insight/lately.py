"""What took long to count is not counted again for every reader who looks a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.cache import cache

Counted = TypeVar("Counted")
# What is quicker than this is always counted anew, so that small offices see every change at once.
SLOW_SECONDS = 0.12
KEPT_SECONDS = 60


def lately(
    *, name: str, count: Callable[[], Counted], now: datetime, anew: bool = False
) -> tuple[datetime, Counted]:
    """When it was counted, and what was found: at most a minute ago.

    `name` says all that the figures depend on, the reader included; each office has its own.
    """
    kept = None if anew else cache.get(name)
    if kept is not None:
        return kept
    began = time.perf_counter()
    found = count()
    if time.perf_counter() - began > SLOW_SECONDS:
        cache.set(name, (now, found), KEPT_SECONDS)
    return now, found
