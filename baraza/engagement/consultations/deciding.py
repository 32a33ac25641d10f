"""What a file of parliament's would add and complete: decided in memory, row by row.

What the office wrote outlasts a list; what it left open is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_noop as noop

from baraza.base.agenda.models import Topic
from baraza.base.people.exchange.headed import Row, choice_called
from baraza.common.bringing import Plan, RowOutcome, Told
from baraza.common.folding import fold
from baraza.common.shown import address_part
from baraza.engagement.consultations.models import (
    Bill,
    BillStage,
    BillStep,
    Committee,
    MemberPart,
    Membership,
    Option,
    Result,
    Vote,
)

NO_TITLE = noop("It does not say what it is about.")
NO_DATE = noop("A vote needs its day, written like 2026-05-31.")
BAD_DAY = noop("A day must be written like 2026-05-31.")
UNKNOWN_STAGE = noop("This stage is not known.")
UNKNOWN_PART = noop("This part of the member is not known.")
UNKNOWN_TOPIC = noop("There is no topic called so.")
UNKNOWN_BILL = noop("There is no bill called so: the vote stands by itself.")
UNKNOWN_RESULT = noop("This result is not known.")
UNKNOWN_OPTION = noop("This way to vote is not known.")
NOT_AMONG_THEM = noop("The member is not among those who voted.")
NO_COUNT = noop("A number of votes is not a number.")
NO_ADDRESS = noop("This is no address of a website.")
NO_COMMITTEE = noop("A party or a house, no committee: it was left out.")
ENDS_FIRST = noop("It would end before it began.")

MOST_VOTES = 100_000
# By what something is known: its id of theirs, its number, its title …
Key = tuple[str, object]
_is_address = URLValidator(schemes=["http", "https"])


def decide(rows: Sequence[Row], *, now: datetime) -> Plan:
    """What these rows would add and fill in; changes nothing, six queries."""
    return _Deciding(now).plan(rows)


class _Deciding:
    """What is known, and what a row adds to it; the rows before count as known."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.topics = {fold(one.name): one.pk for one in Topic.objects.in_use()}
        self.bills: dict[Key, Bill] = {}
        self.slugs: set[str] = set()
        for bill in Bill.objects.order_by("-pk"):
            self._know_bill(bill)
        self.steps: set[tuple[int, str, date | None]] = {
            (id(self.bills["pk", pk]), stage, day)
            for pk, stage, day in BillStep.objects.values_list("bill", "stage", "happened_date")
        }
        self.stages = {(bill, stage) for bill, stage, _day in self.steps}
        self.votes: dict[Key, Vote] = {}
        for vote in Vote.objects.all():
            self._know_vote(vote)
        self.committees: dict[Key, Committee] = {}
        for committee in Committee.objects.all():
            self._know_committee(committee)
        self.memberships: dict[tuple[int, str, date | None], Membership] = {
            (id(self.committees["pk", one.committee_id]), fold(one.role), one.began_date): one
            for one in Membership.objects.all()
        }

    def plan(self, rows: Sequence[Row]) -> Plan:
        made = Plan()
        decide_row = {"bill": self._bill, "vote": self._vote, "committee": self._committee}
        # Bills first: the votes of the same file may be on them.
        for row in sorted(rows, key=lambda row: row["is"] != "bill"):
            name = row.get(row["is"], "").strip()
            told = Told(int(row["number"]), name[:200], RowOutcome.UNUSABLE)
            if name:
                decide_row[row["is"]](name, row, told, made)
            else:
                told.remarks.append(NO_TITLE)
            made.told.append(told)
        made.told.sort(key=lambda told: told.number)
        return made

    def _bill(self, name: str, row: Row, told: Told, made: Plan) -> None:
        title, number = name[:300], row.get("bill_number", "")[:60]
        day = _day(row.get("date", ""), told, BAD_DAY)
        stage = self._choice(BillStage, row.get("stage", ""), told, UNKNOWN_STAGE)
        part = self._choice(MemberPart, row.get("part", ""), told, UNKNOWN_PART)
        values = {
            "number": number,
            "summary": row.get("summary", ""),
            "topic_id": self._topic(row, told),
            "part": part or "",
            "view": row.get("view", ""),
            "text_address": _address(row.get("text", ""), told),
            "external_id": row.get("id", "")[:200],
        }
        bill = self._bill_called(values["external_id"], number, title)
        if bill is None:
            bill = Bill(
                title=title,
                slug=address_part(title, taken=self.slugs, otherwise="bill"),
                stage=stage or BillStage.PROPOSED,
                stage_date=day,
                changed_at=self.now,
                **values,
            )
            made.add(bill)
            self._know_bill(bill)
            told.outcome = RowOutcome.ADDED
        else:
            told.outcome = self._outcome(self._complete(bill, values, made))
            self._know_bill(bill)
        if stage and self._step(bill, stage, day, made):
            told.outcome = max(told.outcome, RowOutcome.COMPLETED, key=_WEIGHT.__getitem__)

    def _step(self, bill: Bill, stage: str, day: date | None, made: Plan) -> bool:
        if day is None and (id(bill), stage) in self.stages:
            return False
        if day is None and bill.pk is not None:
            if bill.stage == stage:
                return False
            # A list that says no more says where things stand today.
            day = timezone.localdate(self.now)
        key = (id(bill), stage, day)
        if key in self.steps:
            return False
        self.steps.add(key)
        self.stages.add((id(bill), stage))
        made.add(BillStep(bill=bill, stage=stage, happened_date=day))
        if day is not None and (bill.stage_date is None or day >= bill.stage_date):
            made.change(bill, stage=stage, stage_date=day)
        return True

    def _vote(self, name: str, row: Row, told: Told, made: Plan) -> None:
        day = _day(row.get("date", ""), told, NO_DATE)
        if day is None:
            if NO_DATE not in told.remarks:
                told.remarks.append(NO_DATE)
            return
        if row.get("asked"):
            told.remarks.append(NOT_AMONG_THEM)
        values = {
            "body": row.get("body", "")[:200],
            "topic_id": self._topic(row, told),
            "result": self._choice(Result, row.get("result", ""), told, UNKNOWN_RESULT) or "",
            "option": self._choice(Option, row.get("option", ""), told, UNKNOWN_OPTION) or "",
            "counts": self._counts(row, told),
            "explanation": row.get("explanation", ""),
            "source": _address(row.get("source", ""), told),
            "external_id": row.get("id", "")[:200],
        }
        title, bill = name[:500], self._bill_of(row, told)
        vote = self._vote_called(values["external_id"], title, day)
        if vote is None:
            vote = Vote(title=title, held_date=day, bill=bill, changed_at=self.now, **values)
            made.add(vote)
            self._know_vote(vote)
            told.outcome = RowOutcome.ADDED
            return
        values["bill_id"] = bill.pk if bill else None
        told.outcome = self._outcome(self._complete(vote, values, made))
        self._know_vote(vote)

    def _committee(self, name: str, row: Row, told: Told, made: Plan) -> None:
        if row.get("other"):
            told.remarks.append(NO_COMMITTEE)
            return
        values = {
            "what_for": row.get("what_for", ""),
            "website": _address(row.get("website", ""), told),
            "external_id": row.get("id", "")[:200],
        }
        title = name[:200]
        committee = self.committees.get(("name", fold(title)))
        if values["external_id"]:
            committee = self.committees.get(("id", values["external_id"])) or committee
        if committee is None:
            committee = Committee(name=title, changed_at=self.now, **values)
            made.add(committee)
            self._know_committee(committee)
            told.outcome = RowOutcome.ADDED
        else:
            told.outcome = self._outcome(self._complete(committee, values, made))
            self._know_committee(committee)
        if self._membership(committee, row, told, made):
            told.outcome = max(told.outcome, RowOutcome.COMPLETED, key=_WEIGHT.__getitem__)

    def _membership(self, committee: Committee, row: Row, told: Told, made: Plan) -> bool:
        since = _day(row.get("since", ""), told, BAD_DAY)
        until = _day(row.get("until", ""), told, BAD_DAY)
        if since and until and until < since:
            told.remarks.append(ENDS_FIRST)
            return False
        role = row.get("role", "")[:100]
        key = (id(committee), fold(role), since)
        known = self.memberships.get(key)
        # A line that names the committee alone says that the member sits there, nothing more.
        if not (role or since or until) and any(
            one[0] == id(committee) for one in self.memberships
        ):
            return False
        if known is None:
            one = Membership(committee=committee, role=role, began_date=since, ended_date=until)
            self.memberships[key] = one
            made.add(one)
            return True
        if until and known.ended_date is None:
            return made.change(known, ended_date=until)
        return False

    def _complete(self, item: Any, values: dict[str, Any], made: Plan) -> bool:
        missing = {
            name: value
            for name, value in values.items()
            if value not in ("", None, {}) and getattr(item, name) in ("", None, {})
        }
        return made.change(item, **missing)

    def _outcome(self, changed: bool) -> RowOutcome:
        return RowOutcome.COMPLETED if changed else RowOutcome.KNOWN

    def _know_bill(self, bill: Bill) -> None:
        self.slugs.add(bill.slug)
        self.bills["pk", bill.pk] = bill
        self.bills["id", bill.external_id] = bill
        self.bills["no", fold(bill.number)] = bill
        self.bills["title", fold(bill.title)] = bill

    def _bill_called(self, external_id: str, number: str, title: str) -> Bill | None:
        found = (self.bills.get(("id", external_id)) if external_id else None) or (
            self.bills.get(("no", fold(number))) if number else None
        )
        if found is not None:
            return found
        found = self.bills.get(("title", fold(title)))
        # Two of one title are one, unless each has a number of its own.
        if found and (external_id or number) and (found.external_id or found.number):
            return None
        return found

    def _bill_of(self, row: Row, told: Told) -> Bill | None:
        if not (said := row.get("bill", "")):
            return None
        bill = self._bill_called(said, said, "") or self.bills.get(("title", fold(said)))
        if bill is None:
            told.remarks.append(UNKNOWN_BILL)
        return bill

    def _know_vote(self, vote: Vote) -> None:
        self.votes["id", vote.external_id] = vote
        self.votes[fold(vote.title), vote.held_date] = vote

    def _vote_called(self, external_id: str, title: str, day: date) -> Vote | None:
        found = self.votes.get((fold(title), day))
        if external_id:
            # Several votes of one day may be called alike.
            other = found is not None and found.external_id not in ("", external_id)
            found = self.votes.get(("id", external_id)) or (None if other else found)
        return found

    def _know_committee(self, committee: Committee) -> None:
        self.committees["pk", committee.pk] = committee
        self.committees["id", committee.external_id] = committee
        self.committees["name", fold(committee.name)] = committee

    def _topic(self, row: Row, told: Told) -> int | None:
        if not row.get("topic"):
            return None
        topic = self.topics.get(fold(row["topic"]))
        if topic is None:
            told.remarks.append(UNKNOWN_TOPIC)
        return topic

    def _choice(self, choices: Any, words: str, told: Told, unknown: str) -> str | None:
        if not words:
            return None
        choice = choice_called(choices, words)
        if choice is None:
            told.remarks.append(unknown)
            return None
        return choice.value

    def _counts(self, row: Row, told: Told) -> dict[str, int]:
        counts = {}
        for option in Option:
            said = row.get(f"count_{option.value}", "")
            if said.isascii() and said.isdecimal() and int(said[:9]) <= MOST_VOTES:
                counts[option.value] = int(said[:9])
            elif said and NO_COUNT not in told.remarks:
                told.remarks.append(NO_COUNT)
        return counts


_WEIGHT = {
    RowOutcome.UNUSABLE: 0,
    RowOutcome.KNOWN: 1,
    RowOutcome.COMPLETED: 2,
    RowOutcome.ADDED: 3,
}


def _day(words: str, told: Told, remark: str) -> date | None:
    if not words:
        return None
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        told.remarks.append(remark)
        return None


def _address(words: str, told: Told) -> str:
    if not words:
        return ""
    try:
        _is_address(words)
    except ValidationError:
        told.remarks.append(NO_ADDRESS)
        return ""
    if len(words) > 500:
        told.remarks.append(NO_ADDRESS)
        return ""
    return words
