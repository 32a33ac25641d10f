"""Statements that are said so often that PostgreSQL had better plan them once for each connection.

Planning what a single letter asks takes longer than answering it.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection

# A plan is made anew after so many: the tables it was made for have grown since.
USES = 500


@dataclass(slots=True)
class _Plan:
    name: str
    # The plan before it: what was gathered to be sent together may still call it by its name.
    former: str = ""
    uses: int = 0


@dataclass(slots=True)
class _Plans:
    """Of one connection, by statement."""

    known: dict[str, _Plan] = field(default_factory=dict)
    numbers: count = field(default_factory=count)


_plans: WeakKeyDictionary[Connection, _Plans] = WeakKeyDictionary()


def prepared(statement: str) -> str:
    """What to say on the present connection in place of `statement`, with the same values, each a
    plain %s. Only for statements there are few of: the connection keeps each.

    PostgreSQL understands it anew by itself where another office's tables are meant, or the tables
    have changed (its manual: PREPARE).
    """
    here = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    plans = _plans.get(here.connection)
    if plans is None:
        plans = _plans[here.connection] = _Plans()
    plan = plans.known.get(statement)
    if plan is None or plan.uses == USES:
        plan = _plan(here, plans, statement)
    plan.uses += 1
    return _said(plan.name, statement)


def _plan(here: BaseDatabaseWrapper, plans: _Plans, statement: str) -> _Plan:
    last = plans.known.pop(statement, None)
    plan = _Plan(f"said_{next(plans.numbers)}", former=last.name if last else "")
    forgets = f"DEALLOCATE {last.former}; " if last and last.former else ""
    with here.cursor() as cursor, here.wrap_database_errors:
        # Behind Django's back: it is no question of its own, and is not counted as one.
        cursor.cursor.execute(f"{forgets}PREPARE {plan.name} AS {_numbered(statement)}")
    plans.known[statement] = plan
    return plan


@lru_cache(maxsize=256)
def _numbered(statement: str) -> str:
    first, *others = statement.split("%s")
    parts = [first, *(f"${number}{part}" for number, part in enumerate(others, 1))]
    return "".join(parts).replace("%%", "%")


@lru_cache(maxsize=256)
def _said(name: str, statement: str) -> str:
    values = ", ".join(["%s"] * statement.count("%s"))
    return f"EXECUTE {name} ({values})" if values else f"EXECUTE {name}"
