"""Work done later, by name, for one office.

A job is only a wake-up: the tables say what is due, so a job run twice, late or never loses
nothing. Arguments are ids and the office's schema, never content: they are kept in shared tables.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django_tenants.utils import (
    get_public_schema_name,
    get_tenant_model,
    schema_context,
    schema_exists,
)
from procrastinate import JobContext
from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)

Job = Callable[..., None]


class UnknownJob(LookupError):
    """No module `tasks` registers that name."""


def job(name: str, *, queue: str = "work") -> Callable[[Job], Job]:
    """Register a function as `package.act`, run within the office that enqueued it."""

    def register(function: Job) -> Job:
        def run(*, office: str, **ids: int | str) -> None:
            if schema_exists(office):  # it may have been deleted since
                with schema_context(office):
                    function(**ids)

        app.task(name=name, queue=queue)(run)
        return function

    return register


def every_minute(name: str, *, queue: str = "work") -> Callable[[Job], Job]:
    """Register a sweep, run once a minute for each office, one after the other."""
    return _regularly(name, cron="* * * * *", queue=queue)


def every_night(name: str, *, queue: str = "work") -> Callable[[Job], Job]:
    """Register what is done once a night (02:17 UTC) for each office, one after the other."""
    return _regularly(name, cron="17 2 * * *", queue=queue)


def _regularly(name: str, *, cron: str, queue: str) -> Callable[[Job], Job]:
    def register(function: Job) -> Job:
        def run(timestamp: int) -> None:
            for schema in list(get_tenant_model().objects.values_list("schema_name", flat=True)):
                try:
                    with schema_context(schema):
                        function()
                except Exception:  # one office's trouble is not another's
                    logger.exception("%s failed in %s", name, schema)

        app.periodic(cron=cron)(app.task(name=name, queue=queue)(run))
        return function

    return register


def enqueue(name: str, *, after: timedelta = timedelta(0), **ids: int | str) -> None:
    """Ask a worker to run `name` for the current office, once this transaction is committed.

    A transaction rolled back takes its jobs with it. Raises UnknownJob.
    """
    office = connection.schema_name
    if office == get_public_schema_name():
        raise RuntimeError(f"{name} was enqueued outside any office")
    try:
        task = app.tasks[name]
    except KeyError as error:
        raise UnknownJob(name) from error
    options = {"schedule_in": {"seconds": after.total_seconds()}} if after else {}
    task.configure(**options).defer(office=office, **ids)


@app.periodic(cron="*/5 * * * *")
@app.task(name="jobs.retry_stalled", queue="work", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker was killed run again."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=60):
        await manager.retry_job(stalled)
