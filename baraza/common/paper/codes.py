"""Codes on paper that lead back to what the paper is: short enough to type, drawn to be scanned."""

import re
import secrets
from typing import TypedDict

# No sign that is taken for another when read aloud or written by hand.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8
_BETWEEN = re.compile(r"[\s\-–—_.]+")


class Code(TypedDict):
    """A code as a template prints it: the signs to type, and a picture that holds an address."""

    readable: str
    picture: str


def new_code() -> str:
    """A code nobody has guessed: seven random signs (34 bits) and one that tells a slip of the
    finger, as `ABCD-EFGH`.
    """
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH - 1))
    return _grouped(signs + _check(signs))


def numbered_code(number: int) -> str:
    """The code that stands for a number: for invented data, as anybody could guess it."""
    signs = ""
    for _ in range(_LENGTH - 1):
        number, place = divmod(number, len(_SIGNS))
        signs = _SIGNS[place] + signs
    return _grouped(signs + _check(signs))


def read_code(typed: str) -> str | None:
    """The code somebody typed, however they spaced it; None where it cannot be one."""
    signs = _BETWEEN.sub("", typed).upper()
    if len(signs) != _LENGTH or any(sign not in _SIGNS for sign in signs):
        return None
    return _grouped(signs) if _check(signs[:-1]) == signs[-1] else None


def code_for(readable: str, address: str) -> Code:
    """What a template needs to print the code; `address` is what a telephone's camera opens."""
    # Slow to load, and few processes ever print.
    import segno  # noqa: PLC0415

    drawn = segno.make(address, error="m", micro=False)
    return Code(readable=readable, picture=drawn.svg_inline(border=0, dark="#1d2321"))


def _grouped(signs: str) -> str:
    return f"{signs[:4]}-{signs[4:]}"


def _check(signs: str) -> str:
    # There are 31 signs, a prime number: with a weight of its own for each place, any one sign
    # mistaken and any two exchanged are noticed.
    total = sum(weight * _SIGNS.index(sign) for weight, sign in enumerate(signs, start=1))
    return _SIGNS[total % len(_SIGNS)]
