"""`baraza keys`: change the keys that texts are encrypted with, and lose nothing."""

import typer

from baraza.config.cli.installation import database
from baraza.config.cli.output import Json, Refused, report

app = typer.Typer(no_args_is_help=True)


@app.command("rotate")
def rotate(as_json: Json = False) -> None:
    """A new key encrypts from now on, and everything encrypted is brought under it.

    Stopped half-way, run it again: it goes on where it was, with the same new key.
    """
    with database():
        from baraza.base.office_register.queries import offices, within
        from baraza.common import keyring, rotation

        added = not any(_pending(office) for office in offices())
        if added:
            try:
                keyring.add_key()
            except keyring.KeysElsewhere as error:
                raise Refused(str(error)) from error
        totals = rotation.Rotated()
        for office in offices():
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
        from baraza.base.office_register.queries import offices, within
        from baraza.common import keyring, rotation

        for office in offices():
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


def _pending(office: object) -> bool:
    """Whether a rotation was begun and not finished: an older key is there and still needed."""
    from baraza.base.office_register.queries import within
    from baraza.common import keyring, rotation

    if len(keyring.ring()) < 2:
        return False
    with within(office):
        return bool(rotation.not_under_first_key().changed)
