"""When it cannot run, it says why and what to do, and touches nothing."""

import os
import shutil
from pathlib import Path

import pytest

from baraza.common.postgres import (
    ClusterError,
    connection_url,
    is_running,
    start_cluster,
    stop_cluster,
)


def test_a_home_that_is_a_file_is_named(home: Path) -> None:
    taken = home / "notes.txt"
    taken.write_text("not a folder")
    for unusable in (taken, taken / "below"):
        with pytest.raises(ClusterError, match=r"cannot keep its database in .*notes\.txt"):
            start_cluster(home=unusable)
        assert not is_running(home=unusable)
        stop_cluster(home=unusable)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_a_folder_closed_to_the_stand_in_for_root_is_named(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ClusterError, match=f"cannot enter {closed}, .*chmod o\\+x {closed}"):
        start_cluster(home=closed / "baraza")


def data_folder(home: Path) -> Path:
    """An empty data folder that belongs to whom the server would run as."""
    folder = home / "postgres" / "data"
    folder.mkdir(parents=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    return folder


def test_data_of_another_major_version_is_named_and_left_alone(home: Path) -> None:
    mark = data_folder(home) / "PG_VERSION"
    mark.write_text("15\n")
    with pytest.raises(ClusterError, match=r"PostgreSQL 15, .* PostgreSQL 18"):
        start_cluster(home=home)
    assert mark.read_text() == "15\n"


def test_a_data_folder_without_a_database_is_not_overwritten(home: Path) -> None:
    letter = data_folder(home) / "letter.txt"
    letter.write_text("kept")
    with pytest.raises(ClusterError, match=r"holds no database"):
        start_cluster(home=home)
    assert letter.read_text() == "kept"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_data_that_belongs_to_root_is_named(home: Path) -> None:
    shutil.chown(data_folder(home), "root")
    with pytest.raises(ClusterError, match=r"belongs to root.*chown -R"):
        start_cluster(home=home)


def test_a_server_that_does_not_start_says_why(stopped: Path) -> None:
    (stopped / "postgres" / "local.conf").write_text("shared_buffers = plenty\n")
    with pytest.raises(ClusterError, match=r'invalid value for parameter "shared_buffers"'):
        start_cluster(home=stopped)
    assert not is_running(home=stopped)


def test_no_address_before_the_first_start(home: Path) -> None:
    with pytest.raises(ClusterError, match=r"no database in .* yet"):
        connection_url(home=home, role="owner")
    assert not is_running(home=home)
    stop_cluster(home=home)
    assert list(home.iterdir()) == []
