"""One office's letters are filed by one process at a time: each finds the thread and the person the
one before it made.

Filing does not wait for the disk. What is lost with the machine was never filed: the letter was
safe before, still waits, and is filed again. Nothing leaves because of a filing that could be lost:
a sender claims what is to leave, and that commit waits, and takes all before it along.
"""

import zlib
from contextlib import suppress

from django.db import DatabaseError, connection

from baraza.common.rows import Statement

UNHURRIED = "SET LOCAL synchronous_commit TO off"


class Turn:
    """Begins with the first statement of who files, and ends with the transaction that files.

    Its statements travel with others: to ask for a lock alone takes as long as to store a letter.
    """

    def __init__(self) -> None:
        self._key = zlib.crc32(f"receive/{connection.schema_name}".encode())
        self._is_held = False

    def taking(self) -> list[str]:
        """Statements to run ahead of the first, together with it."""
        if connection.in_atomic_block:
            return [f"SELECT pg_advisory_xact_lock({self._key})"]
        self._is_held = True
        return [f"SELECT pg_advisory_lock({self._key})", UNHURRIED]

    def ending(self) -> list[Statement]:
        """Statements that give the turn to the present transaction."""
        if not self._is_held:
            return []
        self._is_held = False
        handing_over = f"SELECT pg_advisory_xact_lock({self._key}), pg_advisory_unlock({self._key})"
        return [(handing_over, []), (UNHURRIED, [])]

    def leave(self) -> None:
        """Nothing was filed, or it could not be."""
        if not self._is_held:
            return
        # Without a connection there is no lock either.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({self._key})")
