"""The server of the test run, without Django, and a workspace on it."""

import os
from pathlib import Path

import pytest

from baraza.common.postgres import start_cluster
from benchmarks.workspace import Workspace


@pytest.fixture
def dsn() -> str:
    given = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    return given or start_cluster(home=Path(os.environ["BARAZA_HOME"])).owner_url


@pytest.fixture
def space(dsn: str, tmp_path: Path) -> Workspace:
    return Workspace(
        home=tmp_path / "home", mail=tmp_path / "mail", dsn=dsn, count=3, rounds=1, growth=2_000
    )
