"""Days as people write them."""

from datetime import date

import pytest

from baraza.web.desk.search.dates import read_days

TODAY = date(2026, 5, 4)
LANGUAGES = ["en", "fr", "ar", "es"]
TWELFTH = (date(2026, 3, 12), date(2026, 3, 12))


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-12", "2026-3-12", "12/3/2026", "12.03.2026", "12-3-2026", "12 March 2026",
        "12th of March 2026", "March 12, 2026", "12 mar. 2026", "12 mars 2026",
        "12 de marzo de 2026",
        "12 مارس 2026", "12 march",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert read_days(written, languages=LANGUAGES, today=TODAY) == TWELFTH


def test_a_month_is_all_its_days() -> None:
    february = (date(2024, 2, 1), date(2024, 2, 29))
    for written in ("February 2024", "2024-02", "février 2024"):
        assert read_days(written, languages=LANGUAGES, today=TODAY) == february


def test_the_day_may_come_second_where_it_can_be_no_month() -> None:
    found = read_days("3/25/2026", languages=LANGUAGES, today=TODAY)
    assert found == (date(2026, 3, 25), date(2026, 3, 25))


def test_without_a_year_it_is_the_last_such_day_there_was() -> None:
    assert read_days("5 May", languages=LANGUAGES, today=TODAY) == (date(2025, 5, 5),) * 2
    assert read_days("4 May", languages=LANGUAGES, today=TODAY) == (TODAY, TODAY)


@pytest.mark.parametrize(
    "written",
    [
        "", "March", "may", "2026", "12", "31 February 2026", "0000-00-00", "2026-13-01",
        "12 Marchs 2026",
        "march march 2026", "the well 2026", "12 13 March 2026", "99/99/9999", "a b c d e f",
    ],
)  # fmt: skip
def test_what_is_no_day_is_looked_for_as_words(written: str) -> None:
    assert read_days(written, languages=LANGUAGES, today=TODAY) is None


def test_a_language_nobody_knows_is_passed_over() -> None:
    found = read_days("12 March 2026", languages=["xx", "not a language", "en"], today=TODAY)
    assert found == TWELFTH
