"""Rows written at once: what is there already, and what the rows know afterwards."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection

from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.people.models import (
    ContactKind,
    ContactLink,
    ContactPoint,
    ContactState,
    Person,
)
from baraza.common import rows
from baraza.common.rows import (
    Later,
    by_key,
    columns,
    insert,
    insert_alike,
    insert_unknown,
    instances,
    next_key,
    send,
    update,
)


def _points(*values: str, state: ContactState = ContactState.NEW) -> list[ContactPoint]:
    return [ContactPoint(kind=ContactKind.EMAIL, value=value, state=state) for value in values]


MANY = [f"person{number}@post.example" for number in range(3)]


@pytest.fixture(autouse=True)
def _two_in_a_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PART", 2)


@pytest.mark.parametrize(
    "values", [["a@post.example"], MANY], ids=["one", "more than a statement has"]
)
def test_rows_inserted_learn_their_keys_and_can_be_saved(office: Office, values: list[str]) -> None:
    points = _points(*values)
    insert(points)
    stored = dict(ContactPoint.objects.values_list("value", "pk"))
    assert stored == {point.value: point.pk for point in points}
    points[0].state_reason = "bounced twice"
    points[0].save()
    assert ContactPoint.objects.count() == len(values)


@pytest.mark.parametrize(
    "values", [["a@post.example"], MANY], ids=["one", "more than a statement has"]
)
def test_rows_that_are_there_are_updated_and_found(office: Office, values: list[str]) -> None:
    [there] = _points(values[0])
    insert([there])
    points = _points(*values, state=ContactState.CONFIRMED)
    insert(points, unique=["kind", "value"], update=["state"])
    assert points[0].pk == there.pk
    there.refresh_from_db()
    assert there.state == ContactState.CONFIRMED
    assert ContactPoint.objects.count() == len(values)


def test_what_the_database_makes_of_a_value_is_asked_for_afterwards(office: Office) -> None:
    [point] = _points("a@post.example")
    point.state_reason = ("BOUNCED", "TWICE")
    insert([point], computed={"state_reason": "lower(%s || ' ' || %s)"})
    assert point.state_reason == "bounced twice"


def test_rows_that_point_at_each_other_are_sent_together(
    office: Office, now: datetime, django_assert_num_queries
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {next_key(Person)}")
        [key] = cursor.fetchone()
    [point] = _points("a@post.example")
    insert([point])
    person = Person(pk=key, name="Asha", added_at=now)
    point.state_reason = "100 % sure"
    later: Later = []
    with django_assert_num_queries(0):
        insert([person], later=later)
        insert([ContactLink(person=person, contact_point=point)], later=later)
        update([point], ["state_reason"], later=later)
    with django_assert_num_queries(1):
        send(later)
    [stored] = Person.objects.all()
    assert (stored.pk, stored.name) == (key, "Asha")
    assert stored.contact_links.get().contact_point.state_reason == "100 % sure"
    # The next one's key is another.
    another = Person(name="Juma", added_at=now)
    insert([another])
    assert another.pk > key


def test_nothing_gathered_sends_nothing(office: Office, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        send([])


def test_rows_are_updated_each_with_its_own(office: Office) -> None:
    points = _points(*MANY)
    insert(points)
    for point in points:
        point.state_reason = f"of {point.value}"
        point.state = ContactState.CONFIRMED
    update(points[:2], ["state_reason"])
    kept = ContactPoint.objects.order_by("pk").values_list("state_reason", "state")
    assert list(kept) == [
        (f"of {MANY[0]}", ContactState.NEW),
        (f"of {MANY[1]}", ContactState.NEW),
        ("", ContactState.NEW),
    ]


def test_no_rows_to_update_ask_nothing(office: Office, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        update([], ["state"])


def test_rows_read_by_a_written_statement_are_as_django_reads_them(office: Office) -> None:
    kept = profile()
    kept.surge_words = {"en": "It takes longer."}
    kept.save()
    with connection.cursor() as cursor:
        statement = "SELECT {}, 7 FROM office_profile AS office"
        cursor.execute(statement.format(columns(Profile, "office")))
        [read] = instances(Profile, cursor.fetchall())
    names = [field.attname for field in Profile._meta.concrete_fields]
    assert [getattr(read, name) for name in names] == [
        getattr(Profile.objects.get(), name) for name in names
    ]


def test_a_rule_that_is_broken_is_told(office: Office) -> None:
    insert(_points("a@post.example"))
    with pytest.raises(IntegrityError):
        insert(_points("a@post.example"))


def test_nothing_to_insert_asks_nothing(office: Office, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert([])


def test_only_what_is_unknown_is_inserted(office: Office) -> None:
    insert(_points("a@post.example"))
    assert insert_unknown(_points("a@post.example", "b@post.example")) == 1
    assert insert_unknown(_points("a@post.example")) == 0


def test_copies_differ_in_what_is_said_to_differ(office: Office) -> None:
    [like] = _points("", state=ContactState.CONFIRMED)
    insert_alike(like, columns={"value": ["a@post.example", "b@post.example"]})
    assert set(ContactPoint.objects.values_list("value", "state")) == {
        ("a@post.example", ContactState.CONFIRMED),
        ("b@post.example", ContactState.CONFIRMED),
    }


def test_a_row_is_read_by_its_key_as_django_reads_it(office: Office) -> None:
    read, asked = by_key(Profile, 1), Profile.objects.get(pk=1)
    assert read == asked
    assert {name: value for name, value in vars(read).items() if name != "_state"} == {
        name: value for name, value in vars(asked).items() if name != "_state"
    }
    assert by_key(Profile, 2) is None
