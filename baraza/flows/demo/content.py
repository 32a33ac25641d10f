"""What an invented office consists of, read from ``data/<slug>/`` and ``data/library/``."""

from __future__ import annotations

import hashlib
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

Channel = Literal["email", "form", "phone", "walk_in"]
LetterKind = Literal["request", "view", "complaint", "thanks", "invitation", "information"]
MachineKind = Literal["auto_reply", "bounce", "list"]
Role = Literal["member", "chief_of_staff", "caseworker", "correspondence", "communications"]
Stance = Literal["", "for", "against"]

LANGUAGES = ("en", "fr", "ar", "sw")
MERGE_FIELDS = frozenset(
    {"greeting", "first_name", "full_name", "topic", "member", "office", "staff_name"}
)
PERSON = "person"

_DATA = files(__package__) / "data"
# The first has the first digit: sent by mistake, it does no harm. The second wants a topic.
FIRST = ("meeting-request", "thank-you-for-your-view")


class UnknownOfficeError(LookupError):
    """No invented office has this slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    key: str
    name: str
    email: str
    role: Role
    title: dict[str, str]
    languages: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    key: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """``priority`` is the key of the office's priority it belongs to, or empty."""

    key: str
    name: dict[str, str]
    priority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    key: str
    title: dict[str, str]
    why: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """Subject and body in one language; merge fields stand in square brackets.

    ``[greeting]`` stands for the whole salutation, its comma included; nothing but
    ``MERGE_FIELDS`` is ever substituted.
    """

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryLetter:
    """``title`` is in the office's first language, for those who choose a letter."""

    key: str
    title: str
    texts: dict[str, LetterText]
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``name`` is written as its owner writes it; ``latin`` helps staff who read no Arabic.

    ``shares_with`` is the key of the person with whom the e-mail address is shared;
    ``namesake`` marks those who really have the same name as somebody else.
    """

    key: str
    name: str
    latin: str = ""
    email: str = ""
    phone: str = ""
    place: str = ""
    language: str = "en"
    about: str = ""
    resident: bool = True
    shares_with: str = ""
    namesake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A later turn of a thread. ``by`` is ``"person"`` or the key of the staff who answered.

    ``days_later`` counts from the turn before.
    """

    by: str
    text: str
    days_later: int = 1
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a person wrote or said, and what followed.

    ``still_open`` overrides the rule that only the last two weeks wait for an answer;
    ``authentication`` is the verdict the receiving server will report for the mail.
    """

    key: str
    sender: str
    topic: str
    language: str
    subject: str
    days_ago: int
    text: str
    kind: LetterKind = "request"
    channel: Channel = "email"
    stance: Stance = ""
    campaign: str = ""
    replies: list[Turn] = field(default_factory=list)
    taken_by: str = ""
    html: bool = False
    charset: str = "utf-8"
    attachment: str = ""
    authentication: Literal["pass", "fail", "none"] = "pass"
    still_open: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineMail:
    """Mail no person wrote. ``answers`` is the key of the letter whose answer provoked it."""

    key: str
    kind: MachineKind
    sender_name: str
    sender_email: str
    subject: str
    text: str
    language: str
    days_ago: int
    answers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeContent:
    """Everything in it is in the order of the files, which is the same on every machine."""

    slug: str
    name: dict[str, str]
    constituency: dict[str, str]
    member: str
    languages: list[str]
    timezone: str
    domain: str
    email: str
    other_emails: list[str]
    phone: str
    postal_address: str
    staff: list[Staff]
    places: list[Place]
    # GeoJSON; `outside` is the code of the area around the corner that the member does not serve.
    areas: bytes
    outside: str
    priorities: list[Priority]
    topics: list[Topic]
    library: list[LibraryLetter]
    people: list[Person]
    correspondence: list[Letter]
    machine_mail: list[MachineMail]

    def person(self, key: str) -> Person:
        return next(person for person in self.people if person.key == key)

    def staff_member(self, key: str) -> Staff:
        return next(staff for staff in self.staff if staff.key == key)

    def letter(self, key: str) -> Letter:
        return next(letter for letter in self.correspondence if letter.key == key)


def office_slugs() -> list[str]:
    """The slugs ``load_office`` knows, in alphabetical order."""
    return sorted(folder.name for folder in _DATA.iterdir() if (folder / "office.toml").is_file())


def seeded(*parts: str) -> random.Random:
    """The same stream of numbers for the same words, in every process and on every machine."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - no secret is drawn


def load_office(slug: str) -> OfficeContent:
    """Read one invented office. Raises ``UnknownOfficeError`` for a slug without a folder."""
    if slug not in office_slugs():
        raise UnknownOfficeError(slug)
    folder = _DATA / slug
    office = _toml(folder / "office.toml")
    people = _toml(folder / "people.toml")
    return OfficeContent(
        slug=slug,
        **_stripped(office["office"]),
        areas=(folder / "places.geojson").read_bytes(),
        staff=[Staff(**_stripped(row)) for row in office["staff"]],
        places=[Place(**row) for row in office["places"]],
        priorities=[Priority(**_stripped(row)) for row in office["priorities"]],
        topics=[Topic(**row) for row in office["topics"]],
        library=[
            *library_letters(language=office["office"]["languages"][0]),
            *_library(folder / "library", language=office["office"]["languages"][0]),
        ],
        people=[Person(key=key, **row) for key, row in people.items()],
        correspondence=[*_letters(folder / "letters"), *_campaign(folder / "campaign.toml")],
        machine_mail=[
            MachineMail(**_stripped(row)) for row in _toml(folder / "machine.toml")["machine"]
        ],
    )


def _toml(path: Traversable) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda path: path.name)


def _stripped(value: Any) -> Any:
    """Multi-line strings in TOML end with a line break that belongs to the file, not the text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {key: _stripped(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_stripped(entry) for entry in value]
    return value


def _library(folder: Traversable, *, language: str) -> Iterator[LibraryLetter]:
    files_by_key = {path.name.removesuffix(".toml"): path for path in _sorted(folder)}
    for key in sorted(
        files_by_key, key=lambda key: FIRST.index(key) if key in FIRST else len(FIRST)
    ):
        row = _stripped(_toml(files_by_key[key]))
        title, topic = row.pop("title"), row.pop("topic", "")
        yield LibraryLetter(
            key=key,
            title=title.get(language, title["en"]),
            topic=topic,
            texts={code: LetterText(**text) for code, text in row.items()},
        )


def library_letters(*, language: str) -> Iterator[LibraryLetter]:
    """Those of any office, named in this language where they can be; those of `FIRST` first."""
    return _library(_DATA / "library", language=language)


def _letters(folder: Traversable) -> Iterator[Letter]:
    for path in _sorted(folder):
        topic = path.name.removesuffix(".toml")
        for row in _stripped(_toml(path)["letters"]):
            replies = [Turn(**turn) for turn in row.pop("replies", [])]
            yield Letter(**{"topic": topic, **row}, replies=replies)


def _campaign(path: Traversable) -> Iterator[Letter]:
    """One letter per signatory: a wording of each paragraph, and a sentence of their own."""
    campaign = _stripped(_toml(path))
    for number, row in enumerate(campaign["signatories"], start=1):
        choice = seeded(path.name, campaign["key"], row["sender"])
        wording = campaign["wordings"][row["language"]]
        paragraphs = [choice.choice(versions) for versions in wording["paragraphs"]]
        # Some put their own words first, some last: matchers must not rely on either.
        paragraphs.insert(choice.choice([1, len(paragraphs)]), row["own_words"])
        closing = f"{choice.choice(wording['closings'])}\n{row['signed']}"
        yield Letter(
            key=f"{campaign['key']}-{number:02}",
            sender=row["sender"],
            topic=campaign["topic"],
            language=row["language"],
            subject=choice.choice(wording["subjects"]),
            days_ago=row["days_ago"],
            text="\n\n".join([wording["greeting"], *paragraphs, closing]),
            kind="view",
            stance=campaign["stance"],
            campaign=campaign["key"],
        )


def problems(content: OfficeContent) -> list[str]:
    """Names in the files that lead nowhere, one sentence each; empty when all is well."""
    people = {person.key for person in content.people}
    staff = {member.key for member in content.staff}
    topics = {topic.key for topic in content.topics}
    places = {place.key for place in content.places}
    priorities = {priority.key for priority in content.priorities}
    letters = {letter.key for letter in content.correspondence}
    named = [
        *((f"topic {t.key}", t.priority, priorities | {""}) for t in content.topics),
        *((f"library {entry.key}", entry.topic, topics | {""}) for entry in content.library),
        *((f"person {p.key}", p.place, places | {""}) for p in content.people),
        *((f"person {p.key}", p.shares_with, people | {""}) for p in content.people),
        *((f"machine {m.key}", m.answers, letters | {""}) for m in content.machine_mail),
    ]
    for letter in content.correspondence:
        where = f"letter {letter.key}"
        named += [
            (where, letter.sender, people),
            (where, letter.topic, topics),
            (where, letter.taken_by, staff | {""}),
            (where, letter.channel, set(get_args(Channel))),
            (where, letter.kind, set(get_args(LetterKind))),
            (where, letter.stance, set(get_args(Stance))),
            *((where, turn.by, staff | {PERSON}) for turn in letter.replies),
        ]
    return [f"{where}: {name!r} is not known" for where, name, known in named if name not in known]
