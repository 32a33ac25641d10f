"""The trail: what is written into it, and how a change to it is noticed."""

import enum
from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import ContentInTrail, record, record_reading
from baraza.base.audit.models import AuditEntry
from baraza.base.audit.queries import entries, entries_for, head, holds, verify
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within

pytestmark = pytest.mark.usefixtures("an_empty_trail")


@pytest.fixture
def three(staff: User, now: datetime) -> list[AuditEntry]:
    """Three acts of one person, a minute apart."""
    return [
        record(
            actor=staff,
            act="closed",
            obj=Circle(pk=number),
            now=now + timedelta(minutes=number),
            detail={"letters": [number, 4]},
        )
        for number in (1, 2, 3)
    ]


def test_rows_are_numbered_without_gaps_and_verify(three: list[AuditEntry]) -> None:
    assert [entry.number for entry in three] == [1, 2, 3]
    assert verify() is None


CHANGES: dict[str, object] = {
    "at": datetime(2020, 1, 1).astimezone(),
    "actor_id": 2_000_000_000,
    "actor_name": "Somebody Else",
    "act": "answered",
    "object_kind": "accounts.user",
    "object_id": "9",
    "count": 2,
    "detail": {"letters": [5]},
    "hash": bytes(32),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_is_noticed_at_its_row(three: list[AuditEntry], column: str) -> None:
    AuditEntry.objects.filter(number=2).update(**{column: CHANGES[column]})
    assert verify() == 2


def test_every_column_is_sealed() -> None:
    columns = {field.attname for field in AuditEntry._meta.concrete_fields}
    assert columns == {*CHANGES, "number", "circle_id"}


def test_another_circle_is_noticed(three: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number=3).update(circle=Circle.objects.create(name="Case 9"))
    assert verify() == 3


@pytest.mark.parametrize(("taken", "broken"), [(1, 1), (2, 2)])
def test_a_row_taken_out_is_missed(three: list[AuditEntry], taken: int, broken: int) -> None:
    AuditEntry.objects.filter(number=taken).delete()
    assert verify() == broken


def test_a_row_taken_out_is_missed_even_when_the_others_move_up(three: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number=2).delete()
    AuditEntry.objects.filter(number=3).update(number=2)
    assert verify() == 2


def test_rows_taken_from_the_end_are_missed_by_a_head_kept_elsewhere(
    three: list[AuditEntry], now: datetime
) -> None:
    kept = head(now=now)
    assert kept["number"] == 3
    assert holds(kept=kept)
    AuditEntry.objects.filter(number=3).delete()
    assert verify() is None
    assert not holds(kept=kept)
    record(actor=None, act="closed", now=now)
    assert verify() is None
    assert not holds(kept=kept)


def test_an_empty_trail_verifies_and_has_a_head(office: Office) -> None:
    assert verify() is None
    assert head()["number"] == 0
    assert holds(kept=head())


class Word(enum.Enum):
    ONE = "one"


@pytest.mark.parametrize(
    "detail",
    [
        {"text": "My neighbour is ill"},
        {"ids": [1, "two"]},
        {"nested": {"text": 1}},
        {"Not a name": 1},
        {"share": 0.5},
    ],
)
def test_words_are_refused(office: Office, detail: dict) -> None:
    with pytest.raises(ContentInTrail):
        record(actor=None, act="closed", detail=detail)
    assert not AuditEntry.objects.exists()


def test_an_act_is_one_short_word(office: Office) -> None:
    with pytest.raises(ContentInTrail):
        record(actor=None, act="Dear Ms Njeri, thank you")


def test_numbers_ids_and_declared_words_are_kept(office: Office) -> None:
    entry = record(actor=None, act="closed", detail={"b": [3, 1], "a": Word.ONE, "c": None, "d": 1})
    entry.refresh_from_db()
    assert entry.detail == {"a": "one", "b": [1, 3], "c": None, "d": 1}
    assert verify() is None


def test_a_name_is_kept_as_it_was_written_then(staff: User, three: list[AuditEntry]) -> None:
    staff.name = "Leila Amrani"
    staff.save()
    assert {entry.actor_name for entry in entries(user=staff)} == {"Leila Haddad"}


def test_reading_the_same_thing_again_within_the_hour_adds_nothing(
    staff: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Case 4")
    for minutes in (0, 1, 59, 60, 61):
        record_reading(actor=staff, obj=circle, now=now + timedelta(minutes=minutes))
    assert [entry.at for entry in entries_for(obj=circle, user=staff)] == [
        now + timedelta(minutes=60),
        now,
    ]


def test_readings_by_another_and_of_another_file_count(staff: User, now: datetime) -> None:
    other = User.objects.create_user(email="jon@highlands.example", name="Jón Sand")
    circle = Circle.objects.create(name="Case 4")
    for actor, part in ((staff, 1), (staff, 2), (other, 1), (staff, 1)):
        record_reading(actor=actor, obj=circle, now=now, detail={"file": part})
    assert AuditEntry.objects.count() == 3


def test_acts_on_a_confidential_thing_are_seen_by_its_circle_only(
    staff: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Case 4")
    record(actor=staff, act="closed", circle_id=circle.pk, now=now)
    assert entries(user=staff) == []
    circle.members.add(staff)
    assert len(entries(user=staff)) == 1


def test_entries_are_searched_by_person_act_thing_and_day(staff: User, now: datetime) -> None:
    other = User.objects.create_user(email="jon@highlands.example", name="Jón Sand")
    record(actor=staff, act="closed", obj=staff, now=now)
    record(actor=other, act="answered", obj=other, now=now + timedelta(days=1))
    tomorrow = (now + timedelta(days=1)).date()

    def acts(**wanted: object) -> list[str]:
        return [entry.act for entry in entries(user=staff, **wanted)]

    assert acts() == ["answered", "closed"]
    assert acts(actor_id=other.pk) == ["answered"]
    assert acts(act="closed") == ["closed"]
    assert acts(object_kind="accounts.user", object_id=str(staff.pk)) == ["closed"]
    assert acts(first_date=tomorrow) == ["answered"]
    assert acts(last_date=now.date()) == ["closed"]
    assert acts(before=2) == ["closed"]


def test_offices_have_a_trail_each(two_offices: tuple[Office, Office], now: datetime) -> None:
    for office in two_offices:
        with within(office):
            assert record(actor=None, act="closed", now=now).number == 1


def test_one_act_on_many_things_is_one_row(office: Office, now: datetime) -> None:
    entry = record(actor=None, act="closed", obj=Topic, now=now, count=12)
    assert (entry.object_kind, entry.object_id, entry.count) == ("agenda.topic", "", 12)
