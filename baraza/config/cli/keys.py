"""`baraza keys`: change the keys that texts and backups are encrypted with, and lose nothing."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from baraza.common import sealed
from baraza.config import environment
from baraza.config.cli.installation import all_ready_offices, database
from baraza.config.cli.output import Json, Refused, report

app = typer.Typer(no_args_is_help=True)


@app.command("rotate")
def rotate(as_json: Json = False) -> None:
    """A new key encrypts from now on, and everything encrypted is brought under it.

    Stopped half-way, run it again: it goes on where it was, with the same new key.
    """
    with database():
        from baraza.base.office_register.queries import within
        from baraza.common import keyring, rotation

        offices = all_ready_offices()
        added = not any(_pending(office) for office in offices)
        if added:
            try:
                keyring.add_key()
            except keyring.KeysElsewhere as error:
                raise Refused(str(error)) from error
        totals = rotation.Rotated()
        for office in offices:
            with within(office):
                done = rotation.rotate()
            totals.changed += done.changed
            totals.already += done.already
            totals.unreadable += done.unreadable
    words = (
        f"{'A new key was made. ' if added else ''}{totals.changed} texts were brought under the "
        f"newest key, {totals.already} were. The older keys stay until: baraza keys forget-old"
    )
    report(
        words,
        as_json=as_json,
        added=added,
        changed=totals.changed,
        already=totals.already,
        unreadable=totals.unreadable,
    )
    if totals.unreadable:
        raise Refused(
            f"{totals.unreadable} texts cannot be read with any key here and were left as they "
            "are: they were changed in the database, or their key is missing."
        )


@app.command("forget-old")
def forget_old(as_json: Json = False) -> None:
    """Remove every key but the newest, once nothing needs them any more.

    Backups made before still need them: keep `backup --keys-to` of that time with them.
    """
    with database():
        from baraza.base.office_register.queries import within
        from baraza.common import keyring, rotation

        for office in all_ready_offices():
            with within(office):
                found = rotation.not_under_first_key()
                if needed := found.changed:
                    raise Refused(
                        f"{needed} texts of {office.slug} are not under the newest key. "
                        "Nothing was removed. First: baraza keys rotate"
                    )
        try:
            count = keyring.keep_first_key()
        except keyring.KeysElsewhere as error:
            raise Refused(str(error)) from error
    report(f"{count} older keys were removed.", as_json=as_json, removed=count)


@app.command("backup")
def backup(
    to: Annotated[
        Path | None, typer.Option(help="The file to write the key to. Keep it elsewhere.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Encrypt backups no longer.")] = False,
    as_json: Json = False,
) -> None:
    """A new key: backups are encrypted from now on, and only this key opens them.

    It is written to a file and not kept here. Older backups go on needing the key of their time.
    """
    if "BARAZA_BACKUP_KEY" in os.environ:
        raise Refused("The key is given by BARAZA_BACKUP_KEY. Change it there.")
    if (to is None) == (not off):
        raise Refused("Say where to: baraza keys backup --to FILE. Or: baraza keys backup --off")
    try:
        kept = environment.prepare_home() / "keys" / environment.BACKUP_KEY
        if to is None:
            kept.unlink(missing_ok=True)
            report("Backups are not encrypted from now on.", as_json=as_json, public_key="")
            return
        secret, public = sealed.new_key()
        _write_secret(to.expanduser(), secret, public)
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        temporary = kept.with_name(f"{kept.name}.new")
        temporary.write_text(public + "\n", encoding="ascii")
        temporary.replace(kept)
    except FileExistsError as error:
        raise Refused(f"{to} is already there. Choose another name; nothing changed.") from error
    except (environment.UnusableHome, OSError) as error:
        raise Refused(f"Nothing changed. {error}") from error
    report(
        f"Backups are encrypted for {public} from now on. What opens them is in {to} and nowhere "
        "else: move it to where no backup is, print it, keep two copies. Without it no backup can "
        "be restored, by nobody.",
        as_json=as_json,
        public_key=public,
        path=to,
    )


def _write_secret(path: Path, secret: str, public: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write(
            f"# Opens backups of Baraza made from {datetime.now().astimezone():%Y-%m-%d} on: "
            "baraza restore FOLDER --backup-key THIS-FILE\n"
            f"# public key: {public}\n{secret}\n"
        )
        out.flush()
        os.fsync(out.fileno())


def _pending(office: object) -> bool:
    """Whether a rotation was begun and not finished: an older key is there and still needed."""
    from baraza.base.office_register.queries import within
    from baraza.common import keyring, rotation

    if len(keyring.ring()) < 2:
        return False
    with within(office):
        return bool(rotation.not_under_first_key().changed)
