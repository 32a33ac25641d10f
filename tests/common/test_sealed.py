"""What is sealed opens with its own key, whole, or not at all; and age itself understands it."""

import base64
import os
from io import BytesIO

import pytest

from baraza.common import sealed

SECRET, PUBLIC = sealed.new_key()
# Written by another implementation of the format, with a line of its own that nobody knows.
OTHERS_SECRET = "AGE-SECRET-KEY-1FZTAW8453QKRRJ4JWPQM2EM9VL9U6NEUAE8MNYWW9HHL7PMD0EKQGH56NZ"
OTHERS_FILE = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA4U2V5REhJTVZJc1FHSUU1MU1TRGxuNWFwc3Z2Ykt1cUxSWTBs"
    "b05idXg4CnNrS0lwS0NqcWhISkZJNU1DR01ubHh1cHJvWUhnNXk5anRoaFcvYmdRcXcKLT4gWmUsNSxWRS1ncmVhc2Ug"
    "JGRueS8gbWtdJ3BMciBlbiwKcmt3MzFZMGtlc0dnMGhOcGxWYUdjRXVIYW96a2gxUQotLS0gbFMxOWJKa2pETG11MEx0"
    "ZUxjTWZSeG8yQ0ljT3FRbVozQitpcnNKN3JtUQqikJJiAM2q40wdadVbwgY6VCU8jle9p9ndXe1u1vMNcI9TmyzGcJlh"
    "AxS1gZ06OTg="
)
CHUNK, TAG = 64 * 1024, 16  # a piece, as the format has it


def seal(content: bytes, *keys: str) -> bytes:
    target = BytesIO()
    sealed.seal(BytesIO(content), target, public_keys=keys or [PUBLIC])
    return target.getvalue()


def unseal(content: bytes, secret: str = SECRET) -> bytes:
    target = BytesIO()
    sealed.unseal(BytesIO(content), target, secret_key=secret)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_sealed_comes_back_as_it_was(size: int) -> None:
    content = os.urandom(size)
    assert unseal(seal(content)) == content


def test_each_of_several_keys_opens_it_and_no_other() -> None:
    second, public = sealed.new_key()
    stranger, _ = sealed.new_key()
    file = seal(b"Kept.", PUBLIC, public)
    assert [unseal(file, secret) for secret in (SECRET, second)] == [b"Kept.", b"Kept."]
    with pytest.raises(sealed.NotForThisKey):
        unseal(file, stranger)


def test_what_another_program_sealed_is_opened() -> None:
    assert unseal(base64.b64decode(OTHERS_FILE), OTHERS_SECRET) == b"Kept elsewhere.\n"


@pytest.mark.parametrize("size", [10, CHUNK, 2 * CHUNK + 10])
def test_wherever_a_file_is_cut_it_is_known(size: int) -> None:
    file = seal(os.urandom(size))
    start = file.index(b"---")
    ends = [*range(0, start + 90, 7), *range(start + 90, len(file), 9_999), len(file) - 1]
    # After a whole piece, too: nothing in the bytes themselves says that more should come.
    ends += [len(file) - len(file) % (CHUNK + TAG)]
    for end in ends:
        with pytest.raises(sealed.Damaged):
            unseal(file[:end])


def test_a_changed_byte_anywhere_is_known() -> None:
    file = seal(b"Kept.")
    for place in range(len(file)):
        changed = bytearray(file)
        changed[place] ^= 1
        with pytest.raises((sealed.Damaged, sealed.NotForThisKey)):
            unseal(bytes(changed))


def test_pieces_cannot_be_moved_repeated_or_added() -> None:
    file = seal(os.urandom(2 * CHUNK))
    size = CHUNK + TAG
    head, first, second = file[: -2 * size], file[-2 * size : -size], file[-size:]
    for pieces in (second + first, first + first + second, first + second + second, second):
        with pytest.raises(sealed.Damaged):
            unseal(head + pieces)


@pytest.mark.parametrize("content", [b"", b"not sealed", b"age-encryption.org/v1\n" * 5_000])
def test_what_is_no_sealed_file_is_known(content: bytes) -> None:
    with pytest.raises(sealed.Damaged):
        unseal(content)


@pytest.mark.parametrize(
    "text",
    ["", "age1", PUBLIC[:-1], PUBLIC[:-1] + "b", PUBLIC.title(), SECRET, "é", "age1é"],
    ids=["nothing", "only a beginning", "cut", "mistyped", "mixed", "the secret", "é", "age1é"],
)
def test_a_mistyped_key_is_refused(text: str) -> None:
    with pytest.raises(sealed.BadKey):
        sealed.public_half(text)


def test_a_key_file_has_remarks_and_one_key() -> None:
    assert sealed.secret_key_in(f"# mine\n\n {SECRET}\n") == SECRET
    for text in ("", "# nothing\n", PUBLIC, SECRET[:-2]):
        with pytest.raises(sealed.BadKey):
            sealed.secret_key_in(text)
