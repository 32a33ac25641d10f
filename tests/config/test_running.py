"""The whole installation, as `make run` starts it."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from baraza.common import postgres

PROJECT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BARAZA_", "DATABASE_", "DJANGO_"))
    }
    return {**kept, "BARAZA_HOME": str(home), "BARAZA_PORT": str(port)}


class Installation:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.ready_line = ""
        # As systemd listens for a service that says itself when it is ready.
        self.systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.systemd.bind(f"{home}/notify")
        self.systemd.settimeout(10)
        self.journal = home / "journal"

    def begin(self, *command: str) -> subprocess.Popen[str]:
        """A command, whose errors go to the journal."""
        with self.journal.open("a") as journal:
            return subprocess.Popen(
                [sys.executable, "-m", "baraza.config.cli", *command],
                env=environment(self.home, self.port) | {"NOTIFY_SOCKET": f"{self.home}/notify"},
                cwd=PROJECT,
                stdout=subprocess.PIPE,
                stderr=journal,
                text=True,
                start_new_session=True,
            )

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command that ends by itself."""
        return subprocess.run(
            [sys.executable, "-m", "baraza.config.cli", *words],
            env=environment(self.home, self.port),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self) -> str:
        """Returns the line that says it is ready."""
        self.process = self.begin("run")
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("ready "):
                return line
        said = self.journal.read_text()[-2_000:]
        raise AssertionError(f"ended with {self.process.wait()} before it was ready: {said}")

    def get(self, path: str, host: str = "localhost") -> tuple[int, str]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": f"{host}:{self.port}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def children(self) -> list[psutil.Process]:
        assert self.process
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> float:
        """As Ctrl-C does; returns the seconds it took."""
        assert self.process
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)
        return time.monotonic() - started


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="baraza-run-") as folder:
        Path(folder).chmod(0o711)
        running = Installation(Path(folder))
        running.ready_line = running.start()
        yield running
        if running.process and running.process.poll() is None:
            running.stop()


def test_the_ready_line_tells_where_and_how_to_sign_in(installation: Installation):
    assert f"http://demo.localhost:{installation.port}" in installation.ready_line
    assert f"http://lakeside.localhost:{installation.port}" in installation.ready_line
    assert re.search(r'sign in as \S+@\S+ with the password "\S+"', installation.ready_line)


def test_systemd_is_told_when_it_is_ready_and_not_before(installation: Installation):
    assert installation.systemd.recv(100) == b"READY=1"


@pytest.mark.parametrize("host", ["demo.localhost", "anything.example", "localhost"])
def test_health_is_answered_on_any_host_name(installation: Installation, host: str):
    status, body = installation.get("/healthz", host)
    assert (status, json.loads(body)) == (200, {"status": "ok"})


def test_the_bare_name_lists_the_offices(installation: Installation):
    status, body = installation.get("/")
    assert status == 200
    assert "//demo.localhost" in body
    assert "//lakeside.localhost" in body


def test_a_forged_host_name_finds_nothing(installation: Installation):
    assert installation.get("/", "evil.example")[0] == 404


def test_figures_of_the_demonstration_add_up(installation: Installation):
    done = installation.command("figures", "--office", "demo", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["adds_up"]
    assert figures["quarantined"] == figures["waiting"] == 0
    assert figures["inputs"] >= 100


def worker_pids(installation: Installation) -> set[int]:
    found = set()
    for child in installation.children():
        with contextlib.suppress(psutil.NoSuchProcess):  # a dead one not yet waited for
            if child.cmdline()[:1] == ["baraza worker"]:
                found.add(child.pid)
    return found


def test_a_killed_worker_is_missed_and_started_again(installation: Installation):
    [killed] = worker_pids(installation)
    os.kill(killed, signal.SIGKILL)

    deadline = time.monotonic() + 30
    while not worker_pids(installation) - {killed}:
        assert time.monotonic() < deadline, "no new worker within 30 s"
        time.sleep(0.1)


def test_a_killed_database_is_started_again_and_all_goes_on(installation: Installation):
    server = installation.home / "postgres" / "data" / "postmaster.pid"
    killed = int(server.read_text().splitlines()[0])
    written = installation.journal.stat().st_size
    os.kill(killed, signal.SIGKILL)

    deadline = time.monotonic() + 60
    while not (server.exists() and int(server.read_text().splitlines()[0]) != killed):
        assert time.monotonic() < deadline, "no new database within a minute"
        time.sleep(0.1)
    while installation.get("/healthz")[0] != 200 or not worker_pids(installation):
        assert time.monotonic() < deadline, "not well again within a minute"
        time.sleep(0.1)
    assert installation.get("/", "demo.localhost")[0] == 200
    time.sleep(2)
    said = installation.journal.read_bytes()[written:].decode()
    assert said.count("the database ended; starting it again") == 1
    assert said.count("the database is back") == 1
    assert said.index("ended") < said.index("is back")
    assert not re.search("Traceback|procrastinate|psycopg.pool|code 75", said), said


def test_one_office_that_cannot_be_migrated_keeps_no_other_waiting(installation: Installation):
    owner = postgres.connection_url(home=installation.home, role="owner")
    with psycopg.connect(owner) as database:
        database.execute(
            "INSERT INTO office_lakeside.django_migrations (app, name, applied)"
            " VALUES ('channels', '0999_of_next_year', now())"
        )
    # As after an upgrade.
    (installation.home / "made" / "tables").unlink()
    written = installation.journal.stat().st_size
    installation.stop()
    ready = installation.start()
    said = installation.journal.read_bytes()[written:].decode()
    assert "lakeside: a newer Baraza has changed its tables (channels 0999" in said
    assert "demo.localhost" in ready
    assert "lakeside" not in ready
    assert installation.get("/healthz")[0] == 200
    assert installation.get("/accounts/login/", "demo.localhost")[0] == 200
    status, body = installation.get("/accounts/login/", "lakeside.localhost")
    assert status == 503
    assert "This office is being updated" in body

    with psycopg.connect(owner) as database:
        database.execute("DELETE FROM office_lakeside.django_migrations WHERE name LIKE '0999%'")
    done = installation.command("migrate")
    assert done.returncode == 0, done.stderr
    assert installation.get("/accounts/login/", "lakeside.localhost")[0] == 200


def test_processes_started_alone_keep_the_database_until_the_last_of_them_ends(
    installation: Installation,
):
    installation.stop()
    assert not postgres.is_running(home=installation.home)
    alone = [installation.begin(*words) for words in (["web"], ["worker", "work"], ["mailroom"])]
    try:
        deadline = time.monotonic() + 60
        while not _web_is_healthy(installation):
            assert time.monotonic() < deadline, "web and worker are not at work"
            time.sleep(0.2)
        assert installation.command("office", "list").returncode == 0
        assert installation.get("/accounts/login/", "demo.localhost")[0] == 200
        for process in alone:
            assert process.poll() is None
            assert postgres.is_running(home=installation.home)
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
        assert not postgres.is_running(home=installation.home)
    finally:
        for process in alone:
            process.kill()
        installation.start()


def _web_is_healthy(installation: Installation) -> bool:
    with contextlib.suppress(OSError):
        return installation.get("/healthz")[0] == 200
    return False


def test_a_second_installation_on_a_taken_port_says_so(installation: Installation):
    done = subprocess.run(
        [sys.executable, "-m", "baraza.config.cli", "run"],
        env=environment(installation.home, installation.port),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert f"Port {installation.port}" in done.stderr
    assert installation.get("/healthz")[0] == 200


def test_ctrl_c_stops_everything_within_five_seconds_and_a_second_start_works(
    installation: Installation,
):
    children = installation.children()
    open_stream = socket.create_connection(("127.0.0.1", installation.port))
    open_stream.sendall(
        b"POST /contact/write/ HTTP/1.1\r\nHost: demo.localhost\r\nContent-Length: 9\r\n\r\n"
    )

    assert installation.stop() < 5
    open_stream.close()
    _, alive = psutil.wait_procs(children, timeout=0)
    assert alive == []

    installation.start()
    assert installation.get("/healthz")[0] == 200


def test_starting_loads_no_library_that_only_few_need():
    heavy = ["numpy", "openpyxl", "scipy", "shapely", "sklearn", "typst", "vl_convert", "vobject"]
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from baraza.config import processes; processes.load(); "
            f"print([name for name in {heavy} if name in sys.modules])",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"


def test_a_home_that_cannot_be_used_is_explained(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    done = subprocess.run(
        [sys.executable, "-m", "baraza.config.cli", "run"],
        env=environment(tmp_path / "file" / "home", free_port()),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert "BARAZA_HOME" in done.stderr
    assert "Traceback" not in done.stderr
