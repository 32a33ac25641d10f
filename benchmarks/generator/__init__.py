"""Constituents' mail for the benchmarks: seeded, streamed, standard library only.

An office's post: ready-made campaign letters with small edits, letters of people's own in eleven
languages and many charsets, replies that quote, automatic replies, bounces, mailing lists and
attachments. Each hundred messages holds the same mix in an order of its own. The same seed and
count give the same bytes on every machine; memory does not grow with the count.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generator.kinds import KINDS, GeneratedMail
from benchmarks.generator.writer import Writer

__all__ = ["DEFAULT_COUNT", "DEFAULT_SEED", "Corpus", "GeneratedMail", "generate", "write_corpus"]

DEFAULT_COUNT = 2_000
DEFAULT_SEED = 1963


@dataclass(frozen=True, slots=True)
class Corpus:
    """A written corpus: how many messages of which kind, their bytes, and one sha256 over all."""

    kinds: dict[str, int]
    size: int
    sha256: str


def generate(count: int = DEFAULT_COUNT, seed: int = DEFAULT_SEED) -> Iterator[GeneratedMail]:
    """`count` messages, oldest first. A reply's parent has always come before it."""
    writer = Writer(seed=seed)
    hundred = [kind for kind, (share, _) in KINDS.items() for _ in range(share)]
    for start in range(0, count, len(hundred)):
        kinds = writer.shuffled(hundred)
        if start == 0:
            # The first replies need letters to answer: they come last in the first hundred.
            kinds.sort(key=lambda kind: kind == "reply")
        for kind in kinds[: count - start]:
            writer.tick()
            yield KINDS[kind][1](writer)


def write_corpus(out: Path, *, count: int = DEFAULT_COUNT, seed: int = DEFAULT_SEED) -> Corpus:
    """Write `out`/000001.eml and on, and `out`/manifest.json: a list of one object per message."""
    out.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    kinds: Counter[str] = Counter()
    size = 0
    with (out / "manifest.json").open("w", encoding="utf-8") as manifest:
        manifest.write("[")
        for number, mail in enumerate(generate(count, seed), 1):
            name = f"{number:06}.eml"
            (out / name).write_bytes(mail.raw)
            entry = {
                "file": name,
                "kind": mail.kind,
                "message_id": mail.message_id,
                "parent": mail.parent,
                "campaign": mail.campaign,
            }
            manifest.write((",\n" if number > 1 else "\n") + json.dumps(entry))
            digest.update(mail.raw)
            kinds[mail.kind] += 1
            size += len(mail.raw)
        manifest.write("\n]\n")
    return Corpus(dict(kinds), size, digest.hexdigest())
