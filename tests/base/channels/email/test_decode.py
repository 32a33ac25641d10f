import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email import decode
from baraza.base.channels.email.decode import (
    charset_codec,
    clean_text,
    decode_base64,
    decode_bytes,
    decode_header,
    one_line,
)


def storable(text: str) -> bool:
    """Whether PostgreSQL takes the text."""
    text.encode("utf-8")
    return "\0" not in text


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("utf-8", "utf-8", "Łódź çà et là 你好"),
        ("UTF8", "utf-8", "Łódź"),
        ("iso-2022-jp", "iso2022_jp", "議員への手紙です。"),
        ("gb2312", "gbk", "尊敬的議員，您好"),
        ("GBK", "gbk", "尊敬的議員"),
        ("koi8-r", "koi8_r", "Уважаемый депутат"),
        ("windows-1251", "cp1251", "Уважаемый депутат"),
        ("big5", "big5", "尊敬的議員"),
        ("Shift_JIS", "cp932", "①議員への手紙"),
        ("ks_c_5601-1987", "cp949", "존경하는 의원님께"),
        ("iso-8859-8-i", "iso8859_8", "שלום רב"),
        ("windows-1256", "cp1256", "السلام عليكم"),
        ("tis-620", "tis_620", "เรียนท่าน"),
        ("iso-8859-1", "cp1252", "It’s “dear” – €5"),
        ("macintosh", "mac_roman", "déjà vu"),
        ('"utf-8"', "utf-8", "naïve"),
        ("utf-8; format=flowed", "utf-8", "naïve"),
    ],
)
def test_a_declared_charset_is_read_as_its_senders_mean_it(charset, codec, text):
    assert decode_bytes(text.encode(codec), charset=charset) == text


@pytest.mark.parametrize(
    "charset",
    [
        *("no-such-charset", "", None, "x-unknown", "unknown-8bit", "a\0b", "é", "../../os"),
        *("rot13", "zlib", "hex", "punycode", "idna", "unicode_escape", "undefined", "x" * 9_999),
    ],
)
def test_a_charset_that_is_none_leaves_it_to_the_bytes(charset):
    assert charset_codec(charset) is None
    assert decode_bytes("grüß".encode(), charset=charset) == "grüß"
    assert decode_bytes(b"gr\xfc\xdf", charset=charset) == "grüß"


def test_every_codec_in_the_tables_exists():
    names = set(decode._MEANT.values()) | decode._CODECS
    assert all(b"ok".decode(name, "replace") for name in names)


def test_utf8_wrongly_declared_as_western_is_still_utf8():
    assert decode_bytes("Señora".encode(), charset="iso-8859-1") == "Señora"
    assert decode_bytes("Señora".encode(), charset="us-ascii") == "Señora"


def test_western_bytes_wrongly_declared_as_utf8_become_western():
    assert decode_bytes(b"Se\xf1ora Mu\xf1oz", charset="utf-8") == "Señora Muñoz"


def test_utf8_cut_in_the_middle_of_a_character_loses_only_that_character():
    assert decode_bytes("Çok teşekkürler é".encode()[:-1]) == "Çok teşekkürler \ufffd"


def test_undeclared_bytes_take_the_charset_seen_elsewhere_in_the_letter():
    data = "Здравствуйте".encode("koi8_r")
    assert decode_bytes(data, hint="koi8-r") == "Здравствуйте"
    assert storable(decode_bytes(data))


def test_undeclared_iso_2022_jp_is_recognised_by_its_escapes():
    assert decode_bytes("お願いします".encode("iso2022_jp")) == "お願いします"


def test_lone_surrogates_out_of_utf7_become_replacement_characters():
    assert decode_bytes(b"a+2AA-b", charset="utf-7") == "a\ufffdb"


def test_line_ends_become_newlines_and_controls_vanish():
    assert clean_text("a\r\nb\rc\x0cd\x00e\x1bf\tg") == "a\nb\nc\nde" + "f\tg"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Plain subject", "Plain subject"),
        ("=?utf-8?q?Caf=C3=A9_au_lait?=", "Café au lait"),
        ("=?UTF-8?B?Q2Fmw6k=?=", "Café"),
        ("=?utf-8*fr?q?Caf=C3=A9?=", "Café"),
        ("=?iso-8859-2?Q?=A3=F3d=BC?= and more", "Łódź and more"),
        ("=?utf-8?q?one?=\r\n =?utf-8?q?_two?=", "one two"),
        ("=?utf-8?q?one?= =?iso-8859-1?q?_tw=F6?=", "one twö"),
        ("=?utf-8?b?w4?= =?utf-8?b?qQ?=", "é"),
        ("=?utf-8?q?=E4=BD?= =?utf-8?q?=A0=E5=A5=BD?=", "你好"),
        ("=?utf-8?q?spaces inside a word?=", "spaces inside a word"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        ("=?utf-8?x?what?=", "=?utf-8?x?what?="),
        ("=?no-such?q?Caf=C3=A9?=", "Café"),
        ("=?utf-8?b?!!!?=", ""),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("folded\r\n over lines", "folded over lines"),
    ],
)
def test_header_words_are_decoded_as_people_expect(raw, text):
    assert decode_header(raw) == text


def test_raw_eight_bit_headers_are_read():
    assert decode_header("Señora".encode().decode("ascii", "surrogateescape")) == "Señora"
    assert decode_header(b"Se\xf1ora".decode("ascii", "surrogateescape")) == "Señora"
    raw = "Здравствуйте".encode("koi8_r").decode("ascii", "surrogateescape")
    assert decode_header(raw, hint="koi8-r") == "Здравствуйте"


def test_one_line_can_never_carry_a_second_header_line():
    raw = "=?utf-8?q?Hello=0D=0ABcc:_all@evil.example?="
    assert one_line(decode_header(raw), limit=200) == "Hello Bcc: all@evil.example"


def test_one_line_drops_marks_that_turn_text_around_but_keeps_arabic_readers_marks():
    assert one_line("photo\u202egpj.exe", limit=99) == "photogpj.exe"
    assert one_line("سلام\u200f!", limit=99) == "سلام\u200f!"


def test_a_long_header_of_opened_words_is_read_quickly(within_seconds):
    with within_seconds(1):
        decode_header("=?a?q?" * 200_000)
        decode_header("=?utf-8?q?x?= " * 100_000)


@given(st.binary(max_size=300))
def test_broken_base64_never_raises_and_sound_base64_is_exact(data):
    decode_base64(data)
    assert decode_base64(base64.encodebytes(data)) == data


@given(st.binary(), st.text(max_size=30) | st.sampled_from(sorted(decode._CODECS)))
def test_any_bytes_under_any_label_become_storable_text(data, charset):
    assert storable(decode_bytes(data, charset=charset))
    assert storable(decode_bytes(data, hint=charset))


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_any_text_becomes_storable(text):
    assert storable(clean_text(text))
    assert storable(decode_header(text))
    line = one_line(text, limit=50)
    assert storable(line)
    assert len(line) <= 50
    assert len(line.splitlines()) <= 1


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=80))
def test_a_header_written_by_the_standard_is_read_back(text):
    word = "=?utf-8?b?" + base64.b64encode(text.encode()).decode() + "?="
    assert decode_header(word) == text.removeprefix("\ufeff")
