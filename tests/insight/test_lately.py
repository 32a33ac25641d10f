"""Slow figures are kept for a minute, quick ones never."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.insight import lately as module
from baraza.insight.lately import lately


@pytest.fixture
def everything_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW_SECONDS", -1.0)


def numbers() -> Iterator[int]:
    yield from range(100)


@pytest.mark.usefixtures("office")
def test_what_is_quick_is_counted_each_time(now: datetime) -> None:
    count = numbers().__next__
    assert [lately(name="a", count=count, now=now)[1] for _ in range(3)] == [0, 1, 2]


@pytest.mark.usefixtures("office", "everything_is_slow")
def test_what_is_slow_is_counted_once_and_says_when(now: datetime) -> None:
    count, later = numbers().__next__, now + timedelta(seconds=30)
    assert lately(name="a", count=count, now=now) == (now, 0)
    assert lately(name="a", count=count, now=later) == (now, 0)
    assert lately(name="b", count=count, now=later) == (later, 1)
    assert lately(name="a", count=count, now=later, anew=True) == (later, 2)


@pytest.mark.usefixtures("everything_is_slow")
def test_one_office_never_sees_what_was_counted_in_another(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    count = numbers().__next__
    with within(two_offices[0]):
        assert lately(name="a", count=count, now=now)[1] == 0
    with within(two_offices[1]):
        assert lately(name="a", count=count, now=now)[1] == 1
