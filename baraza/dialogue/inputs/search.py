"""How what people said is made searchable: folded, stemmed in its own language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL

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
ARTICLE = "ال"
# With other words beside it, so many letters begin an unfinished one.
SHORTEST_BEGINNING = 3
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
    raw = _raw_query(words)
    if not raw:
        return None
    query = SearchQuery(raw, config="simple", search_type="raw")
    for config in _configs(languages)[1:]:
        query |= SearchQuery(raw, config=config, search_type="raw")
    return query


def _raw_query(words: str) -> str:
    found = [
        f"'{word[:_LONGEST_WORD]}'"
        for word in fold(clean_text(words).translate(_SIGNS)).split(" ")
        if any(map(str.isalnum, word))
    ][:MOST_WORDS]
    if not found:
        return ""
    found[-1] = _without_short_end(found[-1])
    # Quoted, a word is taken apart as those of the text are: an address stays one.
    last = f"{found[-1]}:*"
    if len(found) > 1 and len(found[-1]) < SHORTEST_BEGINNING + len("''"):
        # Half the words there are begin so: it waits for the next letter. A number is whole.
        last = found[-1] if found[-1].strip("'").isdecimal() else found[-2]
    bare = found[-1].strip("'").removeprefix(ARTICLE)
    if found[-1].startswith(f"'{ARTICLE}") and len(bare) > 1:
        # An Arabic word is kept without its article, which only a whole one is known to have.
        last = f"({last} | '{bare}':*)"
    return " & ".join([*found[:-1], last])


def _without_short_end(quoted: str) -> str:
    """An address half typed ends in a letter or two that half the words there are begin with."""
    *inner, end = _INSIDE_WORDS.finditer(quoted)
    if not inner or len(end[0]) >= SHORTEST_BEGINNING or end[0].isdecimal():
        return quoted
    return f"{quoted[: inner[-1].end()]}'"


def _configs(languages: Sequence[str]) -> list[str]:
    """PostgreSQL's names for them, the one without endings first."""
    named = [STEMMERS.get(language, "simple") for language in languages]
    return list(dict.fromkeys(["simple", *named]))


# So many of the newest rows are looked at one by one, which takes a few milliseconds.
LOOKED_THROUGH = 2_000
# Of a word met so often there, the index would find more rows than are met on the way back.
MET_AGAIN = 4
# What is rarer is found by the index; of so many it finds, those are kept that may be seen.
RARE = 500
Hit = tuple[int, datetime]


def newest_matching(
    *,
    rows: QuerySet,
    moment: str,
    query: SearchQuery,
    limit: int,
    after: datetime | None = None,
) -> list[Hit]:
    """Id and moment of the newest of `rows` that hold the words, none as old as `after`.

    A common word is met among the newest rows; asking the index for all it ever occurred in would
    take long. What is hardly met there is rare, and the index finds it at once.
    """
    rows = rows.order_by(f"-{moment}").values_list("pk", moment)
    every = rows.model.objects.order_by(f"-{moment}")
    looked_through = LOOKED_THROUGH
    while True:
        edge = every.values_list(moment, flat=True)[looked_through : looked_through + 1].first()
        begins = max(filter(None, (edge, after)), default=None)
        newest = rows.filter(search=query)
        if begins:
            newest = newest.filter(**{f"{moment}__gt": begins})
        found = list(newest[:limit])
        if len(found) == limit or begins == after:
            return found
        if len(found) < MET_AGAIN or looked_through > LOOKED_THROUGH:
            break
        # As far back as there should be enough of it, and half as far again.
        looked_through = LOOKED_THROUGH * limit * 3 // (len(found) * 2)
    holding = every.filter(search=query)
    if after:
        holding = holding.filter(**{f"{moment}__gt": after})
    rare = _by_index(holding, RARE)
    return list(rows.filter(pk__in=_named(rare))[:limit]) if rare else []


def _named(ids: Sequence[int]) -> RawSQL:
    """One value, however many there are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def holding_rarely(*, rows: QuerySet, query: SearchQuery, most: int = RARE * 4) -> list[int] | None:
    """Ids of all rows that hold the words; None where they are more than `most`."""
    found = _by_index(rows.model.objects.filter(search=query).order_by(), most + 1)
    if len(found) > most:
        return None
    return list(rows.filter(pk__in=_named(found)).values_list("pk", flat=True)) if found else []


# The planner cannot know that the words are rare, and might read every row by date. In one go:
# what is set ends with it, also where no transaction is open.
_BY_INDEX = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
{};
SELECT set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true)
"""


def _by_index(rows: QuerySet, most: int) -> list[int]:
    statement, values = rows.values_list("pk", flat=True)[:most].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_BY_INDEX.format(statement), values)
        cursor.nextset()
        found = [number for (number,) in cursor.fetchall()]
        while cursor.nextset():
            pass
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_match: bool = False


SHOWN_WORDS = 26
WORDS_BEFORE = 6
READ_FOR_EXCERPT = 20_000
_BEGINS, _ENDS = "\x01", "\x02"
_INSIDE_WORDS = re.compile(r"[^\W_]+")


def marked_excerpts(
    *, texts: Sequence[tuple[str, str]], words: str, languages: Sequence[str]
) -> list[list[Piece]]:
    """A few words around the first match of each (text, language); one query, none for nothing.

    What matched by its stem is marked too, in the text as it was written.
    """
    raw = _raw_query(words)
    if not texts or not raw:
        return [_around(text[:READ_FOR_EXCERPT].split(), set()) for text, _ in texts]
    query = " || ".join("to_tsquery(%s::regconfig, %s)" for _ in _configs(languages))
    queried = [value for config in _configs(languages) for value in (config, raw)]
    asked, values = [], []
    for text, language in texts:
        asked.append(f"ts_headline(%s::regconfig, %s, {query}, %s)")
        folded = fold(clean_text(text[:READ_FOR_EXCERPT]))
        how = f'HighlightAll=true, StartSel="{_BEGINS}", StopSel="{_ENDS}"'
        values += [STEMMERS.get(language, "simple"), folded, *queried, how]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", values)
        marked = cursor.fetchone()
    found = []
    for (text, _), folded in zip(texts, marked, strict=True):
        written, held = text[:READ_FOR_EXCERPT].split(), folded.split(" ")
        if len(written) == len(held):
            at = {place for place, word in enumerate(held) if _BEGINS in word}
        else:
            at = _places(written, words)
        found.append(_around(written, at))
    return found


def marked_words(*, text: str, words: str) -> list[Piece]:
    """The whole text, words that begin as one of those looked for marked."""
    written = text.split()
    return _pieces(written, _places(written, words))


def _places(written: Sequence[str], words: str) -> set[int]:
    wanted = tuple(_INSIDE_WORDS.findall(fold(clean_text(words))))
    if not wanted:
        return set()
    return {
        place
        for place, word in enumerate(written)
        if any(inner.startswith(wanted) for inner in _INSIDE_WORDS.findall(fold(word)))
    }


def _around(written: Sequence[str], at: set[int]) -> list[Piece]:
    first = max(min(at, default=0) - WORDS_BEFORE, 0)
    last = first + SHOWN_WORDS
    pieces = _pieces(written[first:last], {place - first for place in at if first <= place < last})
    if first:
        pieces.insert(0, Piece("… "))
    if last < len(written):
        pieces.append(Piece(" …"))
    return pieces


def _pieces(written: Sequence[str], at: set[int]) -> list[Piece]:
    """Words beside each other that are alike become one piece."""
    pieces: list[Piece] = []
    for place, word in enumerate(written):
        is_match = place in at
        if pieces and pieces[-1].is_match == is_match:
            pieces[-1] = Piece(f"{pieces[-1].text} {word}", is_match)
        elif pieces and is_match:
            pieces[-1] = Piece(f"{pieces[-1].text} ")
            pieces.append(Piece(word, True))
        else:
            pieces.append(Piece(f" {word}" if pieces else word, is_match))
    return pieces
