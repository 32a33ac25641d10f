"""Our outbox against django-post-office's queue and send, to the same kind of sink.

5,000 personalised letters, text and HTML, 6.5 kB each, are queued (a durable row per recipient)
and sent by SMTP to postfix's `smtp-sink`, which takes everything at once; both steps are timed
together. Each round uses an office and a sink of its own. Afterwards every row must say "sent" and
the sink must have counted every letter once: less or more fails the row. Limits to how fast we may
send are off, as the peer has none; what is counted for them is still counted.
"""

import sys
from statistics import median

from benchmarks.peers import django_post_office
from benchmarks.peers.environment import PeerUnavailableError
from benchmarks.rounds import guarded, interleaved
from benchmarks.sink import smtp_sink
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, new_office, ours

LETTERS = 5_000
RATIO = 5.0


def run_ours(space: Workspace, number: int, processor: list[float]) -> float:
    """Letters a second; adds the seconds of processor it took.

    Raises OursFailedError, and PeerUnavailableError without a sink.
    """
    slug = f"outbox{number}"
    new_office(space, slug)
    with smtp_sink() as sink:
        said = ours(
            space,
            [
                sys.executable,
                "-m",
                "benchmarks.inside",
                "benchmarks.our_outbox",
                f"{slug}:{LETTERS}",
            ],
            DJANGO_SETTINGS_MODULE="baraza.config.settings",
            BARAZA_SMTP_URL=f"smtp://{sink.host}:{sink.port}?limits=off",
        ).answer
        if (said["sent"], sink.taken()) != (LETTERS, LETTERS):
            raise OursFailedError(
                f"of {LETTERS} letters {said['sent']} say they were sent, {sink.taken()} arrived"
            )
    processor.append(said["processor_seconds"])
    return said["per_second"]


def run_peer(space: Workspace, processor: list[float]) -> float:
    """As ours. Raises PeerUnavailableError."""
    said = django_post_office.measure(LETTERS, space.dsn)
    processor.append(said["processor_seconds"])
    return said["per_second"]


def measure(space: Workspace) -> list[Row]:
    """One row."""
    failures: list[str] = []
    remarks: list[str] = []
    our_processor: list[float] = []
    peers_processor: list[float] = []
    figures = interleaved(
        {
            "ours": guarded(
                guarded(
                    lambda number: run_ours(space, number, our_processor),
                    OursFailedError,
                    failures,
                ),
                PeerUnavailableError,
                remarks,
            ),
            "peer": guarded(
                lambda number: run_peer(space, peers_processor),
                PeerUnavailableError,
                remarks,
            ),
        },
        rounds=space.rounds,
    )
    if our_processor and peers_processor:
        times = median(peers_processor) / median(our_processor)
        remarks.append(f"in seconds of processor, {times:.1f} times less than the peer's process")
    return [
        Row(
            workload="mail out, personalised",
            unit="letters/s",
            ours=figures["ours"],
            peer=figures["peer"],
            promised_ratio=RATIO,
            failure="; ".join(failures),
            note="; ".join(dict.fromkeys(remarks)),
        )
    ]
