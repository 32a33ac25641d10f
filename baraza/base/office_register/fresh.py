"""The tables of an office that has none yet, made in a fraction of the time.

Whenever a migration changes a model, Django draws anew every model that refers to it, however far
round: here some sixty, six hundred times. On tables with rows that picture decides what else must
change; on an empty schema nothing else can. So while an office is made, only the model that changed
is drawn again, and the state marked as delayed: `RunPython` then has the whole of it drawn, as it
always has after a delayed change. What comes out is the same, by `pg_dump`, line for line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState


@contextmanager
def empty_tables() -> Iterator[None]:
    """Within this, migrations run on a schema in which there is nothing yet."""
    known = ProjectState.reload_model
    ProjectState.reload_model = _redraw
    try:
        yield
    finally:
        ProjectState.reload_model = known


def _redraw(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" in self.__dict__:
        self.is_delayed = True
        self._reload({(app_label, model_name)})
