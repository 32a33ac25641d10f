from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions import filing, receive
from baraza.dialogue.conversations.actions.receive import Received, receive_waiting
from baraza.dialogue.conversations.models import Message
from tests.letters import letter
from tests.threads import at_once


def bring(now: datetime, *texts: str) -> None:
    """Letters that are stored and not filed, each known by what it says."""
    arrivals = [Arrival(letter(text, message_id=f"<{text}@turns.example>")) for text in texts]
    store_arrivals(source=texts[0], arrivals=arrivals, now=now, wakes=False)


def states(first: str) -> Counter[str]:
    """What became of the letters that came with the first of them."""
    return Counter(RawItem.objects.filter(source=first).values_list("state", flat=True))


def locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def waits_for_the_disk() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return cursor.fetchone()[0] == "on"


@pytest.fixture
def settling(committed_office: Office, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What is to happen in the middle of a filing, once its rows are written."""
    happens: list[Callable[[], None]] = []
    real = filing.settle

    def settle(**options) -> None:
        for one in happens:
            one()
        real(**options)

    monkeypatch.setattr(filing, "settle", settle)
    return happens


def test_filing_does_not_wait_for_the_disk_and_what_follows_does(
    settling: list[Callable[[], None]], now: datetime
):
    seen = []
    settling.append(lambda: seen.append(waits_for_the_disk()))
    bring(now, "unhurried")

    assert receive_waiting(now=now).counts == {RawState.FILED: 1}

    assert seen == [False]
    assert waits_for_the_disk()


def test_a_turn_lasts_until_what_was_filed_is_there_for_all(
    settling: list[Callable[[], None]], now: datetime
):
    held = []
    settling.append(lambda: held.append(locks()))
    bring(now, "lasting")

    receive_waiting(now=now)

    assert held == [1]
    assert locks() == 0


def test_a_turn_in_which_nothing_waits_ends_as_well(committed_office: Office, now: datetime):
    assert receive_waiting(now=now).total == 0
    assert locks() == 0


def test_where_a_filing_fails_late_each_is_tried_alone_and_the_turn_is_over(
    settling: list[Callable[[], None]], now: datetime
):
    def fail() -> None:
        if Message.objects.filter(message_id="poison@turns.example").exists():
            raise RuntimeError

    settling.append(fail)
    bring(now, "one", "poison", "two")

    received = receive_waiting(now=now)

    assert received.counts == {RawState.FILED: 2, RawState.QUARANTINE: 1}
    assert states("one") == received.counts
    assert locks() == 0


def test_what_another_process_filed_after_a_failure_stays_filed(
    committed_office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    bring(now, "failing")

    def fail(*_args, **_options) -> None:
        raise RuntimeError

    def file_elsewhere(error: Exception) -> bool:
        monkeypatch.undo()
        [received] = at_once(committed_office, lambda: receive_waiting(now=now))
        assert isinstance(received, Received), received
        assert received.counts == {RawState.FILED: 1}
        return False

    # After its rows are written, when the turn ends with the transaction that is rolled back.
    monkeypatch.setattr(receive, "set_duty", fail)
    monkeypatch.setattr(receive, "_is_database_trouble", file_elsewhere)

    assert receive_waiting(now=now).total == 0
    assert states("failing") == {RawState.FILED: 1}


def test_two_processes_file_each_letter_once(committed_office: Office, now: datetime):
    bring(now, *(f"both-{number}" for number in range(12)))

    def file() -> int:
        total = 0
        while True:
            received = receive_waiting(now=now, limit=2)
            total += received.total
            if not received.more:
                return total

    results = at_once(committed_office, file, file)

    assert sum(results) == 12
    letters = Message.objects.filter(message_id__startswith="both-")
    assert letters.count() == 12
    assert letters.values("conversation__person").distinct().count() == 1
    assert locks() == 0
