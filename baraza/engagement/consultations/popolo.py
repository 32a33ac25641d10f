"""Votes, memberships and bills out of JSON as Popolo has it, whatever else a file holds.

Pure: nothing here asks the database, and nothing a file says can make it fail otherwise than by
NotPopolo.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baraza.common.folding import fold

LONGEST = 10_000
# What others write for Popolo's words.
SAME_OPTION = {
    "aye": "yes", "yea": "yes", "for": "yes", "in favour": "yes", "y": "yes",
    "nay": "no", "noe": "no", "against": "no", "n": "no",
    "abstention": "abstain", "abstained": "abstain", "present": "abstain",
    "excused": "absent", "away": "absent", "other": "not voting", "did not vote": "not voting",
    "not-voting": "not voting", "notvoting": "not voting",
}  # fmt: skip
OPTIONS = frozenset({"yes", "no", "abstain", "absent", "paired", "not voting"})
SAME_RESULT = {
    "passed": "pass", "agreed": "pass", "agreed to": "pass", "carried": "pass", "adopted": "pass",
    "failed": "fail", "rejected": "fail", "negatived": "fail", "lost": "fail",
}  # fmt: skip
# An organisation of one of these is where work is done, not a party or the house itself.
COMMITTEE_WORDS = ("committee", "commission", "delegation", "working group", "caucus", "board")

Row = dict[str, str]
Thing = Mapping[str, Any]


class NotPopolo(ValueError):
    """The file is no JSON, or nothing in it is a bill, a vote or a membership."""


def read_popolo(content: bytes, *, member: str) -> list[Row]:
    """The votes, memberships of the member, and bills of a file, in this order.

    Raises NotPopolo.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotPopolo from error
    if isinstance(data, list):
        data = {"vote_events": data}
    if not isinstance(data, dict):
        raise NotPopolo
    rows = [*_Document(data, member).rows()]
    if not rows:
        raise NotPopolo
    return [{"number": str(number), **row} for number, row in enumerate(rows, start=1)]


def is_called(name: str, member: str) -> bool:
    """Whether a name is the member's: the same words, in whichever order."""
    words = fold(name.replace(",", " ")).split()
    return bool(words) and sorted(words) == sorted(fold(member.replace(",", " ")).split())


class _Document:
    def __init__(self, data: Thing, member: str) -> None:
        self.data = data
        self.member = member
        self.organisations = {
            one["id"]: one for one in _things(data.get("organizations")) if _is_id(one.get("id"))
        }
        self.motions = {
            one["id"]: one for one in _things(data.get("motions")) if _is_id(one.get("id"))
        }
        self.ours = {
            one["id"]
            for one in _things(data.get("persons")) or _things(data.get("people"))
            if _is_id(one.get("id")) and self._is_ours(one)
        }

    def rows(self) -> Iterator[Row]:
        for event, motion in self._events():
            yield _row("vote", self._vote(event, motion))
        for membership in self._memberships():
            yield _row("committee", membership)
        for bill in _things(self.data.get("bills")):
            yield _row("bill", _bill(bill))

    def _events(self) -> Iterator[tuple[Thing, Thing]]:
        for event in _things(self.data.get("vote_events")):
            named = event.get("motion_id")
            motion = self.motions.get(named, {}) if _is_id(named) else {}
            embedded = event.get("motion")
            yield event, embedded if isinstance(embedded, dict) else motion
        for motion in _things(self.data.get("motions")):
            for event in _things(motion.get("vote_events")):
                yield event, motion

    def _vote(self, event: Thing, motion: Thing) -> dict[str, str]:
        votes = _things(event.get("votes"))
        counts: Counter[str] = Counter()
        for one in _things(event.get("counts")):
            if isinstance(one.get("value"), int) and one["value"] >= 0:
                counts[_option(one.get("option"))] += one["value"]
        counts = counts or Counter(_option(one.get("option")) for one in votes)
        mine = [_option(one.get("option")) for one in votes if self._is_our_vote(one)]
        return {
            "vote": _first(motion, "text", "title", "name")
            or _first(event, "title", "motion_text", "identifier"),
            "date": (_first(event, "start_date", "date", "end_date") or _first(motion, "date"))[
                :10
            ],
            "body": self._organisation(event) or self._organisation(motion),
            "bill": _named(motion.get("bill")) or _named(event.get("bill")),
            "result": _result(_first(event, "result") or _first(motion, "result")),
            # Two votes of one person in one vote: nobody knows which holds.
            "option": mine[0] if len(set(mine)) == 1 else "",
            "asked": "yes" if votes and not mine else "",
            "source": _source(event) or _source(motion),
            "id": _first(event, "id", "identifier"),
            **{f"count_{name}": str(counts[name]) for name in OPTIONS if counts[name]},
        }

    def _memberships(self) -> Iterator[dict[str, str]]:
        listed = [
            one for one in _things(self.data.get("memberships"))
            if _is_id(one.get("person_id")) and one["person_id"] in self.ours
        ]  # fmt: skip
        for person in _things(self.data.get("persons")):
            if self._is_ours(person):
                listed += _things(person.get("memberships"))
        for one in listed:
            embedded, named = one.get("organization"), one.get("organization_id")
            known = self.organisations.get(named, {}) if _is_id(named) else {}
            organisation = embedded if isinstance(embedded, dict) else known
            kind = fold(_first(organisation, "classification"))
            yield {
                "committee": _first(organisation, "name") or _first(one, "label"),
                "role": _first(one, "role"),
                "since": _first(one, "start_date")[:10],
                "until": _first(one, "end_date")[:10],
                "website": _source(organisation),
                "id": _first(organisation, "id"),
                "other": "" if any(word in kind for word in COMMITTEE_WORDS) else "yes",
            }

    def _is_ours(self, person: Thing) -> bool:
        names = [_first(person, "name")]
        names += [_first(one, "name") for one in _things(person.get("other_names"))]
        return any(is_called(name, self.member) for name in names)

    def _is_our_vote(self, vote: Thing) -> bool:
        if _is_id(vote.get("voter_id")) and vote["voter_id"] in self.ours:
            return True
        voter = vote.get("voter")
        if isinstance(voter, dict):
            return self._is_ours(voter)
        return is_called(_first(vote, "voter_name") or _text(voter), self.member)

    def _organisation(self, thing: Thing) -> str:
        embedded, named = thing.get("organization"), thing.get("organization_id")
        if isinstance(embedded, dict):
            return _first(embedded, "name")
        return _first(self.organisations.get(named, {}), "name") if _is_id(named) else ""


def _bill(bill: Thing) -> dict[str, str]:
    return {
        "bill": _first(bill, "title", "name"),
        "bill_number": _first(bill, "identifier", "bill_number"),
        "stage": _first(bill, "stage", "status"),
        "date": _first(bill, "date", "stage_date")[:10],
        "summary": _first(bill, "summary", "abstract", "description"),
        "topic": _first(bill, "topic"),
        "part": _first(bill, "part"),
        "text": _first(bill, "text", "url") or _source(bill),
        "id": _first(bill, "id"),
    }


def _row(kind: str, values: Mapping[str, str]) -> Row:
    return {"is": kind, **{name: words for name, words in values.items() if words}}


def _option(words: Any) -> str:
    said = fold(_text(words))
    said = SAME_OPTION.get(said, said)
    return said if said in OPTIONS else ""


def _result(words: str) -> str:
    said = fold(words)
    return SAME_RESULT.get(said, said)


def _source(thing: Thing) -> str:
    for name in ("sources", "links"):
        for one in _things(thing.get(name)):
            if address := _first(one, "url"):
                return address
    return _first(thing, "url", "website")


def _named(bill: Any) -> str:
    if isinstance(bill, dict):
        return _first(bill, "identifier", "id", "title", "name")
    return _text(bill)


def _first(thing: Thing, *names: str) -> str:
    for name in names:
        if words := _text(thing.get(name)):
            return words
    return ""


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    # What no database keeps: a zero sign, half a pair.
    words = str(value).replace("\0", "").encode("utf-8", "ignore").decode()
    return words.strip()[:LONGEST]


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _things(value: Any) -> Sequence[Thing]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
