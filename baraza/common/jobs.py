"""Work done later, by name, for one office.

A job is only a wake-up: the tables say what is due, so a job run twice, late or never loses
nothing. Arguments are ids and the office's schema, never content: they are kept in shared tables.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Model, QuerySet
from django_tenants.utils import (
    get_public_schema_name,
    get_tenant_model,
    schema_context,
)
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

logger = logging.getLogger(__name__)

Job = Callable[..., None]

# A job that ends whoever does it must not end them for ever: others wait behind it.
MOST_STARTS = 10
# What is to be done for an office whose tables are not ready is asked again after so long.
NOT_READY_SECONDS = 60


class UnknownJob(LookupError):
    """No module `tasks` registers that name."""


def job(name: str, *, queue: str = "work") -> Callable[[Job], Job]:
    """Register a function as `package.act`, run within the office that enqueued it."""

    def register(function: Job) -> Job:
        def run(*, office: str, **ids: int | str) -> None:
            is_ready = _offices().filter(schema_name=office).values_list("is_ready", flat=True)
            match is_ready.first():
                case True:
                    with schema_context(office):
                        function(**ids)
                case False:
                    later = app.tasks[name].configure(schedule_in={"seconds": NOT_READY_SECONDS})
                    later.defer(office=office, **ids)
                case None:  # it was deleted since
                    pass

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
            ready = _offices().filter(is_ready=True)
            for schema in list(ready.values_list("schema_name", flat=True)):
                try:
                    with schema_context(schema):
                        function()
                except Exception as error:  # one office's trouble is not another's
                    if _is_database_gone(error):
                        raise
                    logger.exception("%s failed in %s", name, schema)

        app.periodic(cron=cron)(app.task(name=name, queue=queue)(run))
        return function

    return register


def _offices() -> QuerySet[Model]:
    return get_tenant_model().objects.all()


def _is_database_gone(error: Exception) -> bool:
    is_about_it = isinstance(error, (OperationalError, InterfaceError))
    return is_about_it and not connection.is_usable()


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
    """Jobs whose worker was killed run again; one that was there each time is given up."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=60):
        if stalled.attempts + 1 < MOST_STARTS:
            await manager.retry_job(stalled)
        else:
            logger.error("%s %s ended its worker each time", stalled.task_name, stalled.id)
            await manager.finish_job(stalled, status=Status.FAILED, delete_job=False)
