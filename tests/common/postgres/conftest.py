"""Real servers: one that is shared and left as found, and homes a test may spoil."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from baraza.common.postgres import Cluster, start_cluster, stop_cluster


def make_home() -> Path:
    """A folder the database's own system user can enter too, which pytest's tmp_path is not."""
    folder = Path(tempfile.mkdtemp(prefix="baraza-test-"))
    folder.chmod(0o711)
    return folder


def remove_home(folder: Path) -> None:
    stop_cluster(home=folder, mode="immediate")
    shutil.rmtree(folder)


@pytest.fixture(scope="package")
def shared() -> Iterator[tuple[Path, Cluster]]:
    """A home and its running server; tests leave both as they found them."""
    home = make_home()
    yield home, start_cluster(home=home, fsync=False)
    remove_home(home)


@pytest.fixture
def cluster(shared: tuple[Path, Cluster]) -> Cluster:
    return shared[1]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of the test's own, with nothing in it."""
    folder = make_home()
    yield folder
    remove_home(folder)


@pytest.fixture(scope="package")
def stopped_original() -> Iterator[Path]:
    """A stopped database made once, because making one is the slow part."""
    original = make_home()
    start_cluster(home=original, fsync=False)
    stop_cluster(home=original)
    yield original
    remove_home(original)


@pytest.fixture
def stopped(stopped_original: Path, home: Path) -> Path:
    """A home of the test's own, with a stopped database in it."""
    subprocess.run(["cp", "-a", stopped_original / "postgres", home], check=True)
    return home
