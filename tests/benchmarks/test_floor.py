"""The floor reads what is readable, writes every letter, and leaves nothing behind."""

from email import message_from_bytes

import psycopg
import pytest

from benchmarks import floor
from benchmarks.generator import write_corpus


def test_every_letter_is_written_and_the_schema_is_gone_afterwards(tmp_path, dsn: str) -> None:
    write_corpus(tmp_path, count=250, seed=2)
    assert floor.measure(tmp_path, dsn) > 0
    with psycopg.connect(dsn) as connection:
        query = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
        assert connection.execute(query, [floor.SCHEMA]).fetchone() is None


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (b'text/plain; charset="koi8-r"', "Здравствуйте".encode("koi8-r"), "Здравствуйте"),
        (b"text/plain; charset=x-unknown-7", b"caf\xe9", "café"),
        (b"text/plain", b"caf\xe9", "café"),
        (b"text/plain", b"a\0b", "ab"),
        (b"image/png", b"a", ""),
    ],
)
def test_text_is_decoded_whatever_is_declared(head: bytes, body: bytes, text: str) -> None:
    raw = b"Content-Type: " + head + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body
    assert floor.text_of(message_from_bytes(raw)) == text


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("=?utf-8?B?Wm/DqyA=?= wrote", "Zoë  wrote"),
        ("=?x-unknown-7?Q?a?=", "=?x-unknown-7?Q?a?="),
        ("plain", "plain"),
    ],
)
def test_headers_are_decoded_or_left_as_they_stand(raw: str, subject: str) -> None:
    message = message_from_bytes(b"Subject: " + raw.encode() + b"\r\n\r\n")
    assert floor.header(message, "Subject") == subject
