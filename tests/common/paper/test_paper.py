"""Paper: any text may stand on it, and none of it is a command."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.common.paper import (
    Letters,
    code_for,
    long_date,
    new_code,
    paragraphs,
    read_code,
    render,
)
from baraza.common.paper.printing import TEMPLATES

HEAD = {"office": "Office of Salma Okello", "member": "Salma Okello", "lines": ["P.O. Box 17"]}
HOSTILE = (
    '#panic("ran")\n\n#pagebreak()#pagebreak()\n\n#read("/etc/passwd")\n\n$ sum_( $ *bold '
    '_it `raw ``` @nobody <label> \\u{41} // gone \n\n= Heading\n\n#import "@x/y:1.0.0"\n\n"}]'
)


def letter(text: str, **more: object) -> Letters:
    one = {"to": [text], "text": text, "subject": text, "signed": [text], "dated": text}
    return {"head": HEAD, "letters": [{**one, **more}]}


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_what_people_write_is_printed_and_never_run() -> None:
    pdf = render("letter", letter(HOSTILE, subject="", dated="", signed=[]), "en")

    assert pdf.startswith(b"%PDF-")
    assert page_count(pdf) == 1


@given(text=st.text(), language=st.sampled_from(["en", "ar", "am", "sw", "zz", "pt-BR"]))
@settings(max_examples=60)
def test_any_text_can_be_printed(text: str, language: str) -> None:
    assert render("letter", letter(text), language).startswith(b"%PDF-")


def test_halves_of_signs_and_control_signs_are_left_out() -> None:
    assert render("letter", letter("a\ud800b\x00c\r\nd\uffff\ufeff"), "en").startswith(b"%PDF-")


def test_every_letter_begins_on_a_page_of_its_own() -> None:
    one = {"to": ["Wanjiru Kamau"], "text": "Thank you."}

    assert page_count(render("letter", {"head": HEAD, "letters": [one] * 3}, "en")) == 3


def test_large_print_takes_more_room() -> None:
    long = letter("The road is on the list. " * 70, to=["A"], subject="", dated="", signed=[])

    assert page_count(render("letter", long, "en")) == 1
    assert page_count(render("letter", long, "en", large_print=True)) > 1


def test_a_very_long_address_stays_in_the_window() -> None:
    pdf = render("letter", letter("Thank you.", to=["Line of an address"] * 60), "en")

    assert page_count(pdf) == 1


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("Arabic", "شكراً على رسالتكم"),
        ("Ethiopic", "ስለ ደብዳቤዎ እናመሰግናለን"),
        ("", "आपके पत्र के लिए धन्यवाद"),
        ("Tamil", "உங்கள் கடிதத்திற்கு நன்றி"),
        ("Thai", "ขอบคุณสำหรับจดหมาย"),
    ],
)
def test_each_script_is_drawn_with_its_own_font(script: str, words: str) -> None:
    fonts = re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([\w-]+)", render("letter", letter(words), "en"))

    assert any(f"NotoSans{script}-".encode() in font for font in fonts), fonts


def test_the_mark_on_paper_is_the_mark_of_the_desk() -> None:
    desk = Path(__file__).parents[3] / "baraza/web/desk/static/desk/mark.svg"

    assert (TEMPLATES / "mark.svg").read_bytes() == desk.read_bytes()


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "3 May 2026"),
        ("fr", "3 mai 2026"),
        ("es", "3 de mayo de 2026"),
        ("ar", "3 مايو 2026"),
        ("no such language", "3 May 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(language: str, written: str) -> None:
    assert long_date(date(2026, 5, 3), language) == written


def test_paragraphs_stand_between_empty_lines() -> None:
    assert paragraphs("Dear all,\r\n\r\nfirst\r\nsecond\n \n\n last ") == [
        "Dear all,",
        "first\nsecond",
        "last",
    ]


def test_a_code_is_found_however_it_is_typed() -> None:
    code = new_code()

    assert read_code(f"  {code.lower().replace('-', ' ')} ") == code
    assert read_code(code.replace("-", "")) == code


@given(st.data())
def test_one_slip_of_the_finger_is_noticed(data: st.DataObject) -> None:
    code = new_code().replace("-", "")
    place = data.draw(st.integers(0, 7))
    other = data.draw(st.sampled_from("23456789ABCDEFGHJKMNPQRSTUVWXYZ"))
    slipped = code[:place] + other + code[place + 1 :]

    assert (read_code(slipped) is None) == (other != code[place])


@given(st.integers(0, 5))
def test_two_signs_exchanged_are_noticed(place: int) -> None:
    code = new_code().replace("-", "")
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (read_code(swapped) is None) == (code[place] != code[place + 1])


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFG!", "????-????", "A" * 5000, "ⅫⅫⅫⅫⅫⅫⅫⅫ"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_is_printed_with_its_picture() -> None:
    code = code_for("ABCD-EFGH", "https://highlands.example/desk/sheet/ABCD-EFGH/")

    assert code["picture"].startswith("<svg")
    assert page_count(render("letter", letter("Thank you.", code=code), "ar")) == 1


SHEET_WORDS = dict.fromkeys(
    ("title", "day", "who_wrote", "number", "time", "ways", "name", "reach", "place", "topic",
     "said", "answer", "news", "foot"),
    HOSTILE,
)  # fmt: skip
FORM_WORDS = dict.fromkeys(
    ("title", "lead", "name", "phone", "address", "email", "topic", "said", "foot"), "Words"
) | {"choices": ["An answer, please."]}
CODE = {"code": {"readable": "ABCD-EFGH", "picture": "<svg xmlns='http://www.w3.org/2000/svg'/>"}}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("topics", [0, 1, 12])
@pytest.mark.parametrize(("large", "lines"), [(False, 12), (True, 6)])
def test_a_sheet_is_one_page(language: str, topics: int, large: bool, lines: int) -> None:
    words = SHEET_WORDS | dict.fromkeys(SHEET_WORDS, "Words")
    data = {
        "head": HEAD,
        "words": words,
        "topics": [f"Topic number {number}" for number in range(topics)],
        "line_count": lines,
        "sheets": [CODE] * 3,
    }

    assert page_count(render("sheet", data, language, large_print=large)) == 3


def test_words_of_the_office_on_a_sheet_are_no_commands() -> None:
    data = {
        "head": HEAD,
        "words": SHEET_WORDS,
        "topics": [HOSTILE],
        "line_count": 1,
        "sheets": [CODE],
    }

    assert render("sheet", data, "en").startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("topics", [0, 12])
@pytest.mark.parametrize("large", [False, True])
def test_a_form_is_one_page(language: str, topics: int, large: bool) -> None:
    data = {
        "head": HEAD,
        "words": FORM_WORDS,
        "topics": [f"Topic number {number}" for number in range(topics)],
        "forms": [CODE, CODE | {"known": {"name": "Wanjiru Kamau", "address": "x" * 500}}],
    }

    assert page_count(render("form", data, language, large_print=large)) == 2
