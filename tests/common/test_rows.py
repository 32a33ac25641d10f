"""Rows written at once: what is there already, and what the rows know afterwards."""

import pytest
from django.db import IntegrityError

from baraza.base.office_register.models import Office
from baraza.base.people.models import ContactKind, ContactPoint, ContactState
from baraza.common.rows import FEW, insert, insert_alike, insert_unknown


def _points(*values: str, state: ContactState = ContactState.NEW) -> list[ContactPoint]:
    return [ContactPoint(kind=ContactKind.EMAIL, value=value, state=state) for value in values]


MANY = [f"person{number}@post.example" for number in range(FEW + 1)]


@pytest.mark.parametrize("values", [["a@post.example"], MANY], ids=["one", "more than a few"])
def test_rows_inserted_learn_their_keys_and_can_be_saved(office: Office, values: list[str]) -> None:
    points = _points(*values)
    insert(points)
    stored = dict(ContactPoint.objects.values_list("value", "pk"))
    assert stored == {point.value: point.pk for point in points}
    points[0].state_reason = "bounced twice"
    points[0].save()
    assert ContactPoint.objects.count() == len(values)


@pytest.mark.parametrize("values", [["a@post.example"], MANY], ids=["one", "more than a few"])
def test_rows_that_are_there_are_updated_and_found(office: Office, values: list[str]) -> None:
    [there] = _points(values[0])
    insert([there])
    points = _points(*values, state=ContactState.CONFIRMED)
    insert(points, unique=["kind", "value"], update=["state"])
    assert points[0].pk == there.pk
    there.refresh_from_db()
    assert there.state == ContactState.CONFIRMED
    assert ContactPoint.objects.count() == len(values)


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
