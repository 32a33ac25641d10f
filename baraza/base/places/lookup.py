"""Which area an address lies in. Nothing is guessed: what two areas could claim stays unknown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from baraza.base.places.geometry import Geometry
from baraza.common.folding import fold
from baraza.common.lazily import Lazily

shapely = Lazily("shapely")

POSTCODE, NAME, POINT = "postcode", "name", "point"
LONGEST_ADDRESS = 1_000
# "-1.2921, 36.8219", as maps copy it: latitude first, and enough decimals to be no house number.
COORDINATES = re.compile(r"(?<![\d.])([-−]?\d{1,2}\.\d{3,})°?\s*[,; ]\s*([-−]?\d{1,3}\.\d{3,})°?")
WORD = re.compile(r"\w+")
# A street bears the name of a place elsewhere: "Mbuni Road", "rue de Mbuni", "شارع مبوني".
STREET_AFTER = frozenset(
    ["road", "rd", "street", "st", "avenue", "ave", "lane", "ln", "drive", "square", "strasse"]
)
STREET_BEFORE = frozenset(
    ["rue", "avenue", "boulevard", "quai", "chemin", "route", "calle", "barabara", "شارع", "طريق"]
)
LINKING = frozenset(["de", "du", "des", "la", "le", "les", "l", "d", "del", "ya", "wa"])


@dataclass(frozen=True, slots=True)
class Place:
    """An area as it is looked up: its names folded, `lineage` from the outermost to itself."""

    area_id: int
    lineage: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The area, and what in the address led to it: POSTCODE, NAME or POINT."""

    area_id: int
    source: str


@dataclass(slots=True)
class Shapes:
    """Areas by where they lie; the narrowest that holds a point is found."""

    area_ids: list[int] = field(default_factory=list)
    geometries: list[shapely.Geometry] = field(default_factory=list)
    _tree: shapely.STRtree | None = None

    @classmethod
    def of(cls, geometries: Iterable[tuple[int, Geometry]]) -> Shapes:
        """From GeoJSON geometries."""
        found = cls()
        for area_id, geometry in geometries:
            found.area_ids.append(area_id)
            found.geometries.append(shapely.geometry.shape(geometry))
        found._tree = shapely.STRtree(found.geometries)
        return found

    def at(self, *, longitude: float, latitude: float) -> list[int]:
        """Ids of the areas that hold the point or touch it, in degrees."""
        if self._tree is None:
            return []
        return [
            self.area_ids[at]
            for at in self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        ]


@dataclass(slots=True)
class Gazetteer:
    """Everything that leads to an area, ready for many addresses.

    `prefixes` maps beginnings of postcodes, as `normal_postcode` writes them, to areas.
    """

    places: Mapping[int, Place]
    prefixes: Mapping[str, int]
    shapes: Shapes
    _by_first_word: dict[str, list[tuple[tuple[str, ...], int]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        for place in self.places.values():
            for name in place.names:
                words = tuple(WORD.findall(name))
                if words:
                    self._by_first_word[words[0]].append((words, place.area_id))

    def find(self, address: str) -> Found | None:
        """Where the address lies, or None where it says nothing or two different things.

        Coordinates count most, then a postcode with the name of a place, each of which may make
        the other more exact but must not contradict it.
        """
        address = address[:LONGEST_ADDRESS]
        if located := self._located(address):
            return located
        by_postcode = self._settled(self._postcodes(address))
        mentions = self._mentions(address)
        if by_postcode is None:
            return None
        if by_postcode:
            # The postcode tells places of one name apart; a place elsewhere contradicts it.
            mentions = [
                [one for one in mention if self._is_along(one, by_postcode)] for mention in mentions
            ]
            if not all(mentions):
                return None
        by_name = self._settled([one for mention in mentions for one in mention])
        if by_postcode:
            narrower = by_name and by_name not in self.places[by_postcode].lineage
            return Found(by_name, NAME) if narrower else Found(by_postcode, POSTCODE)
        return Found(by_name, NAME) if by_name else None

    def at(self, *, longitude: float, latitude: float) -> int | None:
        """The narrowest area that holds the point; None outside all, or on a boundary."""
        return self._settled(self.shapes.at(longitude=longitude, latitude=latitude)) or None

    def _located(self, address: str) -> Found | None:
        match = COORDINATES.search(address)
        if not match:
            return None
        latitude, longitude = (float(part.replace("−", "-")) for part in match.groups())
        area_id = self.at(longitude=longitude, latitude=latitude)
        return Found(area_id, POINT) if area_id else None

    def _is_along(self, one: int, other: int) -> bool:
        return one in self.places[other].lineage or other in self.places[one].lineage

    def _settled(self, candidates: Sequence[int]) -> int | None:
        """The narrowest of areas that lie in each other; 0 for none, None where they differ.

        Two places of one name are told apart by a wider area that is named as well.
        """
        named = set(candidates)
        tips = named - {
            wider for one in named for wider in self.places[one].lineage if wider != one
        }
        if len(tips) > 1:
            supported = {tip for tip in tips if named & set(self.places[tip].lineage[:-1])}
            tips = supported or tips
        if not tips:
            return 0
        return tips.pop() if len(tips) == 1 else None

    def _postcodes(self, address: str) -> list[int]:
        found = []
        for number, line in enumerate(re.split(r"[\n,;]", address)):
            words = [normal_postcode(word) for word in line.split()]
            start = int(_opens_with_house_number(words, is_first=number == 0))
            # "SW1A 1AA" and "114 55" are one code in two words.
            joined = {}
            for at in range(start, len(words)):
                for end in (at + 2, at + 1):
                    code = "".join(words[at:end])
                    if end <= len(words) and at not in joined and self._prefix(code):
                        joined[at] = self._prefix(code)
            found += joined.values()
        return [area_id for area_id in found if area_id]

    def _prefix(self, code: str) -> int:
        if not 3 <= len(code) <= 10 or not any(sign.isdecimal() for sign in code):
            return 0
        for length in range(len(code), 1, -1):
            if area_id := self.prefixes.get(code[:length]):
                return area_id
        return 0

    def _mentions(self, address: str) -> list[list[int]]:
        """For each place that is named, the areas of that name; the longest name counts."""
        words = WORD.findall(fold(address))
        found: list[list[int]] = []
        at = 0
        while at < len(words):
            longest = 0
            here: list[int] = []
            for name, area_id in self._by_first_word.get(words[at], ()):
                if len(name) >= longest and tuple(words[at : at + len(name)]) == name:
                    here = [*here, area_id] if len(name) == longest else [area_id]
                    longest = len(name)
            if here and not _is_street(words, at, at + longest):
                found.append(here)
            at += longest or 1
        return found


def _opens_with_house_number(words: Sequence[str], *, is_first: bool) -> bool:
    """ "1145 Lake View" opens an address; "1140 Anytown" ends one; "114 55" is one code."""
    if len(words) < 2 or not words[0].isdecimal() or len(words[0]) > 4 or words[1].isdecimal():
        return False
    return is_first or not STREET_AFTER.isdisjoint(word.lower() for word in words)


def _is_street(words: Sequence[str], start: int, end: int) -> bool:
    if end < len(words) and words[end] in STREET_AFTER:
        return True
    before = start - 1
    while before >= 0 and words[before] in LINKING:
        before -= 1
    return before >= 0 and words[before] in STREET_BEFORE


def has_coordinates(address: str) -> bool:
    """Whether the shapes are needed to find it."""
    return bool(COORDINATES.search(address))


def normal_postcode(text: str) -> str:
    """Capitals and digits only: "sw1a-1aa" and "SW1A 1AA" are one."""
    return "".join(sign for sign in fold(text).upper() if sign.isalnum())
