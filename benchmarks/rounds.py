"""Fair comparison on a shared machine: runs take turns, and the median of each counts."""

from collections.abc import Callable, Mapping
from statistics import median

ROUNDS = 3


def interleaved(
    runs: Mapping[str, Callable[[int], float]], *, rounds: int = ROUNDS
) -> dict[str, float]:
    """Call each run once per round (first, second, …, first, …) and return each one's median.

    A run gets the number of its round, from 0, and returns its figure. What slows the machine for
    a while then slows everybody's, not only one's.
    """
    figures: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds):
        for name, run in runs.items():
            figures[name].append(run(number))
    return {name: median(values) for name, values in figures.items()}
