"""Files of parliament's: looked at, brought in, brought in again, taken back."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baraza.base.accounts.models import User
from baraza.base.agenda.actions import add_topic
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.exchange.headed import NoSuchColumn
from baraza.common.bringing import NotUndoable, RowOutcome, Told
from baraza.common.spreadsheets import csv_lines
from baraza.engagement.consultations import deciding, queries
from baraza.engagement.consultations.actions.bringing import bring_in, take_back
from baraza.engagement.consultations.actions.keeping import AboutVote, save_vote
from baraza.engagement.consultations.deciding import decide
from baraza.engagement.consultations.files import (
    read_rows,
    table_of_bills,
    table_of_committees,
    table_of_votes,
)
from baraza.engagement.consultations.models import (
    Bill,
    BillStage,
    BillStep,
    Committee,
    Membership,
    ParliamentFile,
    Vote,
)
from tests.parliament import a_bill, a_vote

pytestmark = pytest.mark.django_db

BILLS = """Bill;Number;Stage;Date;Topic
Rural Water Bill;HB 31;First reading;2026-03-01;Water
Rural Water Bill;HB 31;In committee;2026-04-02;
"""
VOTES = """Voted on;Date;Bill;Result;The member’s vote;Yes;No
Second reading;2026-04-20;HB 31;Agreed to;Yes;120;61
"""
COMMITTEES = """Committee;As;Since;Until
Water;Chair;2026-01-01;
"""


def rows_of(text: str, tmp_path: Path) -> list[dict[str, str]]:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return read_rows(path, member="Salma Okello")


def bring(text: str, tmp_path: Path, by: User, now: datetime) -> list[Told]:
    file = ParliamentFile.keep(filename="f", rows=rows_of(text, tmp_path), by=by, now=now)
    return bring_in(file_id=file.pk, by=by, now=now)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Bill, BillStep, Vote, Committee, Membership))


def test_bills_votes_and_committees_come_in_once(
    office: Office, staff: User, now: datetime, tmp_path: Path
) -> None:
    topic = add_topic(name="Water")
    for text in (BILLS, VOTES, COMMITTEES):
        bring(text, tmp_path, staff, now)
    bill, vote = Bill.objects.get(), Vote.objects.get()
    assert (bill.stage, bill.stage_date) == (BillStage.COMMITTEE, date(2026, 4, 2))
    assert bill.topic == topic
    assert (vote.bill, vote.option, vote.result) == (bill, "yes", "pass")
    assert vote.counts == {"yes": 120, "no": 61}
    assert Membership.objects.get().role == "Chair"
    before = counts()
    for text in (BILLS, VOTES, COMMITTEES):
        told = bring(text, tmp_path, staff, now)
        assert {one.outcome for one in told} == {RowOutcome.KNOWN}
    assert counts() == before


def test_a_look_changes_nothing(office: Office, now: datetime, tmp_path: Path) -> None:
    told = decide(rows_of(BILLS, tmp_path), now=now).told
    assert [one.outcome for one in told] == [RowOutcome.ADDED, RowOutcome.COMPLETED]
    assert told[0].remarks == [deciding.UNKNOWN_TOPIC]
    assert counts() == (0, 0, 0, 0, 0)


def test_what_the_office_wrote_outlasts_a_list(
    office: Office, staff: User, now: datetime, tmp_path: Path
) -> None:
    a_vote(
        "Second reading", now=now, held_date=date(2026, 4, 20), option="no", explanation="Too dear."
    )
    told = bring(VOTES, tmp_path, staff, now)
    vote = Vote.objects.get()
    assert (vote.option, vote.explanation, vote.result) == ("no", "Too dear.", "pass")
    assert told[0].outcome == RowOutcome.COMPLETED
    assert told[0].remarks == [deciding.UNKNOWN_BILL]


def test_taking_a_file_back_leaves_what_was_there_and_what_was_changed_since(
    office: Office, staff: User, now: datetime, tmp_path: Path
) -> None:
    known = a_bill("Rural Water Bill", now=now, number="HB 31", stage=BillStage.PROPOSED)
    bring(BILLS.replace("2026-0", "2027-0"), tmp_path, staff, now)
    known.refresh_from_db()
    assert known.stage == BillStage.COMMITTEE
    bring(VOTES + "Third reading;2026-05-01;;;;;\n", tmp_path, staff, now)
    vote = Vote.objects.get(title="Third reading")
    later = now.replace(hour=18)
    save_vote(
        about=AboutVote(title="Third reading", held_date=vote.held_date, explanation="So."),
        by=staff,
        now=later,
        vote=vote,
    )
    votes, bills = ParliamentFile.objects.order_by("-pk")
    assert take_back(file_id=votes.pk, by=staff, now=later) == 1
    assert list(Vote.objects.values_list("title", flat=True)) == ["Third reading"]
    assert take_back(file_id=bills.pk, by=staff, now=later) == 0
    known.refresh_from_db()
    assert known.stage == BillStage.PROPOSED
    assert known.steps.count() == 1
    with pytest.raises(NotUndoable):
        take_back(file_id=bills.pk, by=staff, now=later)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Voted on;Date\nBudget;\n", deciding.NO_DATE),
        ("Voted on;Date\nBudget;last week\n", deciding.NO_DATE),
        ("Voted on;Date\n;2026-01-01\n", deciding.NO_TITLE),
        ("Voted on;Date;Result\nBudget;2026-01-01;perhaps\n", deciding.UNKNOWN_RESULT),
        ("Voted on;Date;Yes\nBudget;2026-01-01;many\n", deciding.NO_COUNT),
        ("Voted on;Date;Official record\nBudget;2026-01-01;there\n", deciding.NO_ADDRESS),
        ("Bill;Stage\nRoads;nearly\n", deciding.UNKNOWN_STAGE),
        ("Committee;Since;Until\nRoads;2026-02-01;2026-01-01\n", deciding.ENDS_FIRST),
    ],
)
def test_what_was_not_taken_is_told_with_its_reason(
    office: Office, now: datetime, tmp_path: Path, text: str, remark: str
) -> None:
    [told] = decide(rows_of(text, tmp_path), now=now).told
    assert told.remarks == [remark]


def test_two_votes_of_one_day_and_name_with_ids_of_their_own_are_two(
    office: Office, staff: User, now: datetime, tmp_path: Path
) -> None:
    text = "Voted on;Date;Id\nAmendment;2026-01-01;a\nAmendment;2026-01-01;b\n"
    bring(text, tmp_path, staff, now)
    bring(text, tmp_path, staff, now)
    assert sorted(Vote.objects.values_list("external_id", flat=True)) == ["a", "b"]


def test_a_table_without_a_heading_of_ours_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NoSuchColumn):
        rows_of("Colour;Size\nred;1\n", tmp_path)


def test_what_is_taken_out_comes_in_unchanged_in_another_office(
    two_offices: tuple[Office, Office], now: datetime, tmp_path: Path
) -> None:
    first, second = two_offices
    tables = [
        (table_of_bills, lambda: queries.bills(public_only=False).prefetch_related("steps")),
        (table_of_votes, lambda: queries.votes(public_only=False)),
        (table_of_committees, lambda: queries.committees(public_only=False)),
    ]
    with within(first):
        for text in (BILLS, VOTES, COMMITTEES):
            bring(text, tmp_path, None, now)
        Vote.objects.update(explanation="=1+1\nand more")
        out = ["".join(csv_lines(write(list(rows())))) for write, rows in tables]
    with within(second):
        assert counts() == (0, 0, 0, 0, 0)
        for text in out:
            bring(text, tmp_path, None, now)
        assert out == ["".join(csv_lines(write(list(rows())))) for write, rows in tables]
        assert Vote.objects.get().explanation == "=1+1\nand more"


WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
CELLS = ["bill", "vote", "committee", "date", "stage", "option", "id", "bill_number", "since",
         "until", "count_yes", "result", "source", "role"]  # fmt: skip
KINDS = st.sampled_from(["bill", "vote", "committee"])
VALUES = WORD | st.sampled_from(["2026-01-01", "2026-02-01", "yes", "law", "first", "a", "b"])
ROW = st.builds(
    lambda kind, cells: {**cells, "is": kind},
    KINDS,
    st.dictionaries(st.sampled_from(CELLS), VALUES, max_size=8),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
@given(st.lists(ROW, max_size=6))
def test_whatever_rows_say_they_come_in_or_it_is_told_why_not(
    office: Office, now: datetime, rows: list[dict[str, str]]
) -> None:
    numbered = [{**row, "number": str(at)} for at, row in enumerate(rows)]
    with transaction.atomic():
        file = ParliamentFile.keep(filename="f", rows=numbered, by=None, now=now)
        told = bring_in(file_id=file.pk, by=None, now=now)
        assert [one.number for one in told] == list(range(len(rows)))
        assert all(one.remarks for one in told if one.outcome == RowOutcome.UNUSABLE)
        again = decide(numbered, now=now)
        assert not again.new
        take_back(file_id=file.pk, by=None, now=now)
        assert counts() == (0, 0, 0, 0, 0)
        transaction.set_rollback(True)


def test_a_thousand_votes_ask_no_more_than_one(
    office: Office, now: datetime, tmp_path: Path
) -> None:
    text = "Voted on;Date;The member’s vote\n" + "".join(
        f"Motion {number};2026-01-{number % 28 + 1:02};yes\n" for number in range(1_000)
    )
    rows = rows_of(text, tmp_path)
    asked = []
    for some in (rows[:1], rows[:1], rows):
        with CaptureQueriesContext(connection) as counted:
            plan = decide(some, now=now)
        asked.append(len(counted))
    assert asked[1] == asked[2] == 6
    assert len(plan.new[Vote]) == 1_000
