import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.dkim_check import dkim_verdict
from baraza.base.channels.email.signing import Signer, new_private_key

SIGNER = Signer(domain="highlands.example", selector="baraza1", private_key=new_private_key())
HEAD = (
    b'From: "Salma Okello"\r\n <office@highlands.example>\r\n'
    b"To: amani@post.example\r\n"
    b"Subject: =?utf-8?b?2KfZhNmF2K/Ysdiz2Kk=?=\r\n =?utf-8?b?2KfZhNmF2K/Ysdiz2Kk=?=\r\n"
    b"Date: Mon, 04 May 2026 09:00:00 +0000\r\n"
    b"Message-ID: <1@highlands.example>\r\n"
    b"List-Unsubscribe: <https://highlands.example/u/1>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain\r\n\r\n"
)
LETTER = HEAD + b"The roof  leaks. \r\n\r\nWe wrote to the\tcounty.\r\n\r\n\r\n"


def published(name: str) -> bytes | None:
    return SIGNER.record.encode() if name == "baraza1._domainkey.highlands.example" else None


def verdict(letter: bytes) -> str:
    return dkim_verdict(letter, from_domain="highlands.example", resolver=published)


def test_a_signed_letter_is_believed_and_otherwise_unchanged() -> None:
    signed = SIGNER.sign(LETTER)
    assert signed.endswith(LETTER)
    assert verdict(signed) == "pass"
    assert max(map(len, signed.split(b"\r\n"))) < 200


@given(st.lists(st.sampled_from([b"roof", b" ", b"  ", b"\t", b"\r\n", b"\r\n\r\n", b"."])))
def test_every_way_of_spacing_a_letter_is_signed_as_others_read_it(pieces: list[bytes]) -> None:
    assert verdict(SIGNER.sign(HEAD + b"".join(pieces) + b"\r\n")) == "pass"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"leaks", b"is fine"),
        (b"Subject: =?utf-8?b?2K", b"Subject: =?utf-8?b?2L"),
        (b"/u/1", b"/u/2"),
        (b"To: amani", b"To: baraka"),
        (b"To: ", b"Reply-To: thief@post.example\r\nTo: "),
        (b"To: ", b"Subject: Send money\r\nTo: "),
        (b"To: ", b"From: other@highlands.example\r\nTo: "),
    ],
)
def test_a_letter_changed_on_its_way_is_not_believed(was: bytes, now: bytes) -> None:
    signed = SIGNER.sign(LETTER)
    assert was in signed
    assert verdict(signed.replace(was, now, 1)) != "pass"


def test_what_passing_servers_do_to_spaces_and_folds_changes_nothing() -> None:
    signed = SIGNER.sign(LETTER)
    for was, now in ((b"\r\n <office", b" <office"), (b"leaks. \r\n", b"leaks.\r\n")):
        assert verdict(signed.replace(was, now)) == "pass"


def test_the_record_counts_however_dns_cuts_and_spaces_it() -> None:
    assert SIGNER.is_published(resolver=published)
    spaced = SIGNER.record.replace("; ", ";").replace("p=", "p= ").encode() + b" ;"
    assert SIGNER.is_published(resolver=lambda name: spaced)
    assert not SIGNER.is_published(resolver=lambda name: None)
    other = Signer(domain="a.example", selector="b", private_key=new_private_key())
    assert not SIGNER.is_published(resolver=lambda name: other.record.encode())


def test_no_text_of_the_line_for_a_zone_file_is_longer_than_dns_allows() -> None:
    texts = SIGNER.zone_line.split('"')[1::2]
    assert "".join(texts) == SIGNER.record
    assert len(texts) > 1
    assert max(map(len, texts)) <= 255
