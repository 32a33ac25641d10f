"""`python -m benchmarks.generator --count N --seed S --out DIR`: write a corpus of .eml files."""

from argparse import ArgumentParser
from pathlib import Path

from benchmarks.generator import DEFAULT_COUNT, DEFAULT_SEED, write_corpus


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.generator", description=__doc__)
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    corpus = write_corpus(wanted.out, count=wanted.count, seed=wanted.seed)
    total = sum(corpus.kinds.values())
    print(f"{total} messages, {corpus.size} bytes, sha256 {corpus.sha256}")
    for kind, number in sorted(corpus.kinds.items()):
        print(f"{number:7} {kind}")


main()
