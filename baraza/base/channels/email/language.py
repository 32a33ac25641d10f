"""Which language a letter is written in, so that the right person can be asked to answer it."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# What an office may be written to in and the model knows. Every further close relative makes short
# letters harder to tell apart, so dialects and small neighbours of a listed language are left out.
LANGUAGES = (
    *("en", "fr", "es", "pt", "de", "it", "nl", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro"),
    *("tr", "ru", "uk", "bg", "sr", "ar", "fa", "ur", "ps", "hi", "ne", "bn", "id", "vi"),
    *("sw", "so", "ha", "yo", "ig", "om", "am", "rw", "lg", "af", "zu", "xh", "mg", "ht"),
    *("el", "he", "ja", "zh", "ko", "th"),
)
# Scripts that only one of the languages above is written in. Kana before Han: Japanese has both.
SCRIPTS = (
    ("am", re.compile("[\u1200-\u139f]")),
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e01-\u0e4e]")),
    ("bn", re.compile("[\u0980-\u09fe]")),
)
READ_CHARACTERS = 400
# Read first, from the middle, behind a greeting that may be in another language: where they make it
# sure, as nearly always, the whole has never said anything else (1,386 letters in 17 languages).
MIDDLE_CHARACTERS = 100
SURE = 0.98
FEWEST_LETTERS = 20
# One sign of these scripts says as much as several letters.
FEWEST_SIGNS = 6
LEAST_CONFIDENCE = 0.6


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language `text` is written in; None when it is too short or unsure.

    Only the first few hundred characters are read. Addresses and links are left out of account:
    they look English in every language.
    """
    words = [
        word
        for word in text[: 2 * READ_CHARACTERS].split()
        if "@" not in word and "://" not in word and not word.startswith(("www.", ">"))
    ]
    sample = " ".join(words)[:READ_CHARACTERS]
    letters = sum(map(str.isalpha, sample))
    if not sample.isascii():
        for language, script in SCRIPTS:
            signs = len(script.findall(sample))
            # Japanese is half Han, and a foreign name or two may stand in any letter.
            if signs >= FEWEST_SIGNS and signs * (4 if language == "ja" else 2) > letters:
                return language
    if letters < FEWEST_LETTERS:
        return None
    before = max(0, len(sample) - MIDDLE_CHARACTERS) // 2
    language, confidence = _identifier().classify(sample[before:][:MIDDLE_CHARACTERS])
    if confidence < SURE and before:
        language, confidence = _identifier().classify(sample)
    return language if confidence >= LEAST_CONFIDENCE else None


@functools.cache
def _identifier() -> LanguageIdentifier:
    """The model, which takes a second and some 100 MB, once a letter needs it."""
    # Here, because processes that only import this module would carry numpy for nothing.
    from numpy import ascontiguousarray  # noqa: PLC0415
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    # What one sound says of all languages lies side by side: fetching it from all over the table
    # takes longer than judging by it.
    identifier.nb_ptc = ascontiguousarray(identifier.nb_ptc)
    return identifier
