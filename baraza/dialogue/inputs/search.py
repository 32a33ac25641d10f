"""How what people said is made searchable: folded, stemmed in its own language."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from baraza.base.channels.email.decode import clean_text
from baraza.common.folding import fold
from baraza.common.rows import among

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
INSIDE_WORDS = re.compile(r"[^\W_]+")


def search_vector(*, text: str, language: str) -> SearchVector:
    """An expression for `Input.search`."""
    config, words = search_words(text=text, language=language)
    return SearchVector(Value(words), config=config)


# The same for a statement that is written out, with what `search_words` gives.
SEARCH_VECTOR = "to_tsvector(%s::regconfig, %s)"


def search_words(*, text: str, language: str) -> tuple[str, str]:
    """The stemmer, and the words it is given."""
    # A "word" of thousands of letters is an attachment pasted as text, and breaks the index.
    folded = fold(text[:LIMIT])[:LIMIT]  # folding can make it longer
    return STEMMERS.get(language, "simple"), _NO_WORD.sub("", folded)


class WrittenQuery(SearchQuery):
    """A query as PostgreSQL wrote it down: nothing of it is stemmed again."""

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")
        self.text = text

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_further: object
    ) -> tuple[str, list[str]]:
        return "%s::tsquery", [self.text]


def search_query(*, words: str, languages: Sequence[str]) -> WrittenQuery | None:
    """Every word must be there, in any of the languages' forms; the last one may be unfinished.

    None when there is nothing to look for. One statement, which reads no table.
    """
    asked = _asked(words)
    if asked is None:
        return None
    configs = _configs(languages)
    terms = [(config, term) for config in configs for term in (asked.others, asked.last)]
    # A stem is no beginning: one of “water”, cut as if it were French, begins “watch”, too.
    terms += [("simple", f"{beginning}:*") for beginning in asked.beginnings]
    statement = ", ".join("to_tsquery(%s::regconfig, %s)::text" for _ in terms)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {statement}", [value for term in terms for value in term])
        found = cursor.fetchone()
    stems, beginnings = found[: 2 * len(configs)], found[2 * len(configs) :]
    forms = [
        " & ".join(filter(None, (others, end)))
        for others, last in zip(stems[::2], stems[1::2], strict=True)
        for end in (*beginnings, last)
    ]
    return WrittenQuery(" | ".join(f"({form})" for form in _joined(_widest(filter(None, forms)))))


def _widest(forms: Iterable[str]) -> list[str]:
    """Without those that find only what another one finds: 'wat':* finds all that 'water':* does.

    The index and every row are asked for each form that is left.
    """
    kept: list[str] = []
    for form in forms:
        if not any(_finds_all_of(other, form) for other in kept):
            kept = [other for other in kept if not _finds_all_of(form, other)] + [form]
    return kept


def _joined(forms: Iterable[str]) -> list[str]:
    """Those that end alike as one: whatever begins as the last word is gathered for each of them.

    ["'a' & 'c':*", "'b' & 'c':*"] become ["('a' | 'b') & 'c':*"].
    """
    ended: dict[str, list[str]] = {}
    for form in forms:
        others, _, end = form.rpartition(" & ")
        ended.setdefault(end, []).append(others)
    return [_beside(others, end) for end, others in ended.items()]


def _beside(others: Sequence[str], end: str) -> str:
    if not all(others):
        return end  # it is enough by itself
    either = " | ".join(others)
    return f"({either}) & {end}" if len(others) > 1 else f"{either} & {end}"


def _finds_all_of(wide: str, narrow: str) -> bool:
    if wide == narrow:
        return True
    if any(sign in wide + narrow for sign in "|(<!"):
        return False
    asked = narrow.split(" & ")
    return all(
        any(one == part or (part.endswith(":*") and one.startswith(part[:-3])) for one in asked)
        for part in wide.split(" & ")
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed, as to_tsquery reads it: whole words, and what the last one may begin."""

    others: str
    last: str
    beginnings: Sequence[str] = ()


def _asked(words: str) -> _Asked | None:
    found = [
        f"'{word[:_LONGEST_WORD]}'"
        for word in fold(clean_text(words).translate(_SIGNS)).split(" ")
        if any(map(str.isalnum, word))
    ][:MOST_WORDS]
    if not found:
        return None
    # Quoted, a word is taken apart as those of the text are: an address stays one.
    *others, last = found
    last = _without_short_end(last)
    bare = last.strip("'")
    if others and len(bare) < SHORTEST_BEGINNING:
        # Half the words there are begin so: it waits for the next letter. A number is whole.
        whole = found[:-1] + [last] * bare.isdecimal()
        return _Asked(" & ".join(whole[:-1]), whole[-1])
    beginnings = [last]
    if bare.startswith(ARTICLE) and len(bare) > len(ARTICLE) + 1:
        # An Arabic word is kept without its article, which only a whole one is known to have.
        beginnings.append(f"'{bare.removeprefix(ARTICLE)}'")
    return _Asked(" & ".join(others), last, beginnings)


def _without_short_end(quoted: str) -> str:
    """An address half typed ends in a letter or two that half the words there are begin with."""
    *inner, end = INSIDE_WORDS.finditer(quoted)
    if not inner or len(end[0]) >= SHORTEST_BEGINNING or end[0].isdecimal():
        return quoted
    return f"{quoted[: inner[-1].end()]}'"


def _configs(languages: Sequence[str]) -> list[str]:
    """PostgreSQL's names for them, the one without endings first."""
    named = [STEMMERS.get(language, "simple") for language in languages]
    return list(dict.fromkeys(["simple", *named]))


# So many of the newest rows are looked at one by one, which takes a few milliseconds.
LOOKED_THROUGH = 2_000
# What is expected to occur no more often is found by the index, which is quicker than going back.
RARE = 2_000
Hit = tuple[int, datetime]
_TOTAL = "(SELECT reltuples FROM pg_class WHERE oid = %s::regclass)"


@dataclass(slots=True)
class _Look:
    """One kind of rows, how far back it was looked through, and what was met there."""

    rows: QuerySet
    moment: str
    reach: int
    hits: list[Hit] = field(default_factory=list)
    # When the newest row beyond that is from; None where there is none.
    edge: datetime | None = None
    # How many rows there are, as the planner knows; below 0 where it does not know yet.
    total: float = -1

    @property
    def table(self) -> str:
        return connection.ops.quote_name(self.rows.model._meta.db_table)

    @property
    def column(self) -> str:
        return connection.ops.quote_name(self.moment)

    @property
    def is_common(self) -> bool:
        """Whether the index would find more than is met on the way back."""
        expected = self.total * len(self.hits) / self.reach
        return bool(self.hits) and (self.total < 0 or expected > RARE)


def newest_matching(
    *, kinds: Sequence[tuple[QuerySet, str]], query: WrittenQuery, limit: int
) -> list[list[Hit]]:
    """For each kind of rows, given with its moment, the newest that hold the words: id and moment.

    A common word is met among the newest rows; asking the index for all it ever occurred in would
    take long. What is hardly met there is rare, and the index finds it at once. Where one kind
    fills the limit, what is older than that is not looked for in the others. Three statements at
    most, whatever there is.
    """
    looks = [_Look(rows, moment, LOOKED_THROUGH) for rows, moment in kinds]
    _among_newest(looks, query, limit)
    further = [look for look in _unsettled(looks, limit) if look.is_common]
    for look in further:
        # As far back as there should be enough of it, and half as far again.
        look.reach = LOOKED_THROUGH * limit * 3 // (len(look.hits) * 2)
    _among_newest(further, query, limit)
    _anywhere(_unsettled(looks, limit), query, limit, after=_enough_since(looks, limit))
    return [look.hits for look in looks]


def _enough_since(looks: Sequence[_Look], limit: int) -> datetime | None:
    return max((look.hits[-1][1] for look in looks if len(look.hits) == limit), default=None)


def _unsettled(looks: Sequence[_Look], limit: int) -> list[_Look]:
    """Those that may hold more of what is wanted further back."""
    since = _enough_since(looks, limit)
    return [
        look
        for look in looks
        if len(look.hits) < limit and look.edge and (since is None or look.edge > since)
    ]


def _among_newest(looks: Sequence[_Look], query: WrittenQuery, limit: int) -> None:
    """Meet them among the newest rows, one by one; one statement for all kinds."""
    asked, values = [], []
    for place, look in enumerate(looks):
        look.hits, look.edge = [], None
        newest = f"ORDER BY {look.column} DESC LIMIT {look.reach}"
        try:
            sql, params = _hits(look.rows.filter(search=query), look, newest, limit)
        except EmptyResultSet:  # nothing of it may be seen
            continue
        asked += [
            f"(SELECT {place}, hit.*, NULL::real FROM ({sql}) AS hit)",  # noqa: S608
            f"(SELECT {place}, NULL, {look.column}, {_TOTAL} FROM {look.table}"  # noqa: S608
            f" ORDER BY {look.column} DESC OFFSET {look.reach} LIMIT 1)",
        ]
        values += [*params, look.table]
    for place, number, moment, total in _rows(" UNION ALL ".join(asked), values):
        if number is None:
            looks[place].edge, looks[place].total = moment, total
        else:
            looks[place].hits.append((number, moment))


def _anywhere(
    looks: Sequence[_Look], query: WrittenQuery, limit: int, *, after: datetime | None
) -> None:
    """Find them by the index; one statement for all kinds."""
    asked, values = [], []
    for place, look in enumerate(looks):
        held = f"WHERE search @@ %s::tsquery{f' AND {look.column} > %s' if after else ''}"
        # Twice as many: how often it occurs was only expected.
        sql, params = _hits(look.rows, look, f"{held} LIMIT {2 * RARE}", limit)
        asked.append(f"(SELECT {place}, hit.* FROM ({sql}) AS hit)")  # noqa: S608
        values += [query.text, *([after] if after else []), *params]
    for place, number, moment in _rows(" UNION ALL ".join(asked), values, by_index=True):
        looks[place].hits.append((number, moment))
    for look in looks:
        look.hits = sorted(set(look.hits), key=lambda hit: hit[1], reverse=True)[:limit]


def _hits(rows: QuerySet, look: _Look, within: str, limit: int) -> tuple[str, tuple]:
    """Id and moment of the newest of `rows`, as if the table held no more than what is `within`."""
    newest = rows.order_by(f"-{look.moment}").values_list("pk", look.moment)[:limit]
    sql, params = newest.query.sql_with_params()
    # Named as the table, it stands in its place.
    return f"WITH {look.table} AS (SELECT * FROM {look.table} {within}) {sql}", params  # noqa: S608


def holding_rarely(*, rows: QuerySet, query: SearchQuery, most: int = RARE) -> list[int] | None:
    """Ids of all rows that hold the words; None where they are more than `most`."""
    found = _by_index(rows.model.objects.filter(search=query).order_by(), most + 1)
    if len(found) > most:
        return None
    return list(rows.filter(among("pk", found)).values_list("pk", flat=True)) if found else []


# The planner cannot know that the words are rare, and might read every row by date. In one go:
# what is set ends with it, also where no transaction is open.
_BY_INDEX = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
{};
SELECT set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true)
"""


def _by_index(rows: QuerySet, most: int) -> list[int]:
    statement, values = rows.values_list("pk", flat=True)[:most].query.sql_with_params()
    return [number for (number,) in _rows(statement, values, by_index=True)]


def _rows(statement: str, values: Sequence[object], *, by_index: bool = False) -> list[tuple]:
    if not statement:
        return []
    with connection.cursor() as cursor:
        if not by_index:
            cursor.execute(statement, values)
            return cursor.fetchall()
        cursor.execute(_BY_INDEX.format(statement), values)
        cursor.nextset()
        found = cursor.fetchall()
        while cursor.nextset():
            pass
    return found
