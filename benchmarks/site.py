"""The public site: how many pages a second from memory, how long without, and what a surge does.

Pages from memory (`baraza.config.ready_pages`) are asked for under granian with the workers of
`baraza run`, in turns with the same bytes behind Django's `cache_page` on a bare view under the
same server, and with a WSGI program that only returns them. Then 200 readers at once read the site
while a member of staff works: the desk must answer at most twice as slowly as alone. Last, each
page is made anew, within the process of the web server's code. Needs `wrk`.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.rooms import filled_office
from benchmarks.rounds import interleaved
from benchmarks.table import Row
from benchmarks.workspace import REPOSITORY, OursFailedError, Workspace, ours

SECONDS, CONNECTIONS = 5, 32
READERS, SURGE_SECONDS = 200, 12
DESK_PAGES = 60
ENOUGH_MS = 60.0
ROUNDS = 20
TIMES = 2.0
PAGES = ["/", "/help/", "/help/who/", "/help/support/", "/search/?q=pension", "/sitemap/"]
LETTERS = 1_000


def measure(space: Workspace) -> list[Row]:
    """Pages a second, and milliseconds."""
    try:
        slug = filled_office(space, inputs=LETTERS)
        command = [sys.executable, "-m", "benchmarks.inside", "benchmarks.site", slug]
        found = ours(space, command, DJANGO_SETTINGS_MODULE="baraza.config.settings").answer
    except OursFailedError as error:
        return [Row(workload="public site", unit="pages/s", failure=str(error))]
    rows = [
        Row(workload=f"page of the site, made anew: {path}", unit="ms", ours=ms,
            promised_most=ENOUGH_MS, less_is_better=True, note=f"{queries} queries")
        for path, ms, queries in found["pages"]
    ]  # fmt: skip
    if shutil.which("wrk") is None:
        return [*rows, Row(workload="public site from memory", unit="pages/s", note="no wrk here")]
    body = space.home / "bench-page.html"
    body.write_text(found["home"], encoding="utf-8")
    with (
        served("baraza.config.wsgi:application", space) as our_port,
        served("benchmarks.peers.bare_site:application", space, BENCH_BODY=str(body)) as their,
        served("benchmarks.site:bare", space, BENCH_BODY=str(body)) as floor_port,
    ):
        host = f"{slug}.localhost"
        runs = {
            "ours": lambda _round: _pages_a_second(our_port, host),
            "peer": lambda _round: _pages_a_second(their, host),
            "floor": lambda _round: _pages_a_second(floor_port, host),
        }
        speeds = interleaved(runs, rounds=space.rounds)
        alone, surge = _desk(our_port, host, found["cookie"])
    return [
        Row(workload="public page from memory", unit="pages/s", **speeds, promised_ratio=1.0,
            note=f"{len(found['home']) / 1000:.0f} KB; peer: cache_page on a bare view"),
        Row(workload=f"desk, while {READERS} read the site", unit="ms", ours=surge,
            promised_most=TIMES * alone, note=f"{alone:.1f} ms alone"),
        *rows,
    ]  # fmt: skip


def run(slug: str) -> dict[str, object]:
    """Inside Django: what each page costs anew, the home page itself, a session of the desk."""
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from benchmarks.rooms import asked  # noqa: PLC0415

    ask = asked(slug)
    client = Client(headers={"host": f"{slug}.localhost"})
    measured = []
    for path in PAGES:
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        times = []
        for _again in range(ROUNDS):
            begun = time.perf_counter()
            client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
        measured.append((path, statistics.median(times), len(queries)))
    signed_in = ask.client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "pages": measured,
        "home": client.get("/").content.decode(),
        "cookie": f"{settings.SESSION_COOKIE_NAME}={signed_in}",
    }


def bare(environ: dict[str, object], start_response: object) -> list[bytes]:
    """The floor: a WSGI program that returns the page and does nothing else."""
    body = _body()
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def _body(kept: list[bytes] = []) -> bytes:  # noqa: B006 - read once
    if not kept:
        kept.append(Path(os.environ["BENCH_BODY"]).read_bytes())
    return kept[0]


@contextmanager
def served(application: str, space: Workspace, **environment: str) -> Iterator[int]:
    """Under granian as `baraza run` starts it; gives the port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2",
        "--blocking-threads", "1", "--no-ws", "--log-level", "warning", "--port", str(port),
        application,
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=REPOSITORY, env=space.environment(**environment))
    try:
        for _attempt in range(900):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def _pages_a_second(port: int, host: str) -> float:
    said = subprocess.run(_wrk(port, host, CONNECTIONS, SECONDS), capture_output=True, text=True,
                          check=True).stdout  # fmt: skip
    if "Non-2xx" in said:
        raise OursFailedError(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def _wrk(port: int, host: str, connections: int, seconds: int) -> list[str]:
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", f"Host: {host}",
            f"http://127.0.0.1:{port}/"]  # fmt: skip


def _desk(port: int, host: str, cookie: str) -> tuple[float, float]:
    """Median milliseconds of the first page of the desk: alone, and while many read the site."""
    alone = _desk_ms(port, host, cookie)
    with subprocess.Popen(
        _wrk(port, host, READERS, SURGE_SECONDS), stdout=subprocess.DEVNULL
    ) as surge:
        time.sleep(1)
        during = _desk_ms(port, host, cookie)
        surge.terminate()
    return alone, during


def _desk_ms(port: int, host: str, cookie: str) -> float:
    times = []
    connection = HTTPConnection("127.0.0.1", port)
    for _page in range(DESK_PAGES):
        begun = time.perf_counter()
        connection.request("GET", "/desk/today/", headers={"Host": host, "Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise OursFailedError(f"the desk answered {answer.status}")
        times.append((time.perf_counter() - begun) * 1000)
        if sum(times) > (SURGE_SECONDS - 2) * 1000:
            break
    return statistics.median(times)
