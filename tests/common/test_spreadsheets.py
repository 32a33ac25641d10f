"""Exports that calculate nothing when a spreadsheet opens them."""

import csv
import io
import xml.sax.saxutils
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.common.spreadsheets import csv_lines, safe_cell

BEGINNINGS = "=+-@|%\uff1d\uff0b\uff0d\uff20\t\r"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example")',
        "+254700000000",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1+1",
        "\r=1",
        "  =1+1",
        "\n@A1",
        "\x00=1",
        "\ufeff=1",
        "\uff1d1",
    ],
)
def test_what_could_be_calculated_is_text(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")


@pytest.mark.parametrize("value", [None, 3, -3, 2.5, True, date(2026, 5, 4)])
def test_numbers_and_dates_stay_what_they_are(value: object) -> None:
    assert safe_cell(value) is value


@pytest.mark.parametrize("text", ["", "Amani Njeri", "Chôra = 3", "المياه", "5 - 3"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_no_text_begins_a_formula_or_breaks_a_workbook(text: str) -> None:
    safe = str(safe_cell(text))
    assert not safe.lstrip(" \n\ufeff").startswith(tuple(BEGINNINGS))
    assert len(safe) <= 32_767
    if not any(0xD800 <= ord(sign) <= 0xDFFF for sign in safe):
        ElementTree.fromstring(f"<c>{xml.sax.saxutils.escape(safe)}</c>")


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1)))
def test_lines_read_back_as_they_were_but_for_the_apostrophe(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows))
    assert text.startswith("\ufeff") or not rows
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [[str(safe_cell(cell)) for cell in row] for row in rows]


def test_a_cell_split_at_another_sign_still_is_inside_quotes() -> None:
    [line] = csv_lines([["ok;=1+1", "b"]])
    assert line == '\ufeff"ok;=1+1","b"\r\n'
