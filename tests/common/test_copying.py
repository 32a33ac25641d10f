"""Rows that come in thousands arrive as they were written."""

from datetime import UTC, datetime

import pytest

from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.common.copying import copy_in, reserved_ids

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Amani",
        "tab\tand\nline\r\nand \\ and \\N and \\.",
        'quote " and , and {brace}',
        "محمد حداد",
        "𞤀𞤣𞤤𞤢𞤥",
        "NULL",
        " ",
    ],
)
def test_any_text_comes_back_as_it_was_written(office: Office, text: str) -> None:
    [number] = reserved_ids(Person, count=1)
    copy_in(
        Person,
        columns=["id", "name", "other_names", "address", "birth_year", "is_deceased", "added_at"],
        rows=[(number, text, [text, "b"], text, None, True, NOW)],
    )

    person = Person.objects.get(pk=number)

    assert (person.name, person.other_names, person.address) == (text, [text, "b"], text)
    assert (person.birth_year, person.is_deceased, person.added_at) == (None, True, NOW)
    # What was not said is what a new object would say.
    assert (person.languages, person.do_not_contact, person.household_id) == ([], False, None)


def test_reserved_numbers_are_given_to_nobody_else(office: Office) -> None:
    first, second = reserved_ids(Person, count=3), reserved_ids(Person, count=2)
    added = Person.objects.create(added_at=NOW)

    assert len({*first, *second, added.pk}) == 6


@pytest.mark.parametrize("count", [0, 1, 1201])
def test_many_take_one_statement(office: Office, count: int, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        copy_in(Person, columns=["name", "added_at"], rows=[("Amani", NOW)] * count)

    assert Person.objects.count() == count
