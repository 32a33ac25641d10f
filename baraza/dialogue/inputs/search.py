"""How what people said is made searchable: folded, stemmed in its own language."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Value

from baraza.base.channels.email.decode import clean_text
from baraza.common.folding import fold

# PostgreSQL's stemmers; other languages are searched word by word as written.
STEMMERS = {
    "en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "pt": "portuguese",
    "de": "german", "it": "italian", "nl": "dutch", "ru": "russian", "tr": "turkish",
    "sv": "swedish", "da": "danish", "no": "norwegian", "fi": "finnish", "hu": "hungarian",
    "ro": "romanian", "el": "greek", "hi": "hindi", "ne": "nepali", "ta": "tamil",
    "id": "indonesian", "ga": "irish", "lt": "lithuanian", "sr": "serbian", "hy": "armenian",
}  # fmt: skip
# A tsvector holds at most 1 MB; a letter longer than this is searched by its beginning.
LIMIT = 100_000
MOST_WORDS = 20
# What to_tsquery reads as its own signs, and NUL, which PostgreSQL refuses.
_SIGNS = str.maketrans(dict.fromkeys("'\\&|!():*<>\x00", " "))
_LONGEST_WORD = 100
_NO_WORD = re.compile(r"\S{500,}")


def search_vector(*, text: str, language: str) -> SearchVector:
    """An expression for `Input.search`."""
    # A "word" of thousands of letters is an attachment pasted as text, and breaks the index.
    folded = fold(text[:LIMIT])[:LIMIT]  # folding can make it longer
    return SearchVector(Value(_NO_WORD.sub("", folded)), config=STEMMERS.get(language, "simple"))


def search_query(*, words: str, languages: list[str]) -> SearchQuery | None:
    """Every word must be there, in any of the languages' forms; the last one may be unfinished.

    None when there is nothing to look for.
    """
    found = [
        f"'{word[:_LONGEST_WORD]}'"
        for word in fold(clean_text(words).translate(_SIGNS)).split(" ")
        if any(map(str.isalnum, word))
    ][:MOST_WORDS]
    if not found:
        return None
    # Quoted, a word is taken apart as those of the text are: an address stays one.
    raw = " & ".join([*found[:-1], f"{found[-1]}:*"])
    configs = list(dict.fromkeys(STEMMERS.get(language, "simple") for language in languages))
    query = SearchQuery(raw, config="simple", search_type="raw")
    for config in configs:
        if config != "simple":
            query |= SearchQuery(raw, config=config, search_type="raw")
    return query
