"""What the processes say on standard error: enough to find a fault, and not a word of anybody."""

from __future__ import annotations

import logging
from types import TracebackType

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError
from procrastinate.exceptions import ConnectorException

from baraza.common.trails import trail

_OF_THE_DATABASE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    OperationalError,
    InterfaceError,
)
# PostgreSQL's words for a server that stops, has crashed, or is still starting.
_GOING = {"57P01", "57P02", "57P03"}
_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class Line(logging.Formatter):
    """An error is told by where it came from. What it says stays unsaid: PostgreSQL quotes whole
    rows, and a parser the letter it cannot read.
    """

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 (logging's name)
        return f"  {trail(ei[1])}"


class Outage(logging.Filter):
    """Keeps quiet what the queue of jobs says about a database that does not answer: it is pages,
    from each worker. Whoever started the workers says it once, by `is_noticed`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_noticed = False

    def filter(self, record: logging.LogRecord) -> bool:
        source = record.name.partition(".")[0]
        if source == "psycopg":  # of connections, and of nothing else
            return False
        error = record.exc_info[1] if record.exc_info else None
        if error is None or source not in {"procrastinate", "asyncio"} or not is_outage(error):
            return True
        self.is_noticed = True
        return False


def is_outage(error: BaseException) -> bool:
    """Whether it says that the database does not answer."""
    if isinstance(error, (ConnectorException, DatabaseError)) and error.__cause__:
        error = error.__cause__
    code = getattr(error, "sqlstate", None)
    is_gone = code is None or code in _GOING or code.startswith("08")
    return isinstance(error, _OF_THE_DATABASE) and is_gone
