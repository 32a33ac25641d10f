"""Where the tests' PostgreSQL lives: settled before any setting is read.

Every process of a parallel run has a server and a state folder of its own. Making the tables of
two offices takes long, so the first run after a change of a migration keeps a copy of what it
made, and those after it start from there.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from baraza.common import postgres

ROOT = Path(__file__).parent.parent
HOME = Path(tempfile.mkdtemp(prefix="baraza-test-"))
KEPT = Path(tempfile.gettempdir(), f"baraza-tests-{os.getuid()}")


def _remove() -> None:
    postgres.stop_cluster(home=HOME, mode="immediate")
    shutil.rmtree(HOME, ignore_errors=True)


def _what_the_tables_follow_from() -> Iterator[Path]:
    yield from sorted(ROOT.glob("baraza/**/migrations/*.py"))
    yield from sorted(ROOT.glob("baraza/base/office_register/*.py"))
    yield from sorted(ROOT.glob("baraza/common/postgres/*.py"))
    yield from (ROOT / "requirements.lock", ROOT / "tests/conftest.py", Path(__file__))


def _kept_copy() -> Path:
    digest = hashlib.sha256(sys.version.encode())
    for path in _what_the_tables_follow_from():
        digest.update(path.read_bytes())
    return KEPT / digest.hexdigest()[:20]


def keep_for_the_next_run() -> None:
    """Lays a copy of the prepared database aside. All connections to it must be closed."""
    KEPT.mkdir(mode=0o700, exist_ok=True)
    # A migration written meanwhile would be believed to be in it.
    is_as_named = _copy == _kept_copy()
    if OWN_SERVER and is_as_named and KEPT.stat().st_uid == os.getuid():
        postgres.stop_cluster(home=HOME)
        copy = Path(tempfile.mkdtemp(dir=KEPT, prefix="."))
        subprocess.run(["cp", "-a", f"{HOME}/.", copy], check=True)
        os.utime(copy)
        try:
            copy.rename(_copy)
        except OSError:  # another process of this run was first
            shutil.rmtree(copy)
        for old in sorted(KEPT.glob("[!.]*"), key=lambda each: each.stat().st_mtime)[:-6]:
            # Out of sight first, so that no run takes a half of it for the whole.
            gone = old.rename(old.with_name(f".{old.name}"))
            shutil.rmtree(gone, ignore_errors=True)
        postgres.start_cluster(home=HOME, fsync=False)


# The database's own user must be able to pass through when the tests run as root.
HOME.chmod(0o711)
for name in [name for name in os.environ if name.startswith("BARAZA_")]:
    if name not in {"BARAZA_FUZZ", "BARAZA_MAIL_CORPUS"}:
        del os.environ[name]
os.environ |= {
    "BARAZA_HOME": str(HOME),
    "BARAZA_DATABASE_ROLE": "owner",
    # A browser driven in this process keeps an event loop; the tests' database is used beside it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
# Each process its own server, unless one is named.
OWN_SERVER = not os.environ.get("DATABASE_URL")
_copy = _kept_copy()
# Whether the two offices are there already.
PREPARED = OWN_SERVER and _copy.is_dir() and KEPT.stat().st_uid == os.getuid()
if OWN_SERVER:
    atexit.register(_remove)
    if PREPARED:
        done = subprocess.run(["cp", "-a", f"{_copy}/.", HOME], check=False)
        if done.returncode or not _copy.is_dir():  # another run has just tidied it away
            PREPARED = False
            shutil.rmtree(HOME)
            HOME.mkdir(mode=0o711)
    postgres.start_cluster(home=HOME, fsync=False)
