"""Words that are looked for in several places at once."""

from functools import cached_property

from baraza.base.office.queries import profile
from baraza.base.people.search import FEW, Key, organisations_matching, some_matching
from baraza.dialogue.inputs.search import WrittenQuery, search_query


class Sought:
    """What of the words is asked of the database is asked once."""

    def __init__(self, words: str) -> None:
        self.words = words

    @cached_property
    def query(self) -> WrittenQuery | None:
        """In the forms of the office's languages; None where there is nothing to look for."""
        return search_query(words=self.words, languages=profile().languages)

    @cached_property
    def people(self) -> list[Key]:
        """As `some_matching`."""
        return some_matching(words=self.words)

    @cached_property
    def organisations(self) -> list[int]:
        """Ids of the organisations found by the words, by name."""
        rows = organisations_matching(self.words).order_by("sort_key", "pk")
        return list(rows.values_list("pk", flat=True)[:FEW])

    @property
    def are_people_few(self) -> bool:
        """Whether `people` are all there are of that name."""
        return len(self.people) <= FEW
