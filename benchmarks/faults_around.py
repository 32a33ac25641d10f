"""Faults of what stands around: the web server's process, the disk, a mail server that is slow."""

import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlencode

from baraza.common.postgres import start_cluster, stop_cluster
from benchmarks.fault_scene import LETTERS, SLUG, Fault, Outcome, Scene
from benchmarks.sink import free_port
from benchmarks.workspace import OursFailedError, Workspace

FORM = "/contact/write/"
VIEW = "baraza.web.site.reach.writing:store_arrivals"
PAGES = 3
SLOW_SECONDS = 1.0
DISK_MEGABYTES = 700
TOKEN = re.compile(r'name="token" value="([^"]+)"')


class NotHereError(Exception):
    """This fault cannot be made on this machine; the message says why."""


def server_slow(scene: Scene) -> Outcome:
    """The mail server thinks for a second about each letter."""
    scene.inbox.delay = SLOW_SECONDS
    scene.act("put")
    return scene.sent("mail server: a second for each letter", scene.act("send"))


def page_killed(*, after: bool) -> Fault:
    """The web server's process is killed while it takes a letter from the form; whoever wrote it
    sees an error, and presses the button again.
    """

    def happen(scene: Scene) -> Outcome:
        for number in range(PAGES):
            with _page(scene) as port:
                token = _token(port)
            with _page(scene, dies_at=VIEW, after=after) as port:
                if _post(port, token, number) is not None:
                    raise OursFailedError("the web server answered, and was to be killed")
            with _page(scene) as port:
                if _post(port, token, number) != 302:
                    raise OursFailedError("the form was not taken the second time")
        seconds = scene.act("receive")
        when = "after" if after else "before"
        name = f"web server killed in a POST, {when} it was kept"
        return scene.filed(name, seconds, expected=PAGES)

    return happen


@contextmanager
def _page(scene: Scene, **fault: object) -> Iterator[int]:
    port = free_port()
    process = scene.start("serve", port=port, **fault)
    try:
        _wait(process, port)
        yield port
    finally:
        process.kill()
        process.communicate()


def _wait(process: subprocess.Popen[str], port: int) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise OursFailedError("the web server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise OursFailedError("the web server did not start within 30 s")


def _ask(port: int, method: str, body: str = "") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": f"{SLUG}.localhost", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, FORM, body=body or None, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def _token(port: int) -> str:
    status, page = _ask(port, "GET")
    found = TOKEN.search(page)
    if status != 200 or not found:
        raise OursFailedError(f"the contact form answered {status}")
    return found[1]


def _post(port: int, token: str, number: int) -> int | None:
    """The status, or nothing where nobody answered."""
    fields = {
        "name": f"Amani {number}",
        "email": f"amani{number}@post.example",
        "subject": "The well",
        "message": f"The well by the school is dry, for {number + 2} weeks now.",
        "token": token,
        "website": "",
    }
    try:
        return _ask(port, "POST", urlencode(fields))[0]
    except (RemoteDisconnected, ConnectionError, HTTPException):
        return None


def disk_full(scene: Scene) -> Outcome:
    """A database on a small disk of its own, which is full while letters come in."""
    with _small_disk() as folder:
        home = Path(folder, "home")
        cluster = start_cluster(home=home)
        try:
            there = Workspace(
                home=home, mail=scene.space.mail, dsn=cluster.owner_url, count=1, rounds=1, growth=1
            )
            small = Scene(there)
            _fill(Path(folder, "filler"))
            process = small.start("bring_large", "receive")
            process.communicate()
            if process.returncode == 0:
                raise OursFailedError("the letters found room on the full disk")
            Path(folder, "filler").unlink()
            # It may have stopped by itself, where it could not write its own log.
            stop_cluster(home=home, mode="immediate")
            start_cluster(home=home)
            return small.filed("disk full", small.act("bring_large", "receive"), expected=LETTERS)
        finally:
            stop_cluster(home=home, mode="immediate")


def _fill(path: Path) -> None:
    try:
        with path.open("wb", buffering=0) as file:
            while file.write(b"\0" * 1_000_000):
                pass
    except OSError:
        return


@contextmanager
def _small_disk() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="baraza-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=755", "tmpfs", folder]
        try:
            done = subprocess.run(mount, capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            raise NotHereError("nothing here mounts a disk") from error
        if done.returncode:
            raise NotHereError(f"mounting a small disk is not allowed ({done.stderr.strip()})")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=False)
