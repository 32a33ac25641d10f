"""Hours and answer times as people say them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from baraza.base.office.saying import (
    answer_time_in_words,
    days_in_words,
    spans_in_words,
    until_in_words,
    week_in_words,
    when_in_words,
)

NAIROBI = ZoneInfo("Africa/Nairobi")
# Monday, noon in Nairobi.
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
MORNING = [(time(9), time(12, 30))]


@pytest.fixture(autouse=True)
def in_english() -> object:
    with override("en"):
        yield


def test_hours_keep_their_order_in_any_direction() -> None:
    assert spans_in_words(MORNING) == "\u20669:00–12:30\u2069"
    assert spans_in_words([(time(20), time(0))]) == "\u206620:00–24:00\u2069"
    assert spans_in_words([]) == "closed"


def test_a_week_leaves_out_what_is_closed_at_its_ends_and_says_what_lies_between() -> None:
    week = [(0, 1, MORNING), (2, 2, []), (3, 4, MORNING), (5, 6, [])]
    assert [days for days, _hours in week_in_words(week)] == [
        "Monday and Tuesday",
        "Wednesday",
        "Thursday and Friday",
    ]
    assert week_in_words([(0, 6, [])]) == []
    assert days_in_words(0, 4) == "Monday to Friday"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (2, "today at \u206614:00\u2069"),
        # Past midnight there, not here.
        (13, "tomorrow at \u20661:00\u2069"),
        (49, "Wednesday at \u206613:00\u2069"),
        (24 * 7, "11 May 2026 at \u206612:00\u2069"),
    ],
)
def test_when_is_said_by_the_clock_of_the_place(hours: int, said: str) -> None:
    moment = NOW + timedelta(hours=hours)
    with override("en-gb"):
        assert when_in_words(moment, now=NOW, zone=NAIROBI) == said


def test_an_end_today_is_a_time_and_midnight_is_midnight() -> None:
    assert until_in_words(NOW + timedelta(hours=2), now=NOW, zone=NAIROBI) == "\u206614:00\u2069"
    assert until_in_words(NOW + timedelta(hours=12), now=NOW, zone=NAIROBI) == "midnight"


@pytest.mark.parametrize(
    ("usual", "slow", "said"),
    [
        (None, None, ""),
        (0, 0, "Usually answered on the same day."),
        (2, 2, "Usually answered within 2 working days."),
        (2, 5, "Usually answered within 5 working days. Half of the answers come within 2."),
        (
            0,
            1,
            "Usually answered within 1 working day. Half of the answers come on the same day.",
        ),
    ],
)
def test_how_long_an_answer_takes(usual: int | None, slow: int | None, said: str) -> None:
    assert answer_time_in_words(usual, slow) == said
