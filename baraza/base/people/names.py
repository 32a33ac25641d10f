"""Names made comparable across spellings and scripts. Names are words in an order, no more: which
of them is a family name is never guessed."""

import re
from collections.abc import Iterable

from baraza.common.folding import fold

# Arabic letters as they are commonly written in Latin ones; short vowels are not written at all.
_ARABIC = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh",
    "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ک": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "و": "w", "ي": "y", "ی": "y", "ء": "", "پ": "p", "چ": "ch", "گ": "g", "ڤ": "v", "ژ": "zh",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "ѓ": "gj", "ќ": "kj",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
# At the beginning of a word two letters are one sound.
_GREEK_PAIRS = {"^μπ": "b", "^ντ": "d", "^γκ": "g", "γγ": "ng", "ου": "u", "αυ": "av", "ευ": "ev"}
_LETTERS = str.maketrans(_ARABIC | _CYRILLIC | _GREEK)
_PAIRS = re.compile("|".join(_GREEK_PAIRS))

# Spellings of one sound, in the order they are replaced.
_SOUNDS = [
    ("tsch", "k"), ("sch", "s"), ("tch", "k"), ("ph", "f"), ("ck", "k"), ("kh", "k"), ("ch", "k"),
    ("gh", "g"), ("sh", "s"), ("zh", "z"), ("th", "t"), ("dh", "d"), ("dj", "j"), ("ts", "s"),
    ("tz", "s"), ("x", "ks"), ("q", "k"), ("c", "k"), ("j", "g"), ("v", "f"), ("p", "b"),
]  # fmt: skip
_SILENT = re.compile(r"(?<!^)[aeiouwy]")
_TWICE = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
# Stands before a skeleton among the words of a search, where no written word begins so.
SKELETON_MARK = "zxq"
SHORTEST_SKELETON = 2


def name_words(name: str) -> list[str]:
    """The words of a name, folded, hyphens and dots apart, apostrophes left out; in its script."""
    return [
        re.sub("['’ʼ]", "", word) for word in _WORD.findall(fold(name).replace("`", "'")) if word
    ]


def romanise(word: str) -> str:
    """A folded word in Latin letters, as an ear would write it; other scripts stay."""
    if word.isascii():
        return word
    return _PAIRS.sub(_sound, word).translate(_LETTERS)


def _sound(pair: re.Match[str]) -> str:
    return _GREEK_PAIRS.get(pair[0]) or _GREEK_PAIRS[f"^{pair[0]}"]


def skeleton(word: str) -> str:
    """What a name keeps in every spelling and script: the class of its first sound and its
    consonants ("Mohammed", "Muhamad" and "محمد" are all "mhmd")."""
    bare = romanise(word)
    for spelling, sound in _SOUNDS:
        bare = bare.replace(spelling, sound)
    if not bare:
        return ""
    if bare[0] in "aeiou":
        bare = "a" + bare[1:]
    bare = bare[0] + _SILENT.sub("", "-" + bare[1:])[1:]
    bare = _TWICE.sub(r"\1", bare)
    return bare[:-1] if len(bare) > 1 and bare.endswith("h") else bare


def search_words(names: Iterable[str]) -> str:
    """Everything a name may be looked for by: its words, in Latin letters too, and skeletons."""
    found: dict[str, None] = {}
    for name in names:
        for word in name_words(name):
            found[word] = None
            found[romanise(word)] = None
            bones = skeleton(word)
            # Two sounds fit too many names, but may be all there is across scripts.
            if len(bones) >= SHORTEST_SKELETON + word.isascii():
                found[SKELETON_MARK + bones] = None
    return " ".join(found)
