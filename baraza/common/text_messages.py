"""How long a text message is: telephones cut it into parts, and each part is paid for.

The basic alphabet (3GPP TS 23.038) has 160 signs a part, everything else 70; of a message in
several parts each loses a few signs to the number of the part.
"""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes the place of two.
_EXTENDED = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class Size:
    """`signs` as the network counts them, in `parts` of which each holds `room`."""

    signs: int
    parts: int
    room: int
    is_basic: bool

    @property
    def left(self) -> int:
        """Signs that still fit into the last part."""
        return self.parts * self.room - self.signs


def size_of(text: str) -> Size:
    """How a telephone sends it; an empty text is one empty part."""
    signs = 0
    for sign in text:
        if sign not in _BASIC and sign not in _EXTENDED:
            return _sized(len(text.encode("utf-16-be")) // 2, 70, 67, is_basic=False)
        signs += 2 if sign in _EXTENDED else 1
    return _sized(signs, 160, 153, is_basic=True)


def _sized(signs: int, alone: int, together: int, *, is_basic: bool) -> Size:
    if signs <= alone:
        return Size(signs, 1, alone, is_basic)
    return Size(signs, -(-signs // together), together, is_basic)
