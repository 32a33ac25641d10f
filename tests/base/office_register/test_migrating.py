"""Bringing many offices up to date: what fails holds up nobody, and is taken up again."""

from collections.abc import Callable

import pytest
from django.db import connection

from baraza.base.office_register import actions
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import is_up_to_date, within

pytestmark = pytest.mark.django_db
LAST = ("django_session", "sessions", "0001_initial")


def take_back_a_migration(office: Office) -> None:
    table, app, name = LAST
    with within(office), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", [app, name])


def is_ready(office: Office) -> bool:
    return Office.objects.get(pk=office.pk).is_ready


def fail_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the schemas that migrations are run for."""
    real: Callable[..., object] = actions.call_command
    asked: list[str] = []

    def command(name: str, *labels: str, **options: object) -> object:
        if schema := options.get("schema_name"):
            asked.append(str(schema))
            if schema == office.schema_name:
                raise RuntimeError("disk full")
        return real(name, *labels, **options)

    monkeypatch.setattr(actions, "call_command", command)
    return asked


def test_an_office_that_fails_holds_up_no_other_and_is_taken_up_again(
    two_offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
):
    first, second = two_offices
    for office in two_offices:
        take_back_a_migration(office)
    seen: list[str] = []
    with monkeypatch.context() as patch:
        fail_in(first, patch)
        with pytest.raises(actions.SomeNotMigrated, match="highlands: disk full") as raised:
            actions.migrate_everything(progress=lambda office: seen.append(office.slug))
    assert set(raised.value.failed) == {"highlands"}
    # Another test of this process may have an office of its own.
    assert [slug for slug in seen if slug != "commons"] == ["highlands", "lakeside"]
    assert (is_up_to_date(office=first), is_up_to_date(office=second)) == (False, True)
    assert (is_ready(first), is_ready(second)) == (False, True)

    with monkeypatch.context() as patch:
        asked = fail_in(second, patch)
        actions.migrate_everything()
        assert asked == [first.schema_name], "what was done is not done again"
    assert is_up_to_date(office=first)
    assert is_ready(first)
    with within(first), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


def test_an_older_baraza_leaves_tables_of_a_newer_one_alone(two_offices: tuple[Office, Office]):
    newer, _ = two_offices
    with within(newer), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('channels', '0999_of_next_year', now()), ('of_a_library', '0001', now())"
        )
    with pytest.raises(actions.SomeNotMigrated, match="channels 0999_of_next_year") as raised:
        actions.migrate_everything()
    assert set(raised.value.failed) == {newer.slug}
    assert not is_ready(newer)
    with within(newer), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0999_of_next_year'")
    actions.migrate_everything()
    assert is_ready(newer)


def test_nobody_works_in_an_office_while_it_is_migrated(
    two_offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
):
    office, _ = two_offices
    take_back_a_migration(office)
    real: Callable[..., object] = actions.call_command
    seen: list[bool] = []

    def command(*words: str, **options: object) -> object:
        seen.append(is_ready(office))
        return real(*words, **options)

    monkeypatch.setattr(actions, "call_command", command)
    actions.migrate_office(office=office)
    assert (seen, is_ready(office)) == ([False], True)


def test_what_failed_is_told_without_the_row_it_failed_on():
    words = "could not create unique index\nDETAIL:  Key (email)=(amina@example.org) is duplicated."
    error = actions.SomeNotMigrated({"hill": RuntimeError(words), "lake": RuntimeError()})
    assert str(error) == "hill: could not create unique index\nlake: RuntimeError"


def test_rights_are_given_again_even_where_nothing_is_to_migrate(
    two_offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
):
    granted: list[str] = []
    monkeypatch.setattr(
        actions.privileges, "grant", lambda *, schema: granted.append(schema) or None
    )
    actions.migrate_everything()
    assert {office.schema_name for office in two_offices} < set(granted)
