"""How often each public page is read, counted without a trace of who reads.

Day, page and language, nothing else; in the memory of the web process, and written in one statement
a minute for each office. What a process has not written when it ends, a minute at most, is lost.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, connection

from baraza.base.office_register.queries import office_at, within
from baraza.insight.actions.visits import record_visits

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
A_DAY = 86_400
# Pages × languages × days between two writings; beyond it, further ones are not counted.
MOST = 20_000
# Machines that say what they are.
_MACHINE = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor|curl|wget|python|httpx|scan", re.I)


class Visits:
    """What this process has counted and not yet written."""

    def __init__(self) -> None:
        self._counted: Counter[tuple[str, str, str, str]] = Counter()
        self._written_at = time.monotonic()

    def count(self, environ: dict[str, Any], *, language: str) -> None:
        """One page shown to somebody."""
        if environ["REQUEST_METHOD"] != "GET" or _is_machine(environ.get("HTTP_USER_AGENT", "")):
            return
        host, day = _bare(environ.get("HTTP_HOST", "")), _iso(int(time.time() // A_DAY))
        key = (host, day, environ.get("PATH_INFO", ""), language)
        if key in self._counted or len(self._counted) < MOST:
            self._counted[key] += 1

    def write_if_due(self) -> None:
        """Once a minute, what was counted goes to the offices' own tables."""
        if self._counted and time.monotonic() - self._written_at >= EVERY_SECONDS:
            self.write()

    def write(self) -> None:
        """Hand over everything counted so far; counting begins anew."""
        counted, self._counted = self._counted, Counter()
        self._written_at = time.monotonic()
        for host in {key[0] for key in counted}:
            rows = [(*key[1:], times) for key, times in counted.items() if key[0] == host]
            try:
                connection.set_schema_to_public()
                office = office_at(host=host)
                if office is not None and office.is_ready:
                    with within(office):
                        record_visits(counted=rows)
            except DatabaseError:
                # A count is not worth a page that does not come.
                log.exception("visits of a minute were not written")


@lru_cache(maxsize=2_000)
def _is_machine(agent: str) -> bool:
    return bool(_MACHINE.search(agent))


@lru_cache(maxsize=1_000)
def _bare(host: str) -> str:
    """A host name without its port, in lower case."""
    name, _colon, port = host.rpartition(":")
    return (name if port.isdecimal() else host).lower()


@lru_cache(maxsize=2)
def _iso(days: int) -> str:
    """The day that is so many after 1 January 1970, in UTC."""
    return datetime.fromtimestamp(days * A_DAY, UTC).date().isoformat()
