"""The state folder and the database, ready for a command to work in."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from baraza.common import postgres
from baraza.config import environment
from baraza.config.cli.output import Refused

if TYPE_CHECKING:
    from baraza.base.office_register.models import Office


NOT_READY = "The tables of {slug} could not be brought up to date."


@contextmanager
def database(*, as_owner: bool = False) -> Iterator[None]:
    """Start the embedded PostgreSQL if need be, set Django up, and leave all as it was found.

    `as_owner` for commands that make or change tables. Raises Refused.
    """
    with ExitStack() as until_left:
        try:
            home = environment.prepare_home()
            if not os.environ.get("DATABASE_URL"):
                until_left.enter_context(postgres.cluster_in_use(home=home))
        except (environment.UnusableHome, postgres.ClusterError) as error:
            raise Refused(str(error)) from error
        set_up_django(as_owner=as_owner)
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def set_up_django(*, as_owner: bool = False) -> None:
    """Settings for the given database role."""
    import django

    if as_owner:
        os.environ["BARAZA_DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baraza.config.settings")
    # What is loaded stays: to look through it again and again takes a tenth of the time.
    gc.disable()
    django.setup()
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def ready_office(slug: str) -> "Office":
    """The office, to be worked in. Raises Refused."""
    from django.db import ProgrammingError

    from baraza.base.office_register.queries import UnknownOffice, office_by_slug

    try:
        office = office_by_slug(slug=slug)
    except UnknownOffice as error:
        raise Refused(str(error)) from error
    except ProgrammingError as error:
        raise Refused(
            "There are no offices yet, or an older Baraza made them. Start with: baraza migrate"
        ) from error
    if not office.is_ready:
        raise Refused(f"{NOT_READY.format(slug=slug)} Nothing was done. First: baraza migrate")
    return office


def all_ready_offices() -> list["Office"]:
    """Every office, where all can be worked in. Raises Refused."""
    from baraza.base.office_register.queries import offices

    found = offices()
    if waiting := [office.slug for office in found if not office.is_ready]:
        words = " ".join(NOT_READY.format(slug=slug) for slug in waiting)
        raise Refused(f"{words} Nothing was done. First: baraza migrate")
    return found


@contextmanager
def inside_office(slug: str, *, as_owner: bool = False) -> Iterator["Office"]:
    """The database, within one office. Raises Refused."""
    with database(as_owner=as_owner):
        from baraza.base.office_register.queries import within

        office = ready_office(slug)
        with within(office):
            yield office
