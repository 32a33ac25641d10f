"""People looked for as somebody types: by any part of any name in any script, an address or a
number."""

from collections.abc import Sequence
from heapq import nsmallest

import phonenumbers
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import (
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from baraza.base.office.queries import profile
from baraza.base.people.models import (
    ContactKind,
    ContactLink,
    ContactPoint,
    Organisation,
    OrganisationContact,
    Person,
    Relation,
)
from baraza.base.people.names import (
    SHORTEST_SKELETON,
    SKELETON_MARK,
    name_words,
    romanise,
    skeleton,
)
from baraza.base.people.phones import normal_phone
from baraza.common.folding import sort_key
from baraza.common.rows import among

MOST_WORDS = 8
LONGEST_WORD = 60
SHORTEST_PREFIX = 3
FEWEST_DIGITS = 4


def people_matching(words: str) -> QuerySet[Person]:
    """Current people; every word must be in one of their names, the last one may be unfinished.

    A word spelt otherwise, or in another script, is found too once it is whole. Something with an
    @ or with four digits is looked for among contact points, from their beginning.
    """
    people = Person.objects.current()
    words = words.replace("\0", " ").strip()
    if not words:
        return people
    if point := _contact_search(words):
        return people.filter(
            pk__in=ContactPoint.objects.filter(point).values("contact_links__person")
        )
    return _by_name(people, words)


def organisations_matching(words: str) -> QuerySet[Organisation]:
    """Current organisations, looked for as people are."""
    organisations = Organisation.objects.current()
    words = words.replace("\0", " ").strip()
    if not words:
        return organisations
    if point := _contact_search(words):
        return organisations.filter(
            pk__in=ContactPoint.objects.filter(point).values("organisation_links__organisation")
        )
    return _by_name(organisations, words)


def _by_name(rows: QuerySet, words: str) -> QuerySet:
    parts = [word[:LONGEST_WORD] for word in name_words(words)][:MOST_WORDS]
    if not parts:
        return rows.none()
    last = parts[-1]
    if len(last) < SHORTEST_PREFIX:
        # So few letters begin too many words for the index: alone they begin the name.
        if len(parts) == 1:
            return rows.filter(sort_key__startswith=last)
        rows = rows.filter(_has_word(last, unfinished=True))
        parts = parts[:-1]
    query = " & ".join(_alternatives(word, unfinished=word is last) for word in parts)
    return rows.annotate(found=SearchVector("search_names", config="simple")).filter(
        found=SearchQuery(query, config="simple", search_type="raw")
    )


def _word_by_word(rows: QuerySet, words: str) -> QuerySet:
    """The same rows by a plain look at each: quicker where the first ones are soon met."""
    parts = [word[:LONGEST_WORD] for word in name_words(words)][:MOST_WORDS]
    for place, part in enumerate(parts):
        rows = rows.filter(_has_word(part, unfinished=place == len(parts) - 1))
    return rows


def _has_word(word: str, *, unfinished: bool) -> Q:
    found = Q()
    for form in dict.fromkeys([word, romanise(word)]):
        ending = "" if unfinished else " "
        found |= Q(search_names__startswith=f"{form}{ending}")
        found |= Q(search_names__contains=f" {form}{ending}")
        if not unfinished:
            found |= Q(search_names=form) | Q(search_names__endswith=f" {form}")
    bones = skeleton(word)
    if len(bones) >= SHORTEST_SKELETON and len(word) >= SHORTEST_PREFIX:
        mark = f" {SKELETON_MARK}{bones}"
        found |= Q(search_names__contains=f"{mark} ") | Q(search_names__endswith=mark)
    return found


def _alternatives(word: str, *, unfinished: bool) -> str:
    ending = ":*" if unfinished else ""
    forms = [f"'{form}'{ending}" for form in dict.fromkeys([word, romanise(word)])]
    bones = skeleton(word)
    if len(bones) >= SHORTEST_SKELETON:
        forms.append(f"'{SKELETON_MARK}{bones}'")
    return f"({' | '.join(forms)})"


def _contact_search(words: str) -> Q | None:
    if "@" in words:
        return Q(kind=ContactKind.EMAIL, value__startswith=words.lower())
    if sum(map(str.isdecimal, words)) >= FEWEST_DIGITS and not any(map(str.isalpha, words)):
        # A number half typed cannot be parsed yet: its digits, with or without the country's.
        digits = normal_phone(words).lstrip("+")
        at_home = digits.lstrip("0")
        begins = Q(value__startswith=f"+{digits}") | Q(value__startswith=digits)
        if words.startswith("+"):
            return Q(kind=ContactKind.PHONE) & begins
        code = _own_country_code()
        if code:
            begins |= Q(value__startswith=f"+{code}{at_home}")
        else:
            begins |= Q(value__contains=at_home)
        return Q(kind=ContactKind.PHONE) & begins
    return None


def _own_country_code() -> int | None:
    """Of the office's own telephone; None where it has none that says."""
    try:
        return phonenumbers.parse(profile().phone).country_code
    except phonenumbers.NumberParseException:
        return None


PAGE = 50
FEW = 1_000
MANY = 10_000
# Some people have several numbers, and some numbers are nobody's any more.
FOLLOWED = FEW * 3 // 2
# Where a list was left: the sort key and id of its last row.
After = tuple[str, int]


def people_listed(
    *,
    words: str = "",
    group_id: int | None = None,
    organisation_id: int | None = None,
    language: str = "",
    after: After | None = None,
    limit: int = PAGE,
    with_groups: bool = False,
) -> list[Person]:
    """Current people by name, with their contact points; two queries, three with groups."""
    people = _chosen(words, group_id, organisation_id, language)
    words = words.strip()
    if words or language:
        # The database cannot foresee how many there are. Up to so many are put in order here; of
        # more the first ones are soon met in the order of names.
        found = _keys(people, most=MANY)
        if len(found) <= MANY:
            first = nsmallest(limit, (key for key in found if after is None or key > after))
            people, after = Person.objects.filter(among("pk", (pk for _, pk in first))), None
        elif words and not _contact_search(words) and len(name_words(words)[-1]) >= SHORTEST_PREFIX:
            people = _word_by_word(
                _sifted(Person.objects.current(), group_id, organisation_id, language), words
            )
    if after is not None:
        key, number = after
        people = people.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=number))
    fetched = ["contact_points", "groups"] if with_groups else ["contact_points"]
    return list(people.order_by("sort_key", "pk").prefetch_related(*fetched)[:limit])


# A sort key and the id of whoever has it.
Key = tuple[str, int]


def some_matching(*, words: str) -> list[Key]:
    """Current people found by the words, in no order: all of them, or of very many one more than
    `FEW`."""
    words = words.replace("\0", " ").strip()
    if point := _contact_search(words):
        # The beginning of a number is that of very many: a few are followed to whose they are.
        points = ContactPoint.objects.filter(point).values_list("pk", flat=True)
        followed = list(points[:FOLLOWED])
        links = ContactLink.objects.filter(among("contact_point", followed))
        found = _keys(Person.objects.current().filter(pk__in=links.values("person")))
        if len(found) > FEW or len(followed) < FOLLOWED:
            return found
    return _keys(people_matching(words))


def _keys(people: QuerySet[Person], *, most: int = FEW) -> list[Key]:
    return list(people.order_by().values_list("sort_key", "pk")[: most + 1])


def people_called(*, words: str, some: Sequence[Key], limit: int) -> list[Person]:
    """For a glance: those whose name begins so, then others of `some_matching`, by name. With their
    contact points; three queries.
    """
    by_name = Person.objects.current().order_by("sort_key", "pk")
    beginning = sort_key(words.replace("\0", " ").strip())
    found: list[Person] = []
    if beginning and not _contact_search(words):
        found = list(by_name.filter(sort_key__startswith=beginning)[:limit])
    if len(found) < limit:
        # Very many are not put in order by the database for the sake of a few.
        known = {(person.sort_key, person.pk) for person in found}
        others = nsmallest(limit - len(found), set(some) - known)
        if others:
            found += by_name.filter(among("pk", (pk for _, pk in others)))
    prefetch_related_objects(found, "contact_points")
    return found


def people_count(
    *,
    words: str = "",
    group_id: int | None = None,
    organisation_id: int | None = None,
    language: str = "",
    most: int = 1000,
) -> int:
    """How many there are, counted to `most` + 1: beyond that nobody reads the number."""
    people = _chosen(words, group_id, organisation_id, language)
    return people.order_by()[: most + 1].count()


def _chosen(
    words: str, group_id: int | None, organisation_id: int | None, language: str
) -> QuerySet[Person]:
    return _sifted(people_matching(words), group_id, organisation_id, language)


def _sifted(
    people: QuerySet[Person], group_id: int | None, organisation_id: int | None, language: str
) -> QuerySet[Person]:
    if group_id is not None:
        people = people.filter(memberships__group=group_id)
    if organisation_id is not None:
        related = Relation.objects.filter(organisation=organisation_id)
        people = people.filter(pk__in=related.values("person"))
    if language:
        people = people.filter(Q(language=language) | Q(languages__contains=[language]))
    return people


def organisations_listed(
    *, words: str = "", kind: str = "", after: After | None = None, limit: int = PAGE
) -> list[Organisation]:
    """Current organisations by name, with their contact points and how many `people` belong to
    each; two queries."""
    rows = organisations_matching(words)
    if kind:
        rows = rows.filter(kind=kind)
    if after is not None:
        key, number = after
        rows = rows.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=number))
    belonging = (
        Relation.objects.filter(organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(count=Count("person", distinct=True))
        .values("count")
    )
    rows = rows.annotate(people=Coalesce(Subquery(belonging), 0))
    return list(rows.order_by("sort_key", "pk").prefetch_related("contact_points")[:limit])


def same_organisations(*, organisation: Organisation, most: int = 5) -> list[Organisation]:
    """Others that may be the same one: of the same name, or reached at the same point."""
    shared = OrganisationContact.objects.filter(
        contact_point__in=organisation.contact_links.values("contact_point")
    )
    return list(
        Organisation.objects.current()
        .exclude(pk=organisation.pk)
        .filter(Q(sort_key=organisation.sort_key) | Q(pk__in=shared.values("organisation")))[:most]
    )
