"""Numbers of content types differ between offices, and the table of them is global to a process:
one thread that blocks is all a process may have."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

import baraza
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Person
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter

CONFIG = Path(baraza.__file__).parent / "config"


@pytest.fixture
def drifted(two_offices: tuple[Office, Office]) -> tuple[Office, Office]:
    """Two offices in which a person and a conversation have each other's number."""
    first, second = two_offices
    numbers = {}
    with within(first):
        for model in (Person, Conversation):
            numbers[model] = ContentType.objects.get_for_model(model).pk
    with within(second):
        ContentType.objects.filter(
            app_label__in=["people", "conversations"], model__in=["person", "conversation"]
        ).delete()
        ContentType.objects.filter(pk__in=numbers.values()).delete()
        for model, other in ((Person, Conversation), (Conversation, Person)):
            ContentType.objects.create(
                pk=numbers[other],
                app_label=model._meta.app_label,
                model=model._meta.model_name,
            )
    return two_offices


def kept_number(model: type) -> int:
    """What the office's own table says, past every cache."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM django_content_type WHERE app_label = %s AND model = %s",
            [model._meta.app_label, model._meta.model_name],
        )
        return cursor.fetchone()[0]


def test_each_office_keeps_its_own_numbers_when_a_thread_goes_from_one_to_the_other(
    drifted: tuple[Office, Office],
) -> None:
    seen = []
    for office in (*drifted, *drifted):
        with within(office):
            for model in (Person, Conversation):
                number = ContentType.objects.get_for_model(model).pk
                assert number == kept_number(model)
                assert ContentType.objects.get_for_id(number).model_class() is model
                seen.append(number)
    assert seen[0] == seen[3] != seen[1] == seen[2]


def test_a_block_within_a_block_leads_back_to_the_first_offices_numbers(
    drifted: tuple[Office, Office],
) -> None:
    first, second = drifted
    with within(first):
        before = ContentType.objects.get_for_model(Person).pk
        with within(second):
            assert ContentType.objects.get_for_model(Person).pk != before
        assert ContentType.objects.get_for_model(Person).pk == before == kept_number(Person)


def test_a_web_process_has_one_blocking_thread_and_a_worker_does_one_job_at_a_time() -> None:
    tree = ast.parse((CONFIG / "processes.py").read_text(encoding="utf-8"))
    given = {
        keyword.arg: ast.unparse(keyword.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
    }
    assert given["blocking_threads"] == given["concurrency"] == "1"


def test_a_job_touches_no_office_but_its_own_and_none_that_is_gone(
    two_offices: tuple[Office, Office], now: object, run_jobs: Callable[[], int]
) -> None:
    first, second = two_offices
    with within(first):
        bring(letter(), now=now)
        number = Conversation.objects.get().pk
        enqueue("conversations.receive")
    with within(second):
        enqueue("conversations.receive")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET args = jsonb_set(args, '{office}', '\"office_gone\"') "
            "WHERE args->>'office' = %s",
            [second.schema_name],
        )
    assert run_jobs() >= 2
    with within(second):
        assert not Conversation.objects.exists()
    with within(first):
        assert Conversation.objects.get().pk == number
