from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common.jobs import UnknownJob, enqueue, every_minute, job

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran() -> Iterator[list[tuple[str, dict[str, object]]]]:
    """What the job `tests.note` was run with, and for which office."""
    calls: list[tuple[str, dict[str, object]]] = []

    @job("tests.note")
    def note(**ids: object) -> None:
        calls.append((connection.schema_name, ids))

    yield calls
    del app.tasks["tests.note"]


def test_a_job_runs_in_the_office_that_asked_for_it(
    two_offices: tuple[Office, Office], ran, run_jobs
):
    for number, office in enumerate(two_offices):
        with within(office):
            enqueue("tests.note", number=number)
    run_jobs()
    assert ran == [
        (two_offices[0].schema_name, {"number": 0}),
        (two_offices[1].schema_name, {"number": 1}),
    ]
    assert connection.schema_name == "public"


def test_arguments_are_ids_and_the_office_alone(office: Office, ran):
    enqueue("tests.note", number=7)
    assert ProcrastinateJob.objects.get().args == {"office": office.schema_name, "number": 7}


def test_a_transaction_rolled_back_takes_its_jobs_with_it(office: Office, ran, run_jobs):
    with transaction.atomic():
        enqueue("tests.note")
        transaction.set_rollback(True)
    assert run_jobs() == 0


def test_a_job_for_later_is_due_later(office: Office, ran):
    enqueue("tests.note", after=timedelta(hours=1))
    wait = ProcrastinateJob.objects.get().scheduled_at - timezone.now()
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)


def test_a_name_nobody_registered_is_an_error(office: Office):
    with pytest.raises(UnknownJob):
        enqueue("tests.nobody")


def test_outside_any_office_nothing_is_enqueued(db: None, ran):
    connection.set_schema_to_public()
    with pytest.raises(RuntimeError, match="outside any office"):
        enqueue("tests.note")


def test_a_job_of_an_office_that_is_gone_does_nothing(db: None, ran):
    app.tasks["tests.note"].func(office="office_gone", number=1)
    assert ran == []


def test_a_job_waits_until_the_office_it_is_for_is_ready(office: Office, ran, run_jobs):
    Office.objects.filter(pk=office.pk).update(is_ready=False)
    app.tasks["tests.note"].func(office=office.schema_name, number=7)
    assert ran == []
    [waiting] = ProcrastinateJob.objects.filter(status="todo")
    assert waiting.args == {"office": office.schema_name, "number": 7}
    assert waiting.scheduled_at - timezone.now() > timedelta(seconds=50)

    Office.objects.filter(pk=office.pk).update(is_ready=True)
    assert run_jobs() == 1
    assert ran == [(office.schema_name, {"number": 7})]


def test_a_sweep_goes_by_an_office_that_is_not_ready(two_offices: tuple[Office, Office]):
    first, second = two_offices
    Office.objects.filter(pk=first.pk).update(is_ready=False)
    swept = []
    every_minute("tests.sweep_ready")(lambda: swept.append(connection.schema_name))
    try:
        app.tasks["tests.sweep_ready"].func(timestamp=0)
    finally:
        del app.tasks["tests.sweep_ready"]
    assert first.schema_name not in swept
    assert second.schema_name in swept


def test_a_sweep_ends_where_the_database_has_gone(
    two_offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
):
    swept = []

    @every_minute("tests.sweep_gone")
    def sweep() -> None:
        swept.append(connection.schema_name)
        raise OperationalError("the connection is closed")

    try:
        app.tasks["tests.sweep_gone"].func(timestamp=0)
        assert len(swept) > 1, "a lock not got in one office is not another's trouble"
        swept.clear()
        monkeypatch.setattr(connection, "is_usable", lambda: False)
        with pytest.raises(OperationalError):
            app.tasks["tests.sweep_gone"].func(timestamp=0)
    finally:
        del app.tasks["tests.sweep_gone"]
    assert len(swept) == 1


def test_one_offices_trouble_does_not_stop_the_sweep_of_the_others(
    two_offices: tuple[Office, Office], caplog: pytest.LogCaptureFixture
):
    swept = []

    @every_minute("tests.sweep")
    def sweep() -> None:
        swept.append(connection.schema_name)
        if len(swept) == 1:
            raise RuntimeError("the first one is in trouble")

    try:
        app.tasks["tests.sweep"].func(timestamp=0)
    finally:
        del app.tasks["tests.sweep"]
    assert {office.schema_name for office in two_offices} <= set(swept)
    assert f"tests.sweep failed in {swept[0]}" in caplog.text
