"""What came in: every letter in one row of each table, compared with the time before."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.models import Input, Stance
from baraza.insight.periods import Period, Step
from baraza.insight.said import what_was_said

NAIROBI = ZoneInfo("Africa/Nairobi")
APRIL = Period(date(2026, 4, 1), date(2026, 4, 28), NAIROBI)
NOON = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)


def said(
    count: int = 1,
    *,
    at: datetime = NOON,
    channel: Channel = Channel.EMAIL,
    language: str = "en",
    topic: Topic | None = None,
    circle: Circle | None = None,
    is_junk: bool = False,
) -> list[Input]:
    one = Said(
        received_at=at,
        channel=channel,
        text="Please",
        language=language,
        topic_id=topic.pk if topic else None,
        circle_id=circle.pk if circle else None,
        is_junk=is_junk,
    )
    return record_inputs(said=[one] * count)


@pytest.mark.usefixtures("office")
def test_each_table_sums_to_the_total(staff: User) -> None:
    water = Topic.objects.create(name="Water")
    said(3, topic=water)
    said(2, channel=Channel.PHONE, language="sw")
    said(4, at=NOON - timedelta(days=28), topic=water)
    said(9, is_junk=True)
    said(at=NOON - timedelta(days=90))
    found = what_was_said(user=staff, period=APRIL)
    assert (found.total, found.total_before, found.change) == (5, 4, None)
    for table in (found.topics, found.channels, found.languages):
        assert sum(row.now for row in table) == 5
        assert sum(row.before for row in table) == 4
    assert [(row.key, row.label, row.now, row.before) for row in found.topics] == [
        (str(water.pk), "Water", 3, 4),
        ("0", "", 2, 0),
    ]
    assert [row.key for row in found.languages] == ["en", "sw"]


@pytest.mark.usefixtures("office")
def test_days_are_those_of_the_office(staff: User) -> None:
    said(at=datetime(2026, 3, 31, 20, 59, tzinfo=UTC))
    said(at=datetime(2026, 3, 31, 21, 0, tzinfo=UTC))
    said(at=datetime(2026, 4, 28, 20, 59, tzinfo=UTC))
    said(at=datetime(2026, 4, 28, 21, 0, tzinfo=UTC))
    found = what_was_said(user=staff, period=APRIL)
    assert (found.total, found.total_before) == (2, 1)


@pytest.mark.usefixtures("office")
def test_time_has_no_holes_and_loses_nothing(staff: User) -> None:
    said(2, at=datetime(2026, 4, 6, 9, tzinfo=UTC))
    said(3, at=datetime(2026, 4, 20, 9, tzinfo=UTC))
    steps = what_was_said(user=staff, period=APRIL).steps
    assert APRIL.step == Step.WEEK
    assert [first for first, _last, _count in steps] == [
        date(2026, 4, 1),
        date(2026, 4, 6),
        date(2026, 4, 13),
        date(2026, 4, 20),
        date(2026, 4, 27),
    ]
    assert [count for _first, _last, count in steps] == [0, 2, 0, 3, 0]
    assert steps[-1][1] == date(2026, 4, 28)


@pytest.mark.usefixtures("office")
def test_what_is_in_a_circle_counts_for_its_members_only(staff: User) -> None:
    closed = Circle.objects.create(name="Two of us")
    said(2)
    said(3, circle=closed)
    assert what_was_said(user=staff, period=APRIL).total == 2
    closed.members.add(staff)
    assert what_was_said(user=staff, period=APRIL).total == 5


@pytest.mark.usefixtures("office")
def test_a_doubling_of_a_few_is_no_news_and_of_many_is(staff: User) -> None:
    water, roads = Topic.objects.create(name="Water"), Topic.objects.create(name="Roads")
    said(1, topic=roads, at=NOON - timedelta(days=28))
    said(3, topic=roads)
    assert what_was_said(user=staff, period=APRIL).risen is None
    said(10, topic=water, at=NOON - timedelta(days=28))
    said(22, topic=water)
    assert what_was_said(user=staff, period=APRIL).risen is None  # nothing is known of before
    said(at=NOON - timedelta(days=90))
    risen = what_was_said(user=staff, period=APRIL).risen
    assert risen is not None
    assert (risen.label, risen.change) == ("Water", 120)


@pytest.mark.usefixtures("office")
def test_sides_are_counted_where_they_are_known(staff: User) -> None:
    water = Topic.objects.create(name="Water")
    rows = said(4, topic=water)
    for row, stance in zip(rows, [Stance.FOR, Stance.FOR, Stance.AGAINST, ""], strict=True):
        Input.objects.filter(pk=row.pk).update(stance=stance)
    (sides,) = what_was_said(user=staff, period=APRIL).sides
    assert (sides.topic, sides.for_it, sides.against, sides.mixed) == ("Water", 2, 1, 0)


def test_another_office_counts_for_nothing(two_offices: tuple[Office, Office]) -> None:
    with within(two_offices[1]):
        said(5)
    with within(two_offices[0]):
        reader = User.objects.create_user("amina@highlands.example")
        assert what_was_said(user=reader, period=APRIL).total == 0


@pytest.mark.usefixtures("office")
def test_it_costs_the_same_however_much_was_said(staff: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            what_was_said(user=staff, period=APRIL)
        return len(queries)

    said()
    once = cost()
    for name in ("Water", "Roads"):
        said(topic=Topic.objects.create(name=name), language=name[:2])
    assert cost() == once


@pytest.mark.parametrize(
    ("days", "step", "columns"),
    [(1, Step.DAY, 1), (27, Step.DAY, 27), (28, Step.WEEK, 5), (365, Step.MONTH, 13)],
)
def test_a_picture_has_neither_too_many_columns_nor_too_few(
    days: int, step: Step, columns: int
) -> None:
    period = Period.of_last(days, now=NOON, zone=NAIROBI)
    assert (period.days, period.step) == (days, step)
    assert abs(len(period.steps()) - columns) <= 1
    assert period.steps()[0][0] == period.first
    assert period.steps()[-1][1] == period.last
    assert period.before.last == period.first - timedelta(days=1)
    assert period.before.days == days
