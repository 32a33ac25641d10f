import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dns.resolver import NoNameservers
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.dkim_check import Resolver, dkim_verdict

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
RECORD = b"v=DKIM1; k=rsa; p=" + b"".join(PUBLIC.splitlines()[1:-1])
LETTER = b"From: Nadia <nadia@example.org>\r\nSubject: School\r\n\r\nThe roof leaks.\r\n"


def example_org(name: str) -> bytes | None:
    return {"mail._domainkey.example.org": RECORD}.get(name)


def signed(letter: bytes = LETTER, *, domain: bytes = b"example.org", **options: object) -> bytes:
    header = dkim.sign(letter, b"mail", domain, PRIVATE, **options)
    return header + letter


@pytest.mark.parametrize(
    "canonical",
    [(b"relaxed", b"relaxed"), (b"simple", b"simple")],
)
def test_a_letter_signed_by_its_own_domain_passes(canonical: tuple[bytes, bytes]) -> None:
    letter = signed(canonicalize=canonical)
    assert dkim_verdict(letter, from_domain="example.org", resolver=example_org) == "pass"


def test_a_domain_above_speaks_for_those_below() -> None:
    letter = signed(LETTER.replace(b"@example.org", b"@post.example.org"))
    assert dkim_verdict(letter, from_domain="Post.Example.ORG.", resolver=example_org) == "pass"


def test_a_changed_letter_fails() -> None:
    letter = signed()
    for was, now in ((b"roof leaks", b"roof is fine"), (b"Subject: School", b"Subject: Bridge")):
        changed = letter.replace(was, now)
        assert dkim_verdict(changed, from_domain="example.org", resolver=example_org) == "fail"


def test_a_signature_made_with_another_key_fails() -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    forged = dkim.sign(LETTER, b"mail", b"example.org", other) + LETTER
    assert dkim_verdict(forged, from_domain="example.org", resolver=example_org) == "fail"


def test_one_good_signature_among_several_is_enough() -> None:
    broken = dkim.sign(LETTER + b"more", b"mail", b"example.org", PRIVATE)
    letter = broken + signed()
    assert dkim_verdict(letter, from_domain="example.org", resolver=example_org) == "pass"


@pytest.mark.parametrize("domain", [b"evil.example", b"notexample.org", b"mx.example.org"])
def test_another_domains_signature_says_nothing(domain: bytes) -> None:
    letter = signed(domain=domain)
    verdict = dkim_verdict(letter, from_domain="example.org", resolver=lambda name: RECORD)
    assert verdict == "unknown"


def test_a_signature_of_a_part_says_nothing_of_the_rest() -> None:
    letter = signed(length=True) + b"Send money.\r\n"
    assert dkim_verdict(letter, from_domain="example.org", resolver=example_org) == "unknown"


def test_a_second_sender_takes_the_verdict_away() -> None:
    letter = b"From: Minister <minister@example.org>\r\n" + signed()
    assert dkim_verdict(letter, from_domain="example.org", resolver=example_org) == "unknown"


def _no_answer(name: str) -> bytes | None:
    raise NoNameservers


@pytest.mark.parametrize(
    "resolver",
    [
        _no_answer,
        lambda name: None,
        lambda name: b"",
        lambda name: b"v=DKIM1; p=",
        lambda name: b"v=DKIM1; k=rsa; p=bm9uc2Vuc2U=",
        lambda name: b"\xff\x00 nonsense",
    ],
)
def test_without_a_usable_key_nothing_is_known(resolver: Resolver) -> None:
    assert dkim_verdict(signed(), from_domain="example.org", resolver=resolver) == "unknown"


def test_an_unsigned_letter_asks_nobody() -> None:
    assert dkim_verdict(LETTER, from_domain="example.org", resolver=_no_answer) == "unknown"
    assert dkim_verdict(LETTER, from_domain="", resolver=_no_answer) == "unknown"


def test_where_dns_does_not_answer_the_verdict_comes_soon() -> None:
    assert dkim_verdict(signed(domain=b"no-such.invalid"), from_domain="no-such.invalid") in {
        "unknown"
    }


@pytest.mark.parametrize(
    "letter",
    [
        signed() + b" " * 3_000_000,
        b"X: y\r\n " * 200_000 + signed(),
        b"DKIM-Signature: v=1; d=example.org; b=" + b" \r\n " * 20_000 + signed(),
        signed()[:200] + b"\r\n" * 3_000_000,
    ],
)
def test_hostile_letters_do_not_take_long(letter: bytes) -> None:
    assert dkim_verdict(letter, from_domain="example.org", resolver=example_org) in {
        "unknown",
        "fail",
    }


@given(st.binary(max_size=300), st.integers(0, 600))
def test_no_bytes_make_it_fall_over(noise: bytes, place: int) -> None:
    letter = signed()
    hostile = letter[:place] + noise + letter[place:]
    verdict = dkim_verdict(hostile, from_domain="example.org", resolver=example_org)
    assert verdict in {"pass", "fail", "unknown"}
