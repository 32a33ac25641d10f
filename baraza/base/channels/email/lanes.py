"""Several connections to a mail server, each with a thread that hands over letter after letter.

The threads know of no database: whoever gives them letters keeps the accounts. A letter that takes
its server a minute holds up nobody but those behind it in its own lane.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from baraza.base.channels.email.transport import Envelope, Transport

# A connection costs more than some letters; many large servers allow no more than three.
LETTERS_FOR_A_LANE = 25
LANES = 3
CLOSING_SECONDS = 5.0

Opener = Callable[[], Transport]


class NotTried(Exception):
    """In hand for too long: somebody else may have it by now. Nothing was said to any server."""


@dataclass(slots=True)
class Parcel:
    """One letter, ready to be handed over until `valid_until` (seconds since the epoch)."""

    number: int
    envelope: Envelope
    content: bytes
    valid_until: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server said, or the error that handing over ended with."""

    number: int
    said: str = ""
    error: Exception | None = None


class Carrier:
    """Takes letters for several servers and says what became of each; a context manager."""

    def __init__(self) -> None:
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._lanes: dict[str, _Lanes] = {}

    def __enter__(self) -> "Carrier":
        return self

    def __exit__(self, *_: object) -> None:
        for lanes in self._lanes.values():
            lanes.end()
        until = time.monotonic() + CLOSING_SECONDS
        for lanes in self._lanes.values():
            lanes.wait(until)

    def give(self, parcels: Sequence[Parcel], *, way: str, opener: Opener) -> None:
        """Have letters handed over, in this order as far as lanes are free. `opener` makes the
        connections of a way that is new here.
        """
        if way not in self._lanes:
            self._lanes[way] = _Lanes(opener, self._outcomes)
        self._lanes[way].give(parcels)

    def fetch(self, *, timeout: float) -> list[Outcome]:
        """What has come to an end: at least one, if one does within the timeout."""
        outcomes: list[Outcome] = []
        try:
            outcomes.append(self._outcomes.get(timeout=timeout))
            while True:
                outcomes.append(self._outcomes.get_nowait())
        except Empty:
            return outcomes


class _Lanes:
    def __init__(self, opener: Opener, outcomes: SimpleQueue[Outcome]) -> None:
        self._opener = opener
        self._outcomes = outcomes
        self._letters: SimpleQueue[Parcel | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def give(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            self._letters.put(parcel)
        wanted = min(LANES, -(-self._letters.qsize() // LETTERS_FOR_A_LANE))
        while len(self._threads) < wanted:
            thread = Thread(target=self._work, daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        for _ in self._threads:
            self._letters.put(None)

    def wait(self, until: float) -> None:
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        transport = self._opener()
        parcel = self._letters.get()
        while parcel is not None:
            following = self._at_once()
            self._outcomes.put(_handed_over(transport, parcel, following))
            parcel = following or self._letters.get()
        transport.close()

    def _at_once(self) -> Parcel | None:
        try:
            following = self._letters.get_nowait()
        except Empty:
            return None
        if following is None:
            self._letters.put(None)
        return following


def _handed_over(transport: Transport, parcel: Parcel, following: Parcel | None) -> Outcome:
    if time.time() > parcel.valid_until:
        transport.close()  # it may have been offered already
        return Outcome(parcel.number, error=NotTried())
    then = following.envelope if following else None
    try:
        said = transport.deliver(parcel.envelope, parcel.content, then=then)
    except Exception as error:
        return Outcome(parcel.number, error=error)
    return Outcome(parcel.number, said)
