"""What the public site is put together from: each list of parts stands in a module of its own
(`navigation`, `home`, `tops`, `finders`, `feeds`), and a new area of the site adds a line there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from baraza.base.office.models import Profile

Words = str | Promise


class Group(StrEnum):
    """The chapters of the navigation, in their order."""

    HELP = "help"
    WORK = "work"
    NEWS = "news"
    PARLIAMENT = "parliament"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation and of the sitemap, leading to the first page of an area.

    Shown where `shown` says there is something to read. A QuerySet stands for "has rows": all of
    them together are asked in one statement, so that is what it should return if it can.
    """

    label: Words
    url_name: str
    shown: Callable[[], bool | QuerySet[Any]]
    group: Group = Group.ABOUT
    # In the band itself on a wide screen: few.
    first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page: a template, and what it is filled with; None where there is nothing."""

    template: str
    context: Callable[[Profile, str], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Found:
    """Something a visitor may read, as the search knows it: in the language it was asked for."""

    title: str
    address: str
    text: str = ""
    date: datetime.date | None = None
    # Other names people know it by, which count as much as the title.
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of thing the search looks through: everything there is of it that anybody may read,
    in a language. Plain values in few queries; matching and ranking is the search's."""

    label: Words
    everything: Callable[[str], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an Atom feed."""

    title: str
    address: str
    updated_at: datetime.datetime
    published_at: datetime.datetime | None = None
    summary: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """`/feeds/<slug>.atom`: the newest entries first, in a language; the first 50 are shown."""

    slug: str
    label: Words
    entries: Callable[[str], Iterable[Entry]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something with a time, for `/calendar.ics`. `uid` stays the same when it moves."""

    uid: str
    title: str
    begins_at: datetime.datetime
    ends_at: datetime.datetime
    changed_at: datetime.datetime
    place: str = ""
    address: str = ""
    text: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """A source of the public calendar: what is to come, in a language."""

    label: Words
    occasions: Callable[[str], Iterable[Occasion]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A public page by itself, for the sitemap: the pages of a list, for example."""

    address: str
    changed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """The single pages of an area, for `/sitemap.xml`. The first pages are there by `Section`."""

    listed: Callable[[], Iterable[Listed]] = field(default=lambda: ())
