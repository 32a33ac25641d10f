"""Take the generated mail in with django-helpdesk, the way its IMAP reader does.

Each message goes through `helpdesk.email.extract_email_metadata` (the function that used to be
called `object_from_message`): parsed, ticket and follow-up written, attachments saved, thread
looked up by In-Reply-To, the acknowledgement rendered from its stored template and handed to a
mail backend that does nothing. Attachments are on, as installed. Its own server-side settings are
Django's defaults; PostgreSQL is the same server as ours, durability on.

What raises is counted, with the mail it lost, and the run goes on; in service it would have stopped
the queue. Environment, migrations and start-up are not timed.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.environment import peer_python, run_in_peer

REQUIREMENTS = "helpdesk-requirements.txt"
SCHEMA = "bench_helpdesk"


def measure(mail: Path, dsn: str) -> dict[str, object]:
    """One run over every .eml in `mail`; the keys of the answer are in `helpdesk/measure.py`.

    Raises PeerUnavailableError where django-helpdesk cannot be installed or run.
    """
    python = peer_python(REQUIREMENTS)
    with TemporaryDirectory(prefix="bench-helpdesk-") as media:
        return run_in_peer(
            python,
            "benchmarks.peers.helpdesk.measure",
            str(mail),
            environment={
                "DJANGO_SETTINGS_MODULE": "benchmarks.peers.helpdesk.settings",
                "BENCH_DSN": dsn,
                "BENCH_SCHEMA": SCHEMA,
                "BENCH_MEDIA": media,
            },
        )


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.peers.django_helpdesk", description=__doc__)
    parser.add_argument("--mail", type=Path, required=True, help="folder of .eml files")
    parser.add_argument("--dsn", required=True, help="address of a PostgreSQL database")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args()
    result = measure(wanted.mail.resolve(), wanted.dsn)
    if wanted.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
