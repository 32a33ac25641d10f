"""Where the tests' PostgreSQL lives: settled before any setting is read.

Every process of a parallel run has a server and a state folder of its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from baraza.common import postgres

HOME = Path(tempfile.mkdtemp(prefix="baraza-test-"))


def _remove() -> None:
    postgres.stop_cluster(home=HOME, mode="immediate")
    shutil.rmtree(HOME, ignore_errors=True)


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
if not os.environ.get("DATABASE_URL"):
    atexit.register(_remove)
    postgres.start_cluster(home=HOME, fsync=False)
