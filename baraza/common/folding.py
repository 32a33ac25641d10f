"""Text made comparable: case and accents folded, the same for search, sorting and matching."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Letters that carry no separable mark, and Arabic ones written interchangeably.
_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None,
    }
)  # fmt: skip

# Beyond the first plane (Adlam, say) a set of marks would slow down every other script.
_MARKS = re.compile(
    f"[{re.escape(''.join(c for c in map(chr, range(0x10000)) if unicodedata.combining(c)))}]+"
)
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def fold(text: str) -> str:
    """Lower case without accents or vowel marks, one space between words; any script."""
    if text.isascii():
        return _SPACES.sub(" ", text.lower()).strip()
    # Taken apart first: some signs hide a capital letter, or one of those above.
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", letters)
    bare = _MARKS.sub("", apart)
    if _BEYOND.search(bare):
        bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bare).translate(_LETTERS)).strip()


def sort_key(name: str) -> str:
    """What a name is ordered by, in any script."""
    return fold(name)
