"""What every kind of generated mail needs: seeded chance, the clock, people, prose and headers."""

import base64
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import TypeVar

from benchmarks.generator import mime, words

T = TypeVar("T")

# Letters and senders are remembered only this far back, so that memory does not grow.
REMEMBERED = 400


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    address: str
    home: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a later reply needs to know of a letter; ids with their angle brackets."""

    person: Person
    message_id: str
    subject: str
    text: str
    date: str
    references: tuple[str, ...]


class Writer:
    """The state of one seeded run.

    Only `Random.random`, `getrandbits` and `randbytes` are used: their sequences stay the same for
    a seed in every version of Python, those of `choice` and `shuffle` need not.
    """

    def __init__(self, *, seed: int) -> None:
        self.seed = seed
        self.rng = Random(seed)
        self.now = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
        self.written = 0
        self.letters: deque[Letter] = deque(maxlen=REMEMBERED)
        self.people: deque[Person] = deque(maxlen=REMEMBERED)

    def tick(self) -> None:
        self.written += 1
        self.now += timedelta(seconds=self.number(5, 900))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.rng.random() * len(choices))]

    def number(self, low: int, high: int) -> int:
        """A whole number, `low` included and `high` not."""
        return low + int(self.rng.random() * (high - low))

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return [item for _, item in sorted((self.rng.random(), item) for item in items)]

    def date(self) -> str:
        return format_datetime(self.now)

    def boundary(self) -> str:
        return f"=_{self.rng.getrandbits(128):032x}"

    def new_id(self, domain: str) -> str:
        return f"<{self.rng.getrandbits(48):012x}.{self.seed}.{self.written}@{domain}>"

    def person(self) -> Person:
        """Somebody new, or one time in four somebody who has written lately."""
        if self.people and self.chance(0.25):
            return self.pick(self.people)
        first, last = self.pick(words.FIRST_NAMES), self.pick(words.LAST_NAMES)
        local = f"{first}.{last}".lower().encode("ascii", "ignore").decode()
        local = "".join(letter for letter in local if letter.isalpha() or letter == ".").strip(".")
        address = f"{local or 'writer'}{self.number(1, 99_999)}@{self.pick(words.PROVIDERS)}"
        home = f"{self.number(1, 200)} {self.pick(words.STREETS)}\n{self.pick(words.TOWNS)}"
        person = Person(f"{first} {last}", address, home)
        self.people.append(person)
        return person

    def filled(self, template: str) -> str:
        """The template with its slots filled; one without slots comes back as it is."""
        if "{" not in template:
            return template
        return template.format(
            street=self.pick(words.STREETS),
            town=self.pick(words.TOWNS),
            river=self.pick(words.RIVERS),
            month=self.pick(words.MONTHS),
            n=self.number(2, 28),
            ref=f"{self.pick('BDHKMT')}{self.number(10_000, 99_999)}",
            amount=f"{self.number(40, 4_000)} crowns",
        )

    def paragraph(self, sentences: Sequence[str], *, low: int = 2, high: int = 6) -> str:
        chosen = self.shuffled(sentences)[: self.number(low, high)]
        return " ".join(self.filled(sentence) for sentence in chosen)

    def happening(self) -> str:
        """A sentence nobody else is likely to write."""
        parts = (words.WHO, words.DID, words.WHAT, words.WHEN, words.WHY)
        return self.filled(" ".join(self.pick(part) for part in parts))

    def english(self, topic: str, *, low: int = 2, high: int = 6) -> str:
        """A paragraph on the topic, half of it what happened to the writer alone."""
        common = words.TOPICS[topic] + words.PLAIN_ENGLISH
        return " ".join(
            self.happening() if self.chance(0.5) else self.filled(self.pick(common))
            for _ in range(self.number(low, high))
        )

    def signed(self, body: str, person: Person) -> str:
        return f"{body}\n\nYours sincerely,\n\n{person.name}\n{person.home}"

    def envelope(
        self,
        person: Person,
        subject: bytes,
        message_id: str,
        *,
        extra: Sequence[str] = (),
        to: str = words.OFFICE_ADDRESS,
        dated: bool = True,
    ) -> bytes:
        """A delivered message's header lines: the way it came, who signed it, who wrote it."""
        domain = person.address.partition("@")[2]
        when = self.date()
        queue = f"{self.rng.getrandbits(40):010X}"
        hops = [
            f"Received: from relay{hop}.{domain} (relay{hop}.{domain} [192.0.2.{hop + 9}])\r\n"
            f"\tby mx{hop}.{words.OFFICE_DOMAIN} with ESMTPS id {queue}{hop}\r\n"
            f"\tfor <{words.OFFICE_ADDRESS}>; {when}"
            for hop in range(self.number(2, 5))
        ]
        signature = base64.b64encode(self.rng.randbytes(256)).decode()
        folded = "\r\n\t ".join(signature[at : at + 70] for at in range(0, len(signature), 70))
        head = [
            f"Return-Path: <{person.address}>",
            *hops,
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=s1;\r\n"
            f"\t h=from:to:subject:date; bh={signature[:43]}=;\r\n\t b={folded}",
            f"Authentication-Results: mx.{words.OFFICE_DOMAIN};\r\n"
            f"\t spf=pass smtp.mailfrom={domain};\r\n"
            f"\t dkim=pass header.d={domain}; dmarc=pass header.from={domain}",
            *([f"Date: {when}"] if dated else []),
            f"To: {to}",
            f"Message-ID: {message_id}",
            f"User-Agent: {self.pick(words.MAIL_PROGRAMS)}",
            *extra,
            "MIME-Version: 1.0",
        ]
        sender = b"From: " + mime.mailbox(person.name, person.address)
        return "\r\n".join(head).encode() + b"\r\n" + sender + b"\r\nSubject: " + subject + b"\r\n"
