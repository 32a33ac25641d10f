"""Bytes of a letter into text, whatever the letter claims about itself.

Declared character sets are often missing, misspelt or untrue. Everything here returns text that can
be encoded in UTF-8 and stored in PostgreSQL: no NUL, no lone surrogate.
"""

import binascii
import re
from encodings import normalize_encoding
from encodings.aliases import aliases
from functools import lru_cache

# Python knows these as text codecs, but they are no character sets of mail: some are quadratic,
# some produce lone surrogates, some depend on the machine.
_NOT_CHARSETS = {
    "base64_codec",
    "bz2_codec",
    "hex_codec",
    "idna",
    "mbcs",
    "oem",
    "punycode",
    "quopri_codec",
    "raw_unicode_escape",
    "rot_13",
    "undefined",
    "unicode_escape",
    "uu_codec",
    "zlib_codec",
}
_CODECS = (set(aliases.values()) | {"utf_8_sig", "cp874", "koi8_u", "cp720"}) - _NOT_CHARSETS

# What senders call a character set, and the wider one they mean (as browsers read them).
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x_gbk": "gb18030",
    "x_gb2312": "gb18030",
    "hz_gb_2312": "hz",
    "big5": "cp950",
    "x_big5": "cp950",
    "big5_hkscs": "big5hkscs",
    "euc_kr": "cp949",
    "ks_c_5601_1987": "cp949",
    "ks_c_5601": "cp949",
    "shift_jis": "cp932",
    "x_sjis": "cp932",
    "windows_31j": "cp932",
    "iso2022_jp": "iso2022_jp_ext",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "windows_874": "cp874",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "iso_8859_6_i": "iso8859_6",
    "unicode_1_1_utf_7": "utf_7",
    "macintosh": "mac_roman",
    "x_mac_roman": "mac_roman",
    "x_mac_cyrillic": "mac_cyrillic",
}
# Declared by default by so much software that the bytes are the better witness.
_WESTERN = {"latin_1", "cp1252"}

_CHARSET_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9._:+-]{1,39}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_CONTROL_TABLE: dict[int, str] = dict.fromkeys((*range(9), *range(14, 32), 0x7F), "")
_CONTROL_TABLE |= dict.fromkeys((0x0B, 0x0C), "\n")
_CONTROL_TABLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
# Embedding, overriding and isolating marks reorder what stands beside them; plain LRM and RLM,
# which Arabic and Hebrew writers need, do not.
_BIDI_SWITCHES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_JAPANESE_SHIFT = re.compile(rb"\x1b\$(?:[@B]|\([DOPQ])")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_Q_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")
_PERCENT_BYTE = re.compile(rb"%([0-9A-Fa-f]{2})")


@lru_cache(maxsize=512)
def charset_codec(label: str | None) -> str | None:
    """The Python codec for a declared charset; None when it says nothing that can be used."""
    match = _CHARSET_LABEL.search(label[:100]) if label else None
    if match is None:
        return None
    name = normalize_encoding(match[0]).lower().replace(".", "_")
    name = _MEANT.get(name, name)
    name = aliases.get(name, name)
    name = _MEANT.get(name, name)
    return name if name in _CODECS and name != "ascii" else None


def decode_bytes(data: bytes, *, charset: str | None = None, hint: str | None = None) -> str:
    """Text of `data`, by the declared charset if that holds, else the likeliest reading.

    `hint` is a charset seen elsewhere in the same letter. Bytes that fit nothing become U+FFFD.
    """
    codec = charset_codec(charset)
    if codec is None:
        return _guess(data, charset_codec(hint))
    if codec in _WESTERN:
        return _guess(data, "cp1252")
    try:
        return clean_text(data.decode(codec).removeprefix("\ufeff"))
    except ValueError:
        return _guess(data, codec)


def _guess(data: bytes, likely: str | None) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        # Cut or slightly damaged UTF-8 has more whole characters than broken ones.
        if sum(char > "\x7f" for char in text) < 2 * broken:
            other = likely if likely and likely != "utf_8" else "cp1252"
            text = data.decode(other, "replace")
    else:
        if _JAPANESE_SHIFT.search(data):
            text = data.decode("iso2022_jp_ext", "replace")
    return clean_text(text.removeprefix("\ufeff"))


def clean_text(text: str) -> str:
    """`text` with line ends as \\n and without what PostgreSQL or UTF-8 refuse."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if _CONTROLS.search(text) is None else text.translate(_CONTROL_TABLE)


def one_line(text: str, *, limit: int) -> str:
    """`text` on one line of at most `limit` characters, so that it can never add a header line,
    and without marks that reorder the text around it."""
    text = _BLANKS.sub(" ", clean_text(text[: limit * 4])).strip()
    return _BIDI_SWITCHES.sub("", text)[:limit].rstrip()


def decode_header(value: str, *, hint: str | None = None) -> str:
    """A raw header value, as the stdlib parser kept it, as text: folds undone, RFC 2047 words
    decoded (inside quotation marks too, and when a character was split between two words)."""
    if "\n" in value or "\r" in value:
        value = value.replace("\r", "").replace("\n", "")
    if "=?" not in value:
        return _raw_text(value, hint)
    pieces: list[tuple[str | None, bytearray]] = []
    end = 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[end : word.start()]
        if between and (end == 0 or not between.isspace()):
            pieces.append((None, bytearray(_bytes_of(between))))
        end = word.end()
        charset = word[1].partition("*")[0].lower()
        read = decode_base64 if word[2] in "bB" else _decode_q
        data = read(_bytes_of(word[3]))
        if pieces and pieces[-1][0] == charset:
            pieces[-1][1].extend(data)
        else:
            pieces.append((charset, bytearray(data)))
    pieces.append((None, bytearray(_bytes_of(value[end:]))))
    hint = hint or next((charset for charset, _ in pieces if charset_codec(charset)), None)
    return "".join(decode_bytes(data, charset=charset, hint=hint) for charset, data in pieces)


def encoded_word_charset(value: str) -> str | None:
    """The charset the first encoded word of a raw header declares."""
    word = _ENCODED_WORD.search(value)
    return word[1].partition("*")[0] if word else None


def _raw_text(value: str, hint: str | None) -> str:
    if value.isascii() and "\x1b" not in value:
        return clean_text(value)
    return decode_bytes(_bytes_of(value), hint=hint)


def _bytes_of(value: str) -> bytes:
    """The bytes behind a string of the stdlib parser, which keeps 8-bit bytes as surrogates."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")


def _decode_q(data: bytes) -> bytes:
    return _hex_bytes(_Q_BYTE, data.replace(b"_", b" "))


def _hex_bytes(pattern: re.Pattern[bytes], data: bytes) -> bytes:
    return pattern.sub(lambda match: binascii.unhexlify(match[1]), data)


def percent_decode(value: str) -> bytes:
    """The bytes of an RFC 2231 value such as ``na%C3%AFve.pdf``."""
    return _hex_bytes(_PERCENT_BYTE, _bytes_of(value))


def decode_base64(data: bytes) -> bytes:
    """What base64 text says, skipping foreign characters and mending a missing end."""
    data = _NOT_BASE64.sub(b"", data.partition(b"=")[0])
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
