"""Hand an office over at the end of a term: everything in one file, and the proof of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from baraza.base.office_register import archive
from baraza.base.office_register.actions import delete_office
from baraza.base.office_register.models import Office
from baraza.flows.data_held.facts import office_facts


@dataclass(frozen=True, slots=True)
class HandOver:
    """The file, the statement beside it, and what the statement says."""

    path: Path
    statement: Path
    sha256: str
    size: int
    facts: Mapping[str, Any]
    purged: bool


def hand_over(*, office: Office, path: Path, now: datetime, purge: bool = False) -> HandOver:
    """Write the office to `path` and a readable statement to `path`.txt; then, if asked, delete it.

    Nothing is deleted before the written file was read back and found whole. Raises BadArchive,
    NoRoom, OSError.
    """
    statement = path.with_name(path.name + ".txt")
    if statement.exists():
        raise archive.BadArchive(f"{statement} is already there. Choose another name.")
    size = archive.export_office(office=office, path=path, now=now, facts=office_facts)
    archive.check(path=path)
    done = HandOver(
        path=path,
        statement=statement,
        sha256=archive.sha256_of(path),
        size=size,
        facts=archive.contents_of(path).facts,
        purged=purge,
    )
    statement.write_text(_statement(office, done, now), encoding="utf-8")
    if purge:
        delete_office(office=office)
    return done


def _statement(office: Office, done: HandOver, now: datetime) -> str:
    figures = "\n".join(
        f"  {name.replace('_', ' ')}: {number:,}" for name, number in done.facts["figures"].items()
    )
    fate = (
        f"After this file was written and read back, the office was deleted from this machine "
        f"with everything it had, on {now:%Y-%m-%d}. Backups made before are not part of this "
        "and end by their own rule."
        if done.purged
        else "The office is still on this machine."
    )
    return (
        f"Hand-over of the office {office.name} ({office.slug})\n"
        f"{now:%Y-%m-%d %H:%M} UTC\n\n"
        f"The file {done.path.name} holds everything of this office: letters, people, answers, "
        f"files, settings and the trail of who did what.\n\n"
        f"Size: {done.size:,} bytes\nSHA-256: {done.sha256}\n\n"
        f"In it:\n{figures}\n\n"
        f"End of the trail: {json.dumps(done.facts['audit_head'])}\n\n"
        "Whoever receives the file computes its SHA-256 (sha256sum) and compares it with the one "
        "above: equal means nothing was lost or changed on the way. It is restored with\n\n"
        f"  baraza restore {done.path.name}\n\n"
        "which compares the figures and the trail once more and says so. The keys of this "
        "installation are not in the file: passwords of mailboxes are given again, or the keys "
        "are handed over apart (baraza backup --keys-to FILE).\n\n"
        f"{fate}\n"
    )
