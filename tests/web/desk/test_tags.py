"""Dates and numbers as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from baraza.web.desk.templatetags.desk import exactly, in_parts, initials, moment, on_day, said_day
from baraza.web.desk.templatetags.inbox import grouped

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 5, 6), "today"),
        (date(2026, 5, 5), "yesterday"),
        (date(2026, 5, 2), "Saturday"),
        (date(2026, 4, 29), "April 29"),
        (date(2025, 4, 29), "April 29, 2025"),
        (date(2026, 5, 7), "May 7"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_day_is_called_as_briefly_as_is_unmistakable(day: date, said: str) -> None:
    assert said_day(day) == said


@time_machine.travel(NOON, tick=False)
def test_today_only_the_time_is_said_and_the_date_is_one_hover_away() -> None:
    shown = moment(NOON - timedelta(hours=2))
    # Without full stops, because a sentence may end with it.
    assert ">10 AM<" in shown
    assert "May 6, 2026, 10 AM" in shown


@time_machine.travel(NOON, tick=False)
def test_where_only_the_day_matters_the_time_is_one_hover_away() -> None:
    shown = on_day(NOON - timedelta(hours=2))
    assert ">today<" in shown
    assert "May 6, 2026, 10 AM" in shown


@time_machine.travel(NOON, tick=False)
def test_the_day_is_the_readers_day() -> None:
    late = datetime(2026, 5, 5, 22, 30, tzinfo=UTC)
    with timezone.override("Africa/Nairobi"):
        assert "today, 1:30 AM" in exactly(late)


@pytest.mark.parametrize("show", [moment, exactly])
def test_no_date_shows_nothing(show: object) -> None:
    assert show(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Leila Haddad", "LH"),
        ("Plato", "P"),
        ("", ""),
        ("Ana de la Cruz", "AC"),
        ("ليلى حداد", "لح"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_long_address_breaks_between_its_parts_and_stays_harmless() -> None:
    assert in_parts("ann-mary@post.example") == "ann<wbr>-mary<wbr>@post<wbr>.example"
    assert in_parts("<b>@x") == "&lt;b&gt;<wbr>@x"
    assert in_parts("") == ""


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,890"), ("fr", "1\xa0890"), ("es", "1\xa0890")]
)
def test_thousands_stand_apart_as_the_reader_writes_them(language: str, said: str) -> None:
    with override(language):
        assert grouped(1890) == said
