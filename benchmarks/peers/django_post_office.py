"""Queue and send personalised letters with django-post-office, to a sink that takes everything.

Each letter is text and HTML, 6.5 kB, from a stored template with three merge fields. Letters are
queued by `send_many` (rendered as they are queued, its default) and sent by
`send_queued_mail_until_done` with its default five threads in one process, every success logged as
it does by default. Batches are 1,000 instead of 100, which is quicker. Environment, migrations and
start-up are not timed.
"""

import json
from argparse import ArgumentParser

from benchmarks.peers.environment import PeerUnavailableError, peer_python, run_in_peer
from benchmarks.sink import smtp_sink

REQUIREMENTS = "post-office-requirements.txt"
SCHEMA = "bench_post_office"
DEFAULT_COUNT = 2_000


def measure(count: int, dsn: str) -> dict[str, object]:
    """One run; the keys are in `post_office/measure.py`, and `taken`: what reached the sink.

    Raises PeerUnavailableError where django-post-office cannot be installed or run, or where there
    is no `smtp-sink`.
    """
    python = peer_python(REQUIREMENTS)
    with smtp_sink() as sink:
        result = run_in_peer(
            python,
            "benchmarks.peers.post_office.measure",
            str(count),
            environment={
                "DJANGO_SETTINGS_MODULE": "benchmarks.peers.post_office.settings",
                "BENCH_DSN": dsn,
                "BENCH_SCHEMA": SCHEMA,
                "BENCH_SMTP_HOST": sink.host,
                "BENCH_SMTP_PORT": str(sink.port),
            },
        )
        return {**result, "taken": sink.taken()}


def main() -> None:
    parser = ArgumentParser(
        prog="python -m benchmarks.peers.django_post_office", description=__doc__
    )
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT)
    parser.add_argument("--dsn", required=True, help="address of a PostgreSQL database")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args()
    try:
        result = measure(wanted.count, wanted.dsn)
    except PeerUnavailableError as reason:
        result = {"skipped": str(reason)}
    if wanted.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
