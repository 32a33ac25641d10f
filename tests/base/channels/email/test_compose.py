from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.compose import CannotBeSent, compose, sendable
from baraza.base.channels.email.parse import ParsedLetter, parse_letter
from baraza.base.channels.models import OutgoingItem, OutgoingKind

DATE = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def item(**fields: object) -> OutgoingItem:
    own = {
        "kind": OutgoingKind.PERSONAL,
        "recipient": "amani@post.example",
        "recipient_name": "Amani Njeri",
        "from_address": "office@highlands.example",
        "from_name": "Salma Okello",
        "subject": "Your well",
        "text": "We have asked the water office.\n\nYours",
        "language": "en",
        "message_id": "0123.4567@highlands.example",
    }
    return OutgoingItem(**own | fields)


def written(**fields: object) -> tuple[bytes, ParsedLetter]:
    content = compose(item(**fields), date=DATE)
    return content, parse_letter(content)


def head_of(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[0]


def test_what_is_written_is_what_is_read():
    content, letter = written()
    assert letter.sender.name == "Salma Okello"
    assert letter.to[0].address == "amani@post.example"
    assert letter.subject == "Your well"
    assert letter.date == DATE
    assert letter.text.strip() == "We have asked the water office.\n\nYours"
    assert "<p " in letter.html
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_long_message_ids_stay_whole_so_that_the_answer_threads():
    long = "AM0PR0102MB" + "3601" * 30 + "@eurprd01.prod.exchange.example"
    marks = " ".join(f"{n}{long}" for n in range(20))
    content, letter = written(in_reply_to=long, references=marks)
    assert letter.in_reply_to == [long]
    assert letter.references == marks.split()
    assert max(map(len, content.split(b"\r\n"))) < 998


def test_identifiers_that_are_none_are_left_out():
    _, letter = written(in_reply_to="<broken", references="good@x.example é@x.example")
    assert letter.in_reply_to == []
    assert letter.references == ["good@x.example"]


@pytest.mark.parametrize(
    "subject",
    [
        "Two\r\nBcc: victim@post.example",
        "Two\u2028lines\x85and\x0bmore",
        "=?utf-8?q?not?= encoded",
        "مياه الشرب في القرية " * 20,
        "x" * 500,
        "",
    ],
)
def test_no_subject_adds_a_header_or_breaks_the_letter(subject: str):
    content, letter = written(subject=subject)
    assert "bcc" not in letter.headers
    assert letter.subject == " ".join(subject.split())[:500]
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


@pytest.mark.parametrize(
    "name",
    [
        '"Quoted" \\ name',
        "Okello, Salma",
        "أمل حداد",
        "Zoë " * 49,
        "a@b.example",
        "x\r\ny",
        "(",
        "",
    ],
)
def test_any_name_is_shown_as_it_is(name: str):
    _, letter = written(recipient_name=name)
    assert letter.to[0].address == "amani@post.example"
    assert letter.to[0].name == " ".join(name.split())


def test_what_a_machine_sends_says_so():
    for kind, word in (
        (OutgoingKind.ACKNOWLEDGEMENT, "auto-replied"),
        (OutgoingKind.BULK, "auto-generated"),
        (OutgoingKind.SIGN_IN, "auto-generated"),
    ):
        headers = written(kind=kind)[1].headers
        assert headers["auto-submitted"] == word
        assert headers["x-auto-response-suppress"] == "All"
        assert ("precedence" in headers) == (kind != OutgoingKind.SIGN_IN)
    assert "auto-submitted" not in written()[1].headers


def test_text_cannot_become_markup():
    _, letter = written(text="<script>alert(1)</script>")
    assert "<script" not in letter.html


@pytest.mark.parametrize("text", [".", "..\n.\n", "From here\n", "x" * 5_000, "é" * 5_000, ""])
def test_any_text_arrives_as_it_was(text: str):
    _, letter = written(text=text)
    assert letter.text.strip() == text.strip()


@pytest.mark.parametrize(
    ("address", "as_sent"),
    [
        ("amani@post.example", "amani@post.example"),
        ("a..b@post.example", '"a..b"@post.example'),
        ('"a b"@post.example', '"a b"@post.example'),
        ("jürgen@post.example", "jürgen@post.example"),
    ],
)
def test_addresses_are_written_as_servers_want_them(address: str, as_sent: str):
    assert sendable(address) == as_sent


@pytest.mark.parametrize(
    "address", ["", "@", "a", "a@", "@b", "a@b>c", "a@b\r\nx", "a\x00@b", "a@-b-", "a@b c", "<a@b"]
)
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises(CannotBeSent):
        sendable(address)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_words_give_one_letter_with_our_headers_only(
    name: str, subject: str, mark: str, text: str
):
    clean = str.maketrans(dict.fromkeys(range(0xD800, 0xE000)))
    name, subject, mark, text = (each.translate(clean) for each in (name, subject, mark, text))
    content, letter = written(
        recipient_name=name, subject=subject, in_reply_to=mark, references=mark, text=text
    )
    assert letter.sender.address == "office@highlands.example"
    assert [one.address for one in letter.to] == ["amani@post.example"]
    allowed = {
        *("from", "to", "subject", "date", "message-id", "in-reply-to", "references"),
        *("mime-version", "content-type"),
    }
    assert set(letter.headers) <= allowed
    assert head_of(content).isascii()


@given(st.text(max_size=80))
def test_any_address_is_written_safely_or_refused(address: str):
    try:
        sent = sendable(address)
    except CannotBeSent:
        return
    assert sent.isprintable()
    assert "<" not in sent
    assert "@" in sent
