"""What a file says of areas, before anybody compares it with what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from baraza.base.places.geometry import Geometry
from baraza.base.places.kinds import AreaKind
from baraza.common.folding import fold


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a row or a file; `str()` is in the reader's language."""

    words: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.words) % self.facts


class Unusable(ValueError):
    """The whole file, or one row of it, cannot be taken; `remark` says why and what to do."""

    def __init__(self, words: str, **facts: object) -> None:
        super().__init__(words)
        self.remark = Remark(words, facts)

    def __str__(self) -> str:
        return str(self.remark)


@dataclass(frozen=True, slots=True)
class Row:
    """One area as a file gives it. None: the file does not say, what is known stays.

    `number` is the line of a table (the header is 1) or the place of a feature, from 1.
    """

    number: int
    name: str
    kind: str
    code: str = ""
    parent: str = ""
    population: int | None = None
    is_remote: bool | None = None
    is_marginalised: bool | None = None
    is_served: bool | None = None
    postcodes: tuple[str, ...] | None = None
    other_names: tuple[str, ...] | None = None
    valid_from: date | None = None
    replaces: tuple[str, ...] = ()
    geometry: Geometry | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken."""

    number: int
    name: str
    remark: Remark


# Heading (folded) → field: in the languages of the desk, and as statistical offices name them.
HEADINGS = {
    heading: name
    for name, headings in {
        "name": "name,nom,nombre,jina,الاسم,area,place",
        "kind": "kind,type,level,tipo,niveau,aina,النوع",
        "code": "code,codigo,id,pcode,geoid,الرمز",
        "parent": "parent,within,dans,dentro de,parent code,ضمن",
        "population": "population,inhabitants,habitants,habitantes,poblacion,wakazi,السكان",
        "is_remote": "remote,isole,isolé,remoto,نائية",
        "is_marginalised": "marginalised,marginalized,marginalise,marginado,مهمشة",
        "is_served": "constituency,served,circonscription,circunscripcion,الدائرة",
        "postcodes": "postcodes,postcode,postal codes,codes postaux,codigos postales,الرموز",
        "other_names": "other names,autres noms,otros nombres,أسماء أخرى",
        "valid_from": "valid from,from,depuis,desde,منذ",
        "replaces": "replaces,remplace,reemplaza,يحل محل",
    }.items()
    for heading in map(fold, headings.split(","))
}
YES = frozenset(["yes", "y", "true", "1", "x", "oui", "si", "vrai", "ndiyo", "نعم"])
NO = frozenset(["", "no", "n", "false", "0", "non", "faux", "hapana", "لا"])
MOST_POPULATION = 2_000_000_000

NO_NAME = gettext_noop("It has no name.")
LONG_NAME = gettext_noop("The name has more than 200 letters.")
NO_KIND = gettext_noop("The kind is missing. These are known: %(kinds)s.")
UNKNOWN_KIND = gettext_noop("The kind “%(kind)s” is not known. These are: %(kinds)s.")
NOT_A_NUMBER = gettext_noop("“%(value)s” is not a number of inhabitants.")
NOT_YES_OR_NO = gettext_noop("“%(value)s” is neither yes nor no.")
NOT_A_DATE = gettext_noop("“%(value)s” is not a date. Please write it as 2026-05-31.")


def field_of(heading: object) -> str:
    """The field a column or property is for; empty where it is for none of ours."""
    return HEADINGS.get(fold(str(heading)).replace("_", " "), "")


def row_of(
    number: int,
    values: Mapping[str, Any],
    *,
    geometry: Geometry | None = None,
    remarks: Iterable[Remark] = (),
) -> Row | Refused:
    """A row from its cells, named by their headings or properties."""
    said = {}
    for heading, value in values.items():
        name = field_of(heading)
        if name and name not in said and value is not None:
            said[name] = _text(value)
    title = said.get("name", "")
    try:
        return Row(
            number=number,
            name=_name(title),
            kind=_kind(said.get("kind", "")),
            code=said.get("code", "")[:40],
            parent=said.get("parent", ""),
            population=_population(said.get("population", "")),
            is_remote=_yes_or_no(said, "is_remote"),
            is_marginalised=_yes_or_no(said, "is_marginalised"),
            is_served=_yes_or_no(said, "is_served"),
            postcodes=_several(said, "postcodes"),
            other_names=_several(said, "other_names"),
            valid_from=_date(said.get("valid_from", "")),
            replaces=_several(said, "replaces") or (),
            geometry=geometry,
            remarks=tuple(remarks),
        )
    except Unusable as unusable:
        return Refused(number, title[:200], unusable.remark)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_text(each) for each in value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace("\x00", "").split())


def _name(value: str) -> str:
    if not value:
        raise Unusable(NO_NAME)
    if len(value) > 200:
        raise Unusable(LONG_NAME)
    return value


def kinds() -> dict[str, str]:
    """What a kind may be called, folded → the kind: its own word, and the reader's."""
    return {
        called: kind.value
        for kind in AreaKind
        for called in (fold(kind.value), fold(str(kind.label)))
    }


def _kind(value: str) -> str:
    known = ", ".join(AreaKind.values)
    if not value:
        raise Unusable(NO_KIND, kinds=known)
    kind = kinds().get(fold(value))
    if not kind:
        raise Unusable(UNKNOWN_KIND, kind=value[:60], kinds=known)
    return kind


def _population(value: str) -> int | None:
    if not value:
        return None
    digits = "".join(sign for sign in value if sign not in " ,.'’_\u00a0\u202f")
    if not digits.isdecimal() or len(digits) > 12 or int(digits) > MOST_POPULATION:
        raise Unusable(NOT_A_NUMBER, value=value[:60])
    return int(digits)


def _yes_or_no(said: Mapping[str, str], name: str) -> bool | None:
    value = said.get(name)
    if value is None:
        return None
    if fold(value) in YES:
        return True
    if fold(value) in NO:
        return False
    raise Unusable(NOT_YES_OR_NO, value=value[:60])


def _several(said: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    value = said.get(name)
    if value is None:
        return None
    parts = (part.strip()[:200] for part in value.replace("|", ";").split(";"))
    return tuple(dict.fromkeys(filter(None, parts)))


def _date(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError as error:
        raise Unusable(NOT_A_DATE, value=value[:60]) from error
