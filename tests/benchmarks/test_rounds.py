"""Runs take turns, and one slow round does not decide."""

from benchmarks.rounds import interleaved


def test_runs_take_turns_and_the_median_counts() -> None:
    calls: list[tuple[str, int]] = []
    figures = {"ours": [9.0, 1.0, 8.0], "peer": [2.0, 3.0, 100.0]}

    def run(name: str):
        def once(number: int) -> float:
            calls.append((name, number))
            return figures[name][number]

        return once

    assert interleaved({name: run(name) for name in figures}) == {"ours": 8.0, "peer": 3.0}
    assert calls == [
        ("ours", 0),
        ("peer", 0),
        ("ours", 1),
        ("peer", 1),
        ("ours", 2),
        ("peer", 2),
    ]
