"""The mail an invented office has received and sent in the last half year, in order of time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from baraza.flows.demo import compose, quoting
from baraza.flows.demo.content import (
    PERSON,
    Channel,
    Letter,
    MachineKind,
    MachineMail,
    OfficeContent,
    Person,
    seeded,
)

OPEN_DAYS = 14

_SIGN_OFF = {
    "en": "Kind regards,",
    "fr": "Bien cordialement,",
    "ar": "مع خالص التحية،",
    "sw": "Wako katika utumishi,",
}
_REPLY_PREFIX = {"en": "Re: ", "fr": "RE : ", "ar": "رد: ", "sw": "Re: "}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoItem:
    """One thing that came in or went out.

    ``raw`` holds the bytes of a mail, CRLF ended; ``entry`` what a form or a note by staff holds
    (keys: name, email, phone, place, language, subject, text, taken_by); exactly one of the two
    is set. ``thread`` is the key of the letter that began it, ``turn`` counts from 0 within it.
    ``answered``: the office has answered this, or, if outgoing, this is such an answer.
    ``state`` speaks of the whole thread: waiting for the office, answered, or put away without
    an answer because none was due. ``person`` and ``staff`` are keys into the content.
    ``message_id``, without angle brackets, is set for entries too: answers by mail refer to it.
    """

    key: str
    at: datetime
    direction: Literal["incoming", "outgoing"]
    channel: Channel
    kind: Literal["letter"] | MachineKind
    thread: str
    turn: int
    language: str
    topic: str
    answered: bool
    state: Literal["open", "answered", "settled"]
    person: str = ""
    staff: str = ""
    message_id: str = ""
    raw: bytes | None = None
    entry: dict[str, str] | None = None


def demo_mail(content: OfficeContent, *, now: datetime) -> Iterator[DemoItem]:
    """Every item of the office in order of time, none later than ``now`` (aware).

    The same content and the same ``now`` give the same bytes.
    """
    items = [item for letter in content.correspondence for item in _thread(content, letter, now)]
    answers = {item.thread: item for item in items if item.direction == "outgoing" and item.raw}
    items += [
        _machine(content, mail, answers.get(mail.answers), now) for mail in content.machine_mail
    ]
    yield from sorted(items, key=lambda item: (item.at, item.key))


def _thread(content: OfficeContent, letter: Letter, now: datetime) -> Iterator[DemoItem]:
    person = content.person(letter.sender)
    writer = _Writer(content=content, letter=letter, person=person)
    last_answer = max(
        (turn for turn, reply in enumerate(letter.replies, start=1) if reply.by != PERSON),
        default=0,
    )
    state = _state(letter, answers=last_answer)
    dates = _dates(content, letter, now)
    turns = [(PERSON, letter.text, letter.channel)]
    for reply in letter.replies:
        same_way: Channel = "email" if letter.channel == "form" else letter.channel
        turns.append((reply.by, reply.text, reply.channel or same_way))
    for turn, (at, (by, text, channel)) in enumerate(zip(dates, turns, strict=True)):
        incoming = by == PERSON
        message_id, raw, entry = "", None, None
        if channel == "email":
            message_id, raw = writer.mail(by=by, text=text, at=at, turn=turn)
        else:
            entry = _entry(content, letter, person, text=text, by=by)
            message_id = writer.noted(turn=turn)
        yield DemoItem(
            key=f"{content.slug}/{letter.key}/{turn}",
            at=at,
            direction="incoming" if incoming else "outgoing",
            channel=channel,
            kind="letter",
            thread=letter.key,
            turn=turn,
            language=letter.language,
            topic=letter.topic,
            answered=turn <= last_answer > 0,
            state=state,
            person=person.key,
            staff="" if incoming else by,
            message_id=message_id,
            raw=raw,
            entry=entry,
        )


def _state(letter: Letter, *, answers: int) -> Literal["open", "answered", "settled"]:
    """Their last word waits for the office for two weeks; a word of thanks needs no answer."""
    if letter.replies and letter.replies[-1].by != PERSON:
        return "answered"
    waited = letter.days_ago - sum(reply.days_later for reply in letter.replies)
    waits = waited <= OPEN_DAYS if letter.still_open is None else letter.still_open
    if waits:
        return "open"
    return "answered" if answers else "settled"


def _entry(
    content: OfficeContent, letter: Letter, person: Person, *, text: str, by: str
) -> dict[str, str]:
    places = {place.key: place.name for place in content.places}
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "place": places.get(person.place, ""),
        "language": letter.language,
        "subject": letter.subject,
        "text": text,
        "taken_by": letter.taken_by if by == PERSON else by,
    }


class _Writer:
    """Writes the mails of one thread, each quoting the one before."""

    def __init__(self, *, content: OfficeContent, letter: Letter, person: Person) -> None:
        self.content = content
        self.letter = letter
        self.person = person
        self.zone = ZoneInfo(content.timezone)
        self.ids: list[str] = []
        self.before: tuple[compose.Envelope, str] | None = None
        # A quarter of people use a program that quotes under headers, the office never does.
        self.quotes_headed = seeded(content.slug, person.key, "program").random() < 0.25

    def noted(self, *, turn: int) -> str:
        """An id the office gives to what came without one, so that its answer can name it."""
        parts = (self.content.slug, self.letter.key, str(turn))
        self.ids.append(_message_id(*parts, domain=self.content.domain))
        return self.ids[-1]

    def mail(self, *, by: str, text: str, at: datetime, turn: int) -> tuple[str, bytes]:
        content, letter, person = self.content, self.letter, self.person
        theirs = by == PERSON
        office = (content.name[letter.language], content.email)
        constituent = (person.name, person.email)
        sender, recipient = (constituent, office) if theirs else (office, constituent)
        domain = sender[1].partition("@")[2]
        envelope = compose.Envelope(
            sender_name=sender[0],
            sender_email=sender[1],
            to_name=recipient[0],
            to_email=recipient[1],
            subject=f"{_REPLY_PREFIX[letter.language]}{letter.subject}" if turn else letter.subject,
            local_at=at.astimezone(self.zone),
            message_id=_message_id(content.slug, letter.key, str(turn), domain=domain),
            references=list(self.ids),
        )
        body = text if theirs else f"{text}\n\n{self._signature(by)}"
        whole = body
        if self.before is not None:
            whole = f"{body}\n\n{self._quote(*self.before, headed=theirs)}"
        mail = compose.plain_mail(envelope, whole, charset=letter.charset if theirs else "utf-8")
        if theirs and letter.html:
            compose.with_html(mail, whole, language=letter.language)
        if turn == 0 and letter.attachment:
            compose.with_attachment(mail, letter.attachment)
        self.ids.append(envelope.message_id)
        self.before = (envelope, whole)
        if not theirs:
            return envelope.message_id, compose.sent(mail)
        raw = compose.delivered(
            mail, to=content.email, at=envelope.local_at, authentication=letter.authentication
        )
        return envelope.message_id, raw

    def _signature(self, by: str) -> str:
        staff = self.content.staff_member(by)
        language = self.letter.language
        return f"{_SIGN_OFF[language]}\n{staff.name}\n{self.content.name[language]}"

    def _quote(self, before: compose.Envelope, text: str, *, headed: bool) -> str:
        said = {
            "text": text,
            "language": self.letter.language,
            "local_at": before.local_at,
            "name": before.sender_name,
            "email": before.sender_email,
        }
        if headed and self.quotes_headed:
            return quoting.headed_below(**said, to=before.to_email, subject=before.subject)
        return quoting.quoted_below(**said)


def _machine(
    content: OfficeContent, mail: MachineMail, provoked_by: DemoItem | None, now: datetime
) -> DemoItem:
    draw = seeded(content.slug, mail.key)
    zone = ZoneInfo(content.timezone)
    at = _on_day(now, mail.days_ago, zone=zone, draw=draw, office=False)
    if provoked_by is not None:
        at = min(provoked_by.at + timedelta(seconds=draw.randrange(20, 90)), now)
    message_id = _message_id(content.slug, mail.key, domain=mail.sender_email.partition("@")[2])
    envelope = compose.Envelope(
        sender_name=mail.sender_name,
        sender_email=mail.sender_email,
        to_name=content.name[mail.language],
        to_email=content.email,
        subject=mail.subject,
        local_at=at.astimezone(zone),
        message_id=message_id,
        references=[provoked_by.message_id] if provoked_by else [],
        extra_headers=_MACHINE_HEADERS[mail.kind],
    )
    if mail.kind == "bounce" and provoked_by is not None and provoked_by.raw is not None:
        recipient = content.person(provoked_by.person).email
        message = compose.bounce_of(provoked_by.raw, envelope, recipient=recipient, text=mail.text)
    else:
        message = compose.plain_mail(envelope, mail.text)
    return DemoItem(
        key=f"{content.slug}/{mail.key}",
        at=at,
        direction="incoming",
        channel="email",
        kind=mail.kind,
        thread=provoked_by.thread if provoked_by else mail.key,
        turn=0,
        language=mail.language,
        topic="",
        answered=False,
        state="settled",
        message_id=message_id,
        raw=compose.delivered(
            message, to=content.email, at=envelope.local_at, authentication="pass"
        ),
    )


_MACHINE_HEADERS: dict[MachineKind, dict[str, str]] = {
    "auto_reply": {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    "bounce": {"Auto-Submitted": "auto-replied"},
    "list": {
        "List-Id": "<news.lists.example>",
        "List-Unsubscribe": "<https://lists.example/leave>",
        "Precedence": "list",
    },
}


def _dates(content: OfficeContent, letter: Letter, now: datetime) -> list[datetime]:
    """One moment per turn, each later than the one before and none later than ``now``."""
    draw = seeded(content.slug, letter.key, "dates")
    zone = ZoneInfo(content.timezone)
    noted = letter.channel in ("phone", "walk_in")
    dates = [_on_day(now, letter.days_ago, zone=zone, draw=draw, office=noted)]
    for reply in letter.replies:
        before = dates[-1]
        day = before.astimezone(zone).date() + timedelta(days=reply.days_later)
        at = _moment(day, zone=zone, draw=draw, office=reply.by != PERSON)
        if at <= before:
            at = before + timedelta(minutes=draw.randrange(25, 150))
        if at >= now:
            at = before + (now - before) / 2
        dates.append(at.replace(microsecond=0))
    return dates


def _on_day(
    now: datetime, days_ago: int, *, zone: ZoneInfo, draw: Random, office: bool
) -> datetime:
    day = now.astimezone(zone).date() - timedelta(days=days_ago)
    at = _moment(day, zone=zone, draw=draw, office=office)
    if at < now:
        return at
    return now.astimezone(UTC).replace(microsecond=0) - timedelta(minutes=draw.randrange(5, 170))


def _moment(day: date, *, zone: ZoneInfo, draw: Random, office: bool) -> datetime:
    if office and day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    first, last = (8 * 60 + 30, 17 * 60) if office else (6 * 60, 22 * 60)
    minute = draw.randrange(first, last)
    local = datetime.combine(day, time(minute // 60, minute % 60, draw.randrange(60)), zone)
    return local.astimezone(UTC)


def _message_id(*parts: str, domain: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f"{digest[:8]}.{digest[8:20]}@{domain}"
