"""A virtual environment per peer, made once and kept, apart from the project's own.

It lies under `.bench/` in the repository, or under the folder named by BARAZA_BENCH_CACHE. It is
made anew when the peer's pinned requirements or the version of Python change.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).resolve().parent
LAST_LINES = 5


class PeerUnavailableError(Exception):
    """The peer cannot be measured here; the message says why, for the reader of the table."""


def cache_folder() -> Path:
    return Path(os.environ.get("BARAZA_BENCH_CACHE", REPOSITORY / ".bench"))


def end_of(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-LAST_LINES:])


def peer_python(requirements: str) -> Path:
    """The interpreter with the pinned packages of `requirements` (a file in this folder).

    Raises PeerUnavailableError where they cannot be installed.
    """
    wanted = REQUIREMENTS / requirements
    folder = cache_folder() / wanted.stem
    python = folder / "bin" / "python"
    made_of = folder / "made-of"
    digest = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()
    if made_of.is_file() and made_of.read_text() == digest:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(wanted)]
    for command in ([sys.executable, "-m", "venv", str(folder)], install):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PeerUnavailableError(f"{wanted.name}: {end_of(done.stderr)}")
    made_of.write_text(digest)
    return python


def run_in_peer(
    python: Path, module: str, argument: str, *, environment: Mapping[str, str]
) -> dict[str, object]:
    """What `run(argument)` of a module of ours returns inside the peer's environment.

    Raises PeerUnavailableError with the end of what it said when it fails.
    """
    done = subprocess.run(
        [str(python), "-m", "benchmarks.inside", module, argument],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, **environment},
    )
    if done.returncode:
        raise PeerUnavailableError(f"{module}: {end_of(done.stderr)}")
    return json.loads(done.stdout.strip().splitlines()[-1])
