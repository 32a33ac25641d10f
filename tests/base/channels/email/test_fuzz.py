"""Whatever comes in, a letter comes out whose every string can be stored, or a refusal with a
reason: over the standard library's own malformed messages, real mail, and seeded mutations of both.
`BARAZA_FUZZ` sets the number of mutations."""

import os
import random
import sysconfig
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.html import clean_html
from baraza.base.channels.email.parse import (
    ParsedLetter,
    UnreadableMail,
    attachment_content,
    parse_letter,
)

MUTATIONS = int(os.environ.get("BARAZA_FUZZ", "5000"))
STDLIB_MAIL = Path(sysconfig.get_path("stdlib"), "test", "test_email", "data")

SEEDS = [
    b"From: a@one.example\r\nTo: b@two.example\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n\r\nwords\r\n",
    b'From: "Otieno, A" <a@one.example>\nContent-Type: multipart/mixed; boundary="cut"\n\n'
    b"--cut\nContent-Type: text/html; charset=gb2312\n\n<p>\xc4\xe3<table><td>x\n"
    b'--cut\nContent-Type: application/pdf; name="=?koi8-r?b?8NLJ18XU?="\n'
    b"Content-Disposition: attachment; filename*0*=utf-8''na%C3%AF; filename*1=ve.pdf\n"
    b"Content-Transfer-Encoding: base64\n\nJVBERg==\n--cut\nContent-Type: message/rfc822\n\n"
    b"From: c@three.example\nContent-Transfer-Encoding: quoted-printable\n\n=E9=\n--cut--\n",
    b"Subject: report\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    b"--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n"
    b"\n"
    b"Final-Recipient: rfc822; a@one.example\nStatus: 5.1.1\n\n--b--\n",
    b"Date: Mon, 3 Mar 2025 10:00:00 +0300\nReferences: <a@x.example>\n <b@x.example>\n"
    b"Content-Type: text/plain; charset=iso-2022-jp; format=flowed; delsp=yes\n\n"
    b"\x1b$B5D0w\x1b(B \n> x \n",
]
# What breaks parsers, dropped into mail at random places.
SPLINTERS = [
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\x1b$B", b"\r", b"\n", b"\r\n\r\n", b"\n\n", b" ", b"\t"),
    *(b"=?utf-8?b?", b"?=", b"=?utf-7?q?+2AA-?=", b"=", b"=\n", b"=ZZ", b'"', b"<", b">", b"("),
    *(b")", b"@", b",", b";", b":", b"\\", b"--", b"--cut", b"--cut--\n", b"*0*=", b"''", b"%"),
    *(b"&#xD800;", b"&#99999999999;", b"&#0;", b"<!--", b"<table>", b"</td>", b"<svg>", b"<pre>"),
    *(b"Content-Type: multipart/mixed; boundary=cut\n", b"Content-Type: message/rfc822\n\n"),
    *(b"Content-Type: multipart/alternative\n", b"Content-Type: message/delivery-status\n\n"),
    *(b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: text/plain; charset=utf-7\n"),
    *(
        b"Content-Type: text/plain; charset*=x''y\n",
        b"Content-Type: multipart/digest; boundary=b\n",
    ),
    *(b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n"),
    *(b"Content-Transfer-Encoding: quoted-printable\n", b"From: a@x.example\n", b"From \n"),
    *(b"Date: 99 Foo 0000 99:99:99 +9999\n", b"Content-Disposition: attachment; filename*=\n"),
    *(b"boundary*0*=a''b; boundary*1=c", b"charset=\xe9", b'; boundary=""', b"\xe2\x80\xae"),
]


def assert_sound(value: object) -> None:
    """Every string below `value` is valid UTF-8 without NUL, every moment is in UTC."""
    if isinstance(value, str):
        value.encode("utf-8")
        assert "\0" not in value
    elif isinstance(value, datetime):
        assert value.tzinfo is UTC
    elif isinstance(value, list):
        for each in value:
            assert_sound(each)
    elif isinstance(value, dict):
        assert_sound([*value, *value.values()])
    elif is_dataclass(value):
        for field in fields(value):
            assert_sound(getattr(value, field.name))


def assert_one_line(*values: str) -> None:
    for value in values:
        assert len(value.splitlines()) <= 1


def read_or_refuse(raw: bytes) -> ParsedLetter | None:
    letter, reason = None, ""
    try:
        letter = parse_letter(raw)
    except UnreadableMail as refusal:
        reason = refusal.reason
    if letter is None:
        assert reason.endswith(".")
        return None
    assert_sound(letter)
    assert (letter.sender is None) == bool(letter.sender_note)
    assert_one_line(letter.subject, letter.message_id, *letter.in_reply_to, *letter.references)
    for person in filter(None, [letter.sender, *letter.reply_to, *letter.to, *letter.cc]):
        assert_one_line(person.name, person.address)
    for attachment in letter.attachments:
        assert_one_line(attachment.filename, attachment.content_type, attachment.content_id)
        assert 0 < len(attachment.filename) <= 150
        assert not set(attachment.filename) & set("/\\\0\u202e")
        assert not attachment.filename.startswith(".")
    return letter


def mutated(raw: bytes, others: list[bytes], rng: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        # Most of what a parser decides stands near the top.
        at = rng.randrange(min(len(data), rng.choice([400, 4_000, 1 << 30])) + 1)
        match rng.randrange(7):
            case 0:
                data[at:at] = rng.choice(SPLINTERS)
            case 1:
                data[at : at + rng.randint(1, 60)] = b""
            case 2:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 3:
                data[at : at + rng.randint(1, 8)] = rng.choice(SPLINTERS)
            case 4:
                other = rng.choice(others)
                start = rng.randrange(len(other))
                data[at:at] = other[start : start + rng.randint(1, 500)]
            case 5:
                data[at:at] = data[at : at + rng.randint(1, 80)] * rng.randint(2, 20)
            case 6:
                del data[at + rng.randrange(2_000) :]
    return bytes(data)


def stdlib_mail() -> list[bytes]:
    return [path.read_bytes() for path in sorted(STDLIB_MAIL.glob("msg_*.txt"))]


@pytest.mark.skipif(not STDLIB_MAIL.is_dir(), reason="this Python came without its own tests")
def test_the_standard_librarys_malformed_messages_are_all_read():
    messages = stdlib_mail()
    assert len(messages) >= 40
    letters = [read_or_refuse(raw) for raw in messages]
    assert all(letters)
    for raw, letter in zip(messages, letters, strict=True):
        for attachment in letter.attachments:
            assert len(attachment_content(raw, attachment.index)) == attachment.size


def test_real_mail_is_all_read_with_sender_words_and_date(shared_mail):
    messages = [path.read_bytes() for path in sorted((shared_mail / "ham").iterdir())]
    assert len(messages) == 300
    for raw in messages:
        letter = read_or_refuse(raw)
        assert letter.sender
        assert letter.text
        assert letter.subject
        assert letter.date
        assert letter.message_id
        assert clean_html(letter.html, cid_urls={}) or not letter.html


def test_mutated_mail_is_read_or_refused():
    rng = random.Random(20260)
    seeds = [*SEEDS, *stdlib_mail()]
    letters = 0
    for number in range(MUTATIONS):
        raw = mutated(rng.choice(seeds), seeds, rng)
        try:
            letter = read_or_refuse(raw)
            if letter and number % 10 == 0:
                clean_html(letter.html, cid_urls={}).encode()
                for attachment in letter.attachments:
                    assert len(attachment_content(raw, attachment.index)) == attachment.size
        except Exception as error:
            error.add_note(f"mutation {number}: {raw!r}")
            raise
        letters += letter is not None
    # Damage is no reason to turn a constituent away.
    assert letters > 0.995 * MUTATIONS


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(raw):
    read_or_refuse(raw)


@given(st.lists(st.sampled_from(SPLINTERS) | st.binary(max_size=9), max_size=60).map(b"".join))
def test_any_pile_of_splinters_is_read_or_refused(raw):
    read_or_refuse(raw)
