"""Areas as tables of other programs name them: by number, by name, by "District > Village"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from baraza.base.places.models import Area
from baraza.common.folding import fold

BELOW = " > "


def area_paths(areas: Iterable[Area]) -> dict[int, str]:
    """Area (id) → its name where nothing else is called so, else its number, else the names of
    all it lies in: what leads to no other area."""
    areas = list(areas)
    called = Counter(area.folded for area in areas)
    names = {area.pk: area.name for area in areas}
    return {
        area.pk: area.name
        if called[area.folded] == 1
        else area.code or BELOW.join(names[pk] for pk in area.lineage if pk in names)
        for area in areas
    }


class NamedAreas:
    """The areas in force, to be found by what a table calls them; one query."""

    def __init__(self) -> None:
        self._by_code: dict[str, set[int]] = defaultdict(set)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._lineage: dict[int, Sequence[int]] = {}
        rows = Area.objects.filter(valid_to__isnull=True).values_list(
            "pk", "folded", "other_names", "code", "lineage"
        )
        for pk, folded, other_names, code, lineage in rows:
            self._lineage[pk] = lineage
            if code:
                self._by_code[code.casefold()].add(pk)
            for name in (folded, *map(fold, other_names)):
                self._by_name[name].add(pk)

    def called(self, words: str) -> Collection[int]:
        """Ids of the areas meant; of several, those below each name before the last."""
        if found := self._by_code.get(words.strip().casefold()):
            return found
        *above, last = [fold(part) for part in words.replace("›", ">").split(BELOW.strip())]
        found = self._by_name.get(last, set())
        for name in above:
            around = self._by_name.get(name, set())
            found = {pk for pk in found if around & set(self._lineage[pk])}
        return found
