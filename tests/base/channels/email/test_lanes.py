"""Letters handed over by several connections at once, to servers that are scripted here."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

from baraza.base.channels.email.lanes import (
    LANES,
    LETTERS_FOR_A_LANE,
    Carrier,
    NotTried,
    Outcome,
    Parcel,
)
from baraza.base.channels.email.transport import Envelope, Temporary

PATIENCE = 10.0
STUCK = b"stuck"
REFUSED = b"refused"


class Server:
    """Counts connections, remembers letters; one that says "stuck" waits until it is let go."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.offered: list[Envelope | None] = []
        self.opened = self.closed = 0
        self.goes_on = Event()
        self._lock = Lock()

    def open(self) -> "Connection":
        with self._lock:
            self.opened += 1
        return Connection(self)

    def takes(self, content: bytes, then: Envelope | None) -> str:
        if content == STUCK:
            assert self.goes_on.wait(PATIENCE)
        if content == REFUSED:
            raise Temporary("not now")
        with self._lock:
            self.letters.append(content)
            self.offered.append(then)
        return f"taken {content.decode()}"

    def closes(self) -> None:
        with self._lock:
            self.closed += 1


class Connection:
    def __init__(self, server: Server) -> None:
        self._server = server

    def deliver(self, envelope: Envelope, content: bytes, *, then: Envelope | None = None) -> str:
        return self._server.takes(content, then)

    def close(self) -> None:
        self._server.closes()


@contextmanager
def carrying(server: Server) -> Iterator[tuple[Carrier, Callable[..., None]]]:
    with Carrier() as carrier:
        yield carrier, lambda *parcels: carrier.give(parcels, way="us", opener=server.open)
        server.goes_on.set()


def parcel(number: int, content: bytes = b"", *, for_seconds: float = PATIENCE) -> Parcel:
    return Parcel(
        number=number,
        envelope=Envelope("us@office.example", f"person{number}@post.example"),
        content=content or str(number).encode(),
        valid_until=time.time() + for_seconds,
    )


def outcomes(carrier: Carrier, count: int) -> dict[int, Outcome]:
    found: dict[int, Outcome] = {}
    until = time.monotonic() + PATIENCE
    while len(found) < count and time.monotonic() < until:
        found.update({one.number: one for one in carrier.fetch(timeout=0.1)})
    return found


def test_what_the_server_said_of_each_letter_comes_back() -> None:
    server = Server()
    with carrying(server) as (carrier, give):
        give(parcel(1), parcel(2))
        said = {number: one.said for number, one in outcomes(carrier, 2).items()}
    assert said == {1: "taken 1", 2: "taken 2"}


def test_a_letter_that_is_refused_holds_up_nobody() -> None:
    server = Server()
    with carrying(server) as (carrier, give):
        give(parcel(1, REFUSED), parcel(2))
        found = outcomes(carrier, 2)
    assert isinstance(found[1].error, Temporary)
    assert found[2].error is None


def test_a_few_letters_share_a_connection() -> None:
    server = Server()
    with carrying(server) as (carrier, give):
        give(*(parcel(number) for number in range(LETTERS_FOR_A_LANE)))
        outcomes(carrier, LETTERS_FOR_A_LANE)
    assert server.opened == 1


def test_many_letters_have_several_connections_and_no_more_than_servers_allow() -> None:
    server, count = Server(), LETTERS_FOR_A_LANE * (LANES + 2)
    with carrying(server) as (carrier, give):
        give(*(parcel(number) for number in range(count)))
        assert outcomes(carrier, count).keys() == set(range(count))
    assert server.opened == LANES
    assert sorted(server.letters, key=int) == [str(number).encode() for number in range(count)]


def test_a_letter_that_takes_long_holds_up_only_who_stands_behind_it() -> None:
    server, count = Server(), LETTERS_FOR_A_LANE * 2
    with carrying(server) as (carrier, give):
        give(parcel(0, STUCK), *(parcel(number) for number in range(1, count)))
        # One may stand behind it: it was offered together with it.
        found = outcomes(carrier, count - 2)
        assert 0 not in found
        server.goes_on.set()
        found |= outcomes(carrier, count - len(found))
    assert found.keys() == set(range(count))


def test_the_next_letter_is_offered_with_the_one_before() -> None:
    server = Server()
    letters = [parcel(1), parcel(2)]
    with carrying(server) as (carrier, give):
        give(*letters)
        outcomes(carrier, 2)
    assert server.offered == [letters[1].envelope, None]


def test_a_letter_that_lay_for_too_long_is_not_offered_to_the_server() -> None:
    server = Server()
    with carrying(server) as (carrier, give):
        give(parcel(1, for_seconds=-1), parcel(2))
        found = outcomes(carrier, 2)
    assert isinstance(found[1].error, NotTried)
    assert server.letters == [b"2"]


def test_a_connection_that_may_have_heard_of_an_old_letter_is_given_up() -> None:
    server = Server()
    with carrying(server) as (carrier, give):
        give(parcel(1, for_seconds=-1))
        outcomes(carrier, 1)
        assert server.closed == 1


def test_each_way_has_connections_of_its_own() -> None:
    one, other = Server(), Server()
    with Carrier() as carrier:
        carrier.give([parcel(1)], way="one", opener=one.open)
        carrier.give([parcel(2)], way="other", opener=other.open)
        outcomes(carrier, 2)
    assert (one.letters, other.letters) == ([b"1"], [b"2"])


def test_at_the_end_every_letter_was_handed_over_and_every_connection_is_closed() -> None:
    server, count = Server(), LETTERS_FOR_A_LANE * LANES
    with carrying(server) as (_, give):
        give(*(parcel(number) for number in range(count)))
    assert len(server.letters) == count
    assert server.closed == server.opened == LANES


def test_whoever_asks_when_nothing_has_come_to_an_end_is_told_so() -> None:
    with Carrier() as carrier:
        assert carrier.fetch(timeout=0.01) == []
