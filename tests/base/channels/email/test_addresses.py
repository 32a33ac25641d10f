import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.addresses import COUNT_LIMIT, CUT, Address, read_addresses


def raw(text: str) -> str:
    """`text` as the stdlib parser keeps it: 8-bit bytes as surrogates."""
    return text.encode().decode("ascii", "surrogateescape")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("amina@lake.example", [("", "amina@lake.example")]),
        ("Amina Otieno <Amina@Lake.Example>", [("Amina Otieno", "amina@lake.example")]),
        ('"Otieno, Amina" <amina@lake.example>', [("Otieno, Amina", "amina@lake.example")]),
        ("Otieno, Amina <amina@lake.example>", [("Otieno, Amina", "amina@lake.example")]),
        (r'"Amina \"Mama\" O" <a@lake.example>', [('Amina "Mama" O', "a@lake.example")]),
        ("amina@lake.example (Amina Otieno)", [("Amina Otieno", "amina@lake.example")]),
        ("Amina (at (work)) <amina@lake.example>", [("Amina", "amina@lake.example")]),
        ("Dr. A. B. Otieno <a@lake.example>", [("Dr. A. B. Otieno", "a@lake.example")]),
        ("=?utf-8?q?J=C3=B6rg_=2C_X?= <j@hill.example>", [("Jörg , X", "j@hill.example")]),
        ('"=?utf-8?q?J=C3=B6rg?=" <j@hill.example>', [("Jörg", "j@hill.example")]),
        ("a@one.example, B <b@two.example>,", [("", "a@one.example"), ("B", "b@two.example")]),
        ("Team: a@one.example, b@two.example;", [("", "a@one.example"), ("", "b@two.example")]),
        ("undisclosed-recipients:;", []),
        ("", []),
        (" ,\r\n ,", []),
        ("a@one.example <a@one.example>", [("a@one.example", "a@one.example")]),
        ("'Amina' <amina@lake.example>", [("'Amina'", "amina@lake.example")]),
        ('"amina.o"@lake.example', [("", "amina.o@lake.example")]),
        ("first.last.@phone.example", [("", "first.last.@phone.example")]),
        ("x+tag=1/2@lake.example", [("", "x+tag=1/2@lake.example")]),
        ("root@localhost", [("", "root@localhost")]),
        ("A\r\n B\r\n <a@one.example>", [("A B", "a@one.example")]),
    ],
)
def test_sound_mailboxes_are_read(value, expected):
    assert read_addresses(value) == ([Address(*pair) for pair in expected], [])


@pytest.mark.parametrize(
    "value",
    [
        "alice@trusted.example)bob@evil.example",
        "alice@trusted.example(bob@evil.example",
        "alice@trusted.example <bob@evil.example>",
        "<alice@trusted.example> <bob@evil.example>",
        "<alice@trusted.example> bob@evil.example",
        "alice@trusted.example bob@evil.example",
        "alice@trusted.example@evil.example",
        '"alice@trusted.example"@evil.example',
        '"alice@trusted.example bob"@evil.example',
        "alice＠trusted.example@evil.example",
        "<@trusted.example:bob@evil.example>",
        "<alice@trusted.example,bob@evil.example>",
        "=?utf-8?q?alice=40trusted.example?=",
        "=?utf-8?q?alice=40trusted.example=3E?=@evil.example",
        "=?utf-8?q?Alice_=3Calice=40trusted.example=3E?=",
        "alice@trusted.example\0.evil.example",
        "alice\u202e@trusted.example",
        "alice@trus\u200bted.example",
        'alice@trusted.example"',
        "alice@trusted.example\\",
        "alice@[192.0.2.1]",
        "alice@trusted..example",
        "alice@-trusted.example",
        "alice@trusted.example;",
        "alice @ <trusted.example>",
        "@trusted.example",
        "alice@",
        "<>",
        "Mail Delivery",
        "x" * 65 + "@trusted.example",
        "x@" + ".".join(["y" * 60] * 5),
    ],
)
def test_a_mailbox_that_can_be_read_in_two_ways_is_refused(value):
    found, refused = read_addresses(raw(value))
    assert found == []
    assert len(refused) == 1


def test_addresses_in_other_scripts_are_kept_with_an_ascii_host():
    found, _ = read_addresses(raw("José <José@münchen.example>"))
    assert found == [Address("José", "josé@xn--mnchen-3ya.example")]


def test_eight_bit_addresses_that_are_not_utf8_are_refused():
    assert read_addresses("jos\udce9@hill.example")[0] == []


def test_a_sound_mailbox_beside_a_refused_one_is_kept():
    found, refused = read_addresses("bad@@x.example, Good <good@y.example>")
    assert found == [Address("Good", "good@y.example")]
    assert refused == ["bad@@x.example"]


def test_a_name_cannot_carry_a_line_or_turn_the_text_around():
    value = "=?utf-8?b?QQ0KQmNjOiB4QHkuZXhhbXBsZeKAriE=?= <a@one.example>"
    assert read_addresses(value)[0][0].name == "A Bcc: x@y.example!"


@pytest.mark.parametrize(
    "value",
    [
        *("(" * 300_000, "a," * 150_000, '"' * 300_001, "<" * 300_000, "(\\" * 150_000),
        *(":" * 300_000, "a:;" * 99_999, "a:" * 99_999, " " * 999, " a" * 450, "()" * 99_999),
        ",".join(f"n{number}@x.example" for number in range(20_000)),
    ],
    ids=lambda value: value[:4],
)
def test_hostile_lists_are_read_quickly_and_bounded(value, within_seconds):
    with within_seconds(2):
        found, refused = read_addresses(value)
    assert len(found) + len(refused) <= COUNT_LIMIT + 2


def test_what_stands_past_the_limits_counts_as_refused():
    value = "a@x.example," * COUNT_LIMIT + "b@y.example"
    found, refused = read_addresses(value)
    assert {address.address for address in found} == {"a@x.example"}
    assert refused == [CUT]


@given(st.text(alphabet='ab@.<>()",;:\\ =?\r\n[]é\udce9\u202e\0', max_size=40))
def test_whatever_stands_in_the_header_addresses_come_out_clean(value):
    found, refused = read_addresses(value)
    for address in found:
        assert address.address.count("@") == 1
        assert not set(address.address) & set(' <>()",;:\\[]\r\n\0\u202e')
        assert address.address == address.address.lower()
        assert read_addresses(raw(address.address)) == ([Address("", address.address)], [])
    for text in [*refused, *(address.name for address in found)]:
        assert "\0" not in text
        assert "\n" not in text
        text.encode()
