"""Fair comparison on a shared machine: runs take turns, and the median of each counts."""

from collections.abc import Callable, Mapping
from statistics import median

Run = Callable[[int], float]


def interleaved(
    runs: Mapping[str, Callable[[int], float | None]], *, rounds: int
) -> dict[str, float | None]:
    """Call each run once per round (first, second, …, first, …) and return each one's median.

    A run gets the number of its round, from 0, and returns its figure. What slows the machine for
    a while then slows everybody's, not only one's. A run that returns None is not called again,
    and its median is None.
    """
    figures: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds):
        for name in list(figures):
            figure = runs[name](number)
            if figure is None:
                del figures[name]
            else:
                figures[name].append(figure)
    return {name: median(figures[name]) if name in figures else None for name in runs}


def guarded(
    run: Run, problem: type[Exception], remarks: list[str]
) -> Callable[[int], float | None]:
    """The same run, which answers None and leaves a remark instead of raising this problem."""

    def once(number: int) -> float | None:
        try:
            return run(number)
        except problem as reason:
            remarks.append(str(reason))
            return None

    return once
