import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.parse import UnreadableMail
from baraza.base.channels.models import Channel, RawItem
from baraza.dialogue.conversations.reading import Reading, read_raw
from tests.letters import letter

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
OWN = frozenset({"office@highlands.example"})


def read(content: bytes, **fields: object) -> Reading:
    raw = RawItem(**{"content": content, "arrived_at": NOW, "channel": Channel.EMAIL, **fields})
    return read_raw(raw, own_addresses=OWN, trusted_servers=frozenset({"mx.highlands.example"}))


def form(**fields: object) -> Reading:
    return read(json.dumps(fields).encode(), channel=Channel.FORM, is_live=True)


def test_a_letter_is_understood():
    found = read(letter(in_reply_to="<b@x.example>", references=["<a@x.example>", "<b@x.example>"]))
    assert (found.author_name, found.author_address) == ("Amani Njeri", "amani@post.example")
    assert found.references == ["b@x.example", "a@x.example"]
    assert found.language == "en"
    assert not found.is_outgoing
    assert found.machine is None


def test_history_is_as_old_as_it_says_and_live_mail_as_old_as_its_arrival():
    written = NOW - timedelta(days=30)
    assert read(letter(date=written)).happened_at == written
    assert read(letter(date=written), is_live=True).happened_at == NOW
    assert read(letter(date=NOW + timedelta(days=1))).happened_at == NOW


def test_what_is_quoted_is_kept_apart():
    found = read(letter("Thank you.\n\nOn 1 May 2026, Office wrote:\n> We have asked.\n"))
    assert found.said.strip() == "Thank you."
    assert "We have asked" in found.quoted


@pytest.mark.parametrize(
    ("headers", "doubted"),
    [
        ({"Authentication-Results": "mx.highlands.example; dmarc=fail"}, True),
        ({"Authentication-Results": "mx.highlands.example 1; spf=pass; dmarc = fail"}, True),
        ({"Authentication-Results": "mx.highlands.example; dmarc=pass"}, False),
        ({"Authentication-Results": "mx.evil.example; dmarc=fail"}, False),
        ({}, False),
    ],
)
def test_only_our_own_mail_servers_verdict_counts(headers: dict[str, str], doubted: bool):
    assert bool(read(letter(headers=headers)).sender_warning) is doubted


def test_an_automatic_answer_of_our_own_program_has_answered_nobody():
    ours = letter(
        sender="office@highlands.example",
        to="a@x.example",
        headers={"Auto-Submitted": "auto-replied"},
    )
    assert read(ours, is_outgoing=True).machine.kind == "auto_reply"


def test_what_somebody_called_a_letter_is_one():
    machine = letter(headers={"Auto-Submitted": "auto-replied", "X-Spam-Flag": "YES"})
    found = read(machine, is_surely_letter=True)
    assert (found.machine, found.junk_reason) == (None, "")


def test_a_form_is_read_whole():
    found = form(
        text="The bus does not come.",
        name="Rosa Lima",
        email="Rosa@Post.example",
        phone="+254 712 345678",
        address="Mbuni\nHouse 4",
        subject="Bus",
        language="fr",
    )
    assert found.author_address == "rosa@post.example"
    assert found.author_phone == "+254 712 345678"
    assert found.said == "The bus does not come.\n\n+254 712 345678\n\nMbuni\nHouse 4"


@pytest.mark.parametrize(
    "email", ["no address", "a@b, c@d.example", "<>", "x" * 400 + "@y.example"]
)
def test_an_address_that_is_none_is_left_out(email: str):
    assert form(text="x", email=email).author_address == ""


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"3", b'"x"', b"{", b"\xff", b"[" * 100_000]
)
def test_what_is_no_form_is_said(content: bytes):
    with pytest.raises(UnreadableMail):
        read(content, channel=Channel.FORM)


names = st.sampled_from(
    [
        "text",
        "name",
        "email",
        "phone",
        "subject",
        "language",
        "message_id",
        "in_reply_to",
        "address",
    ]
)


@given(
    st.dictionaries(names, st.text(max_size=900) | st.none() | st.integers() | st.lists(st.text()))
)
def test_whatever_a_form_holds_fits_and_can_be_stored(fields: dict[str, object]):
    found = form(**{"text": "x", **fields})
    limits = {
        "subject": 500,
        "author_name": 200,
        "author_address": 320,
        "author_phone": 100,
        "message_id": 500,
        "language": 10,
    }
    for name, limit in limits.items():
        value = getattr(found, name)
        assert len(value) <= limit
        assert "\n" not in value
        value.encode()
    assert "\x00" not in found.said
    found.said.encode()


@pytest.mark.parametrize("length", [300, 2_000, 100_000])
@pytest.mark.parametrize(
    "name", ["Subject", "Message-ID", "In-Reply-To", "References", "From", "To"]
)
def test_no_header_is_too_long(name: str, length: int):
    value = "x" * length
    if name in {"From", "To"}:
        value = f"{value} <{value}@post.example>"
    content = f"{name}: {value}\r\n".encode() + b"X-Other: 1\r\n\r\nThe well is dry.\r\n"
    found = read(content)
    assert found.said.startswith("The well")
    assert max(map(len, (found.message_id, found.subject))) <= 500
    assert len(found.author_address) <= 320
