"""The state folder and the database, ready for a command to work in."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from baraza.common import postgres
from baraza.config import environment
from baraza.config.cli.output import Refused

if TYPE_CHECKING:
    from baraza.base.office_register.models import Office


@contextmanager
def database(*, as_owner: bool = False) -> Iterator[None]:
    """Start the embedded PostgreSQL if need be, set Django up, and leave all as it was found.

    `as_owner` for commands that make or change tables. Raises Refused.
    """
    try:
        home = environment.prepare_home()
        ours = not os.environ.get("DATABASE_URL") and not postgres.is_running(home=home)
        if not os.environ.get("DATABASE_URL"):
            postgres.start_cluster(home=home)
    except (environment.UnusableHome, postgres.ClusterError) as error:
        raise Refused(str(error)) from error
    set_up_django(as_owner=as_owner)
    try:
        yield
    finally:
        from django.db import connections

        connections.close_all()
        if ours:
            postgres.stop_cluster(home=home)


def set_up_django(*, as_owner: bool = False) -> None:
    """Settings for the given database role."""
    import django

    if as_owner:
        os.environ["BARAZA_DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baraza.config.settings")
    django.setup()
    # What is loaded by now stays: to look through it again and again takes a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@contextmanager
def inside_office(slug: str, *, as_owner: bool = False) -> Iterator["Office"]:
    """The database, within one office. Raises Refused."""
    with database(as_owner=as_owner):
        from django.db import ProgrammingError

        from baraza.base.office_register.queries import UnknownOffice, office_by_slug, within

        try:
            office = office_by_slug(slug=slug)
        except UnknownOffice as error:
            raise Refused(str(error)) from error
        except ProgrammingError as error:
            raise Refused("There are no offices yet. Start with: baraza migrate") from error
        with within(office):
            yield office
