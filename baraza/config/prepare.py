"""What must be true before the processes start: tables, static files, words, and on first start
the demonstration offices. Each part is skipped where nothing changed since the last start.

Run as a program with the owner's database role.
"""

import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from baraza.config import environment
from baraza.config.cli.installation import set_up_django
from baraza.config.cli.output import counted

NOT_MIGRATED = (
    "These offices could not be brought up to date. Each is as it was before, and nothing is lost; "
    "all others are done and can be worked in:\n%s\nUntil it is mended, whoever opens one of "
    "these is told that it is being updated, and its mail waits. Mend what is said there, then: "
    "baraza migrate"
)
PACKAGE = environment.PROJECT / "baraza"


class NotMigrated(Exception):
    """Some offices could not be brought up to date; the message names them and says what to do."""


def demo_password_file() -> Path:
    """Where the way to sign in to the demonstration is kept."""
    return environment.home() / "demo-sign-in.txt"


def write_demo_sign_in(email: str, password: str) -> None:
    """Keep it where only this account can read it, for the line that `baraza run` prints."""
    path = demo_password_file()
    path.touch(mode=0o600)
    path.write_text(f'{email} with the password "{password}"', encoding="utf-8")


def is_needed() -> bool:
    """Whether something changed since the last start."""
    return any(_mark(name) != digest for name, digest in _digests().items())


def main() -> None:
    """Make everything ready."""
    set_up_django(as_owner=True)
    prepare_files()
    digests = _digests()
    _prepare_tables(digests)
    _unless_same("demo", digests, _fill_demo)


def prepare_files() -> None:
    """Words and static files: what a machine needs that only answers requests."""
    from baraza.common import catalogues  # noqa: PLC0415

    digests = _digests()
    _unless_same("words", digests, catalogues.compile_all)
    _unless_same("static", digests, _collect_static)


def _digests() -> dict[str, str]:
    database = os.environ.get("DATABASE_URL", "")
    demo = environment.flag("BARAZA_DEMO", default=True)
    return {
        "words": _digest((environment.PROJECT / "locale").rglob("*.po")),
        "static": _digest(PACKAGE.rglob("static/**/*")),
        "tables": _digest(PACKAGE.rglob("migrations/*.py"), also=database),
        "demo": hashlib.sha256(f"{demo} {database}".encode()).hexdigest(),
    }


@contextmanager
def marking_first_tables() -> Iterator[None]:
    """Whatever offices the block makes on a machine without any are up to date: where it ends well,
    the next start need not look.
    """
    from baraza.base.office_register.queries import offices  # noqa: PLC0415

    is_first = not offices()
    yield
    if is_first:
        mark_tables()


def mark_tables() -> None:
    """So that the next start need not look: every table of every office is up to date."""
    _write_mark("tables", _digests())


def _mark(name: str) -> str:
    mark = environment.home() / "made" / name
    return mark.read_text(encoding="ascii") if mark.exists() else ""


def _unless_same(name: str, digests: dict[str, str], make: Callable[[], object]) -> None:
    if _mark(name) == digests[name]:
        return
    make()
    _write_mark(name, digests)


def _write_mark(name: str, digests: dict[str, str]) -> None:
    mark = environment.home() / "made" / name
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(digests[name], encoding="ascii")


def _digest(files: Iterable[Path], *, also: str = "") -> str:
    """Of names, sizes and times: quick, and different after every change."""
    digest = hashlib.sha256(f"{sys.version}{also}".encode())
    for file in sorted(files):
        if file.is_file():
            status = file.stat()
            digest.update(f"{file}{status.st_size}{status.st_mtime_ns}".encode())
    lock = environment.PROJECT / "requirements.lock"
    if lock.exists():
        digest.update(lock.read_bytes())
    return digest.hexdigest()


def _collect_static() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    print("Gathering what pages are made of …", file=sys.stderr)  # noqa: T201
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _prepare_tables(digests: dict[str, str]) -> None:
    def make() -> None:
        print("Preparing the tables …", file=sys.stderr)  # noqa: T201
        migrate()

    try:
        _unless_same("tables", digests, make)
    except NotMigrated as error:
        # No mark was written: the next start tries them again. All others need not wait for that.
        print(error, file=sys.stderr)  # noqa: T201


def migrate() -> None:
    """Bring every table up to date. Raises NotMigrated once all that can be done is done."""
    from baraza.base.office_register import actions  # noqa: PLC0415
    from baraza.base.office_register.queries import offices  # noqa: PLC0415

    actions.migrate_register()
    with counted("Offices", total=len(offices())) as advance:
        try:
            actions.migrate_everything(progress=lambda office: advance())
        except actions.SomeNotMigrated as error:
            raise NotMigrated(NOT_MIGRATED % error) from error


def _fill_demo() -> None:
    from baraza.base.office_register.queries import offices  # noqa: PLC0415
    from baraza.flows.demo.filling import fill_demo  # noqa: PLC0415

    if offices() or not environment.flag("BARAZA_DEMO", default=True):
        return
    print("Filling two demonstration offices …", file=sys.stderr)  # noqa: T201
    password = secrets.token_urlsafe(9)
    write_demo_sign_in(fill_demo(password=password), password)


if __name__ == "__main__":
    main()
