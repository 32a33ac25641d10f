"""`python -m benchmarks.backups`: an office of 100,000 inputs is backed up, wiped and restored.

The office is generated in a temporary installation with durability on: people, conversations,
letters as they arrived (about 4 KB each, which do not compress), and a trail. Then, by the
commands an administrator uses: `baraza backup --to … --keys-to …`, the whole state folder deleted,
`baraza restore … --keys …` into an empty one, and `baraza figures`. The figures before and after
must be the same and the trail must verify; the seconds are printed. Exit code 1 otherwise.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SLUG = "fullhouse"
BATCH = 2_000
TRAIL = 2_000
WRITTEN = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
WORDS = "the well in our village has been dry since march who can help us with water"


def baraza(home: Path, *arguments: str) -> tuple[dict[str, Any], float]:
    """One command's answer and its seconds from start to end."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "baraza.config.cli", *arguments, "--json"],
        env={**os.environ, "BARAZA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"baraza {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1]), seconds


def fill(count: int) -> None:
    """Set-based, in the installation that BARAZA_HOME names."""
    from baraza.config.cli.installation import inside_office  # noqa: PLC0415

    with inside_office(SLUG):
        from baraza.base.audit.actions import record  # noqa: PLC0415
        from baraza.base.people.models import Person  # noqa: PLC0415

        for first in range(0, count, BATCH):
            _fill_part(range(first, min(first + BATCH, count)))
        for person in Person.objects.order_by("pk")[:TRAIL]:
            record(actor=None, act="generated", obj=person)


def _fill_part(numbers: range) -> None:
    from baraza.base.channels.actions.intake import Arrival, mark_raw, store_arrivals  # noqa: PLC0415
    from baraza.base.channels.models import Channel, RawItem, RawState  # noqa: PLC0415
    from baraza.base.people.actions import Newcomer, add_people  # noqa: PLC0415
    from baraza.dialogue.conversations.models import Conversation, Message  # noqa: PLC0415
    from baraza.dialogue.inputs.actions import Said, record_inputs  # noqa: PLC0415

    texts = [f"Letter {number}: {WORDS} {secrets.token_hex(8)}" for number in numbers]
    moments = [WRITTEN + timedelta(minutes=number) for number in numbers]
    last = RawItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    store_arrivals(
        source="import",
        arrivals=[
            Arrival(
                content=f"Subject: {text}\n\n{secrets.token_urlsafe(3000)}".encode(),
                arrived_at=moment,
            )
            for text, moment in zip(texts, moments, strict=True)
        ],
        now=WRITTEN,
    )
    raws = list(RawItem.objects.filter(pk__gt=last).order_by("pk").defer("content"))
    mark_raw(raw_ids=[raw.pk for raw in raws], state=RawState.FILED)
    people = add_people(
        newcomers=[
            Newcomer(name=f"Writer {number}", contact_value=f"writer{number}@post.example")
            for number in numbers
        ],
        now=WRITTEN,
    )
    inputs = record_inputs(
        said=[
            Said(received_at=moment, channel=Channel.EMAIL, text=text, person_id=person.pk)
            for text, moment, person in zip(texts, moments, people, strict=True)
        ]
    )
    conversations = Conversation.objects.bulk_create(
        [
            Conversation(
                subject=text[:60],
                person=person,
                channel=Channel.EMAIL,
                message_count=1,
                started_at=moment,
                last_message_at=moment,
            )
            for text, moment, person in zip(texts, moments, people, strict=True)
        ]
    )
    Message.objects.bulk_create(
        [
            Message(
                conversation=conversation,
                direction="in",
                channel=Channel.EMAIL,
                happened_at=one.received_at,
                said=one.text,
                raw_item=raw,
                input=one,
            )
            for conversation, one, raw in zip(conversations, inputs, raws, strict=True)
        ]
    )


def measure(count: int, folder: Path) -> int:
    """Print what was found; 0 when nothing was lost."""
    home, copies = folder / "home", folder / "copies"
    baraza(home, "office", "create", SLUG)
    print(f"generating {count:,} inputs …", flush=True)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.backups", "--fill", str(count)],
        env={**os.environ, "BARAZA_HOME": str(home)},
        check=True,
    )
    before, _ = baraza(home, "figures", "--office", SLUG)
    keys = folder / "keys.json"
    made, backup_seconds = baraza(home, "backup", "--to", str(copies), "--keys-to", str(keys))
    shutil.rmtree(home)
    done, restore_seconds = baraza(home, "restore", made["folder"], "--keys", str(keys))
    after, _ = baraza(home, "figures", "--office", SLUG)
    print(f"figures: {json.dumps(after)}")
    print(f"backup: {made['bytes'] / 1e6:,.0f} MB in {backup_seconds:.1f} s")
    print(f"restore into an empty folder, checks included: {restore_seconds:.1f} s")
    print(f"together: {(backup_seconds + restore_seconds) / 60:.2f} minutes")
    same = before == after and after["inputs"] == count
    print("same figures" if same else f"NOT the same figures: {before}")
    print("the trail verifies" if done["ok"] else f"NOT as written down: {done['offices']}")
    return 0 if same and done["ok"] else 1


def main() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.backups", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--fill", type=int, default=0, help="only generate, in BARAZA_HOME")
    wanted = parser.parse_args()
    if wanted.fill:
        fill(wanted.fill)
        return 0
    with tempfile.TemporaryDirectory(prefix="baraza-backups-") as name:
        # Started as root, the server runs as another user, who must be able to walk in.
        Path(name).chmod(0o755)
        return measure(wanted.inputs, Path(name))


if __name__ == "__main__":
    sys.exit(main())
