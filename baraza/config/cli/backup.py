"""`baraza backup` and `baraza restore`: copies against loss, and the way back."""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from baraza.common import sealed
from baraza.config import environment
from baraza.config.cli.installation import NOT_READY, database, ready_office
from baraza.config.cli.kept_keys import BadKeysFile, bring_keys, write_keys
from baraza.config.cli.output import Json, Refused, console, progress_bar, report

KEPT_NIGHTS = 7


def backup(
    to: Annotated[Path | None, typer.Option(help="The folder to make a new backup in.")] = None,
    office: Annotated[
        str, typer.Option("--office", help="One office's short name; without it, all of them.")
    ] = "",
    keys_to: Annotated[
        Path | None, typer.Option(help="Also write the keys, to this file. Keep it elsewhere.")
    ] = None,
    nightly: Annotated[bool, typer.Option("--nightly", hidden=True)] = False,
    as_json: Json = False,
) -> None:
    """Copy every office, or one, with all it has, each to a file of its own."""
    if to is None and not nightly and keys_to is None:
        raise Refused("Say where to: baraza backup --to FOLDER")
    values: dict[str, Any] = {}
    words = []
    if keys_to is not None:
        try:
            write_keys(keys_to)
        except OSError as error:
            raise Refused(f"{keys_to} cannot be written: {error.strerror}") from error
        words.append(
            f"The keys are in {keys_to}. Keep that file apart from the backups: whoever has both "
            "can read everything, and without it passwords and encrypted notes are lost."
        )
        values["keys"] = keys_to
    if to is not None or nightly:
        made = _nightly() if nightly else _copy(to, office)
        words.append(made.pop("words"))
        values |= made
    report("\n".join(words), as_json=as_json, **values)


def _nightly() -> dict[str, Any]:
    target = environment.nightly_backup(datetime.now().astimezone())
    if target is None:
        return {"words": "Nightly backups are switched off (BARAZA_BACKUPS=off)."}
    if target.exists():
        return {"words": f"{target} is already there.", "folder": target}
    os.nice(10)
    with database(as_owner=True):
        from baraza.flows.data_held import backups

        made = _back_up(target)
        # Of what was left out, an older backup may be the only one.
        if not made["left_out"]:
            backups.drop_old(folder=target.parent, keep=KEPT_NIGHTS)
    return made


def _copy(to: Path, slug: str) -> dict[str, Any]:
    now = datetime.now().astimezone()
    with database(as_owner=True):
        return _back_up(to / f"{slug or 'baraza'}-{now:%Y-%m-%d-%H%M%S}", slug)


def _back_up(folder: Path, slug: str = "") -> dict[str, Any]:
    from django.utils import timezone

    from baraza.base.office_register.actions import migrate_register
    from baraza.base.office_register.queries import offices
    from baraza.flows.data_held import backups

    began = time.monotonic()
    migrate_register()
    known = [ready_office(slug)] if slug else offices()
    chosen = [office for office in known if office.is_ready]
    left_out = [office.slug for office in known if not office.is_ready]
    keys = environment.backup_keys()
    with progress_bar() as bar:
        task = bar.add_task("Offices", total=len(chosen))
        try:
            size = backups.back_up(
                offices=chosen,
                folder=folder,
                now=timezone.now(),
                progress=lambda office: bar.advance(task),
                sealed_for=keys,
            )
        except sealed.BadKey as error:
            raise Refused(
                "No backup was made. BARAZA_BACKUP_KEY is not a public key: one begins with age1. "
                "To make one: baraza keys backup --to FILE"
            ) from error
        except (backups.BadArchive, OSError) as error:
            raise Refused(f"No backup was made. {error}") from error
    seconds = time.monotonic() - began
    how = "encrypted" if keys else "not encrypted (baraza keys backup)"
    what = "1 office" if len(chosen) == 1 else f"{len(chosen)} offices"
    words = f"{folder}: {what}, {size:,} bytes, {how}, {seconds:.0f} s."
    for missing in left_out:
        words += f"\n{NOT_READY.format(slug=missing)} It was left out; first: baraza migrate"
    return {
        "words": words,
        "left_out": left_out,
        "encrypted": bool(keys),
        "folder": folder,
        "offices": [office.slug for office in chosen],
        "bytes": size,
        "seconds": round(seconds, 1),
    }


def restore(
    path: Annotated[Path, typer.Argument(help="A backup's folder, or one office's file.")],
    office: Annotated[str, typer.Option("--office", help="Only this office of the backup.")] = "",
    name: Annotated[
        str, typer.Option("--as", help="Another short name, for one office only.")
    ] = "",
    host: Annotated[
        list[str] | None, typer.Option(help="Other host names, for one office only.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="A file written by backup --keys-to, read first.")
    ] = None,
    backup_key: Annotated[
        Path | None, typer.Option(help="A file written by keys backup --to; opens the backup.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring back what was backed up, and compare it with what was written down then."""
    words = []
    try:
        secret_key = backup_key.read_text(encoding="utf-8") if backup_key else ""
    except (OSError, UnicodeError) as error:
        raise Refused(f"{backup_key} cannot be read as a key. Nothing was restored.") from error
    if keys is not None:
        try:
            words.append(bring_keys(keys))
        except (BadKeysFile, environment.UnusableHome, OSError) as error:
            raise Refused(str(error)) from error
    results = []
    with database(as_owner=True):
        from baraza.base.office_register.actions import migrate_register
        from baraza.config import prepare
        from baraza.flows.data_held import backups

        try:
            files = backups.files_of(path=path)
        except backups.BadArchive as error:
            raise Refused(f"Nothing was restored. {error}") from error
        if office:
            files = [file for file in files if backups.slug_of(file) == office]
        if not files:
            raise Refused(f"{path} has no office named {office!r}." if office else "It is empty.")
        if len(files) > 1 and (name or host):
            raise Refused("Another name or host is for one office: say which with --office.")
        migrate_register()
        with prepare.marking_first_tables():
            for file in files:
                results.append(_restore_one(file, name, host, secret_key))
    problems = [problem for result in results for problem in result["problems"]]
    words += [result.pop("words") for result in results]
    report("\n".join(words), as_json=as_json, offices=results, ok=not problems)
    if problems:
        raise Refused(
            "Everything in the backup was restored, but not all is as it was written down:\n"
            + "\n".join(problems)
        )


def _restore_one(file: Path, name: str, host: list[str] | None, secret_key: str) -> dict[str, Any]:
    from django.utils import timezone

    from baraza.base.office_register.actions import BadOfficeName, OfficeNameTaken
    from baraza.flows.data_held import backups

    console.print(f"Restoring {file.name} …", markup=False)
    began = time.monotonic()
    try:
        with backups.opened(file=file, secret_key=secret_key) as plain:
            done = backups.restore(file=plain, slug=name, hosts=host, now=timezone.now())
    except (backups.BadArchive, OfficeNameTaken, BadOfficeName, OSError) as error:
        raise Refused(f"{file.name} was not restored. {error}") from error
    seconds = time.monotonic() - began
    figures = done.facts["figures"]
    words = (
        f"{done.office.slug} is back: {figures['inputs']:,} inputs, {figures['people']:,} people, "
        f"{seconds:.0f} s."
    )
    if not done.problems:
        words += " The figures are the same and the trail of who did what verifies."
    if done.erased_again:
        words += f" {done.erased_again} people erased since the backup were erased again."
    if done.doubted:
        words += f" {done.doubted} letters were about to leave then: see Uncertain in the inbox."
    return {
        "words": words,
        "slug": done.office.slug,
        "figures": figures,
        "problems": done.problems,
        "erased_again": done.erased_again,
        "doubted": done.doubted,
        "seconds": round(seconds, 1),
    }
