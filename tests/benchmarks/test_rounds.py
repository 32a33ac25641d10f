"""Runs take turns, and one slow round does not decide."""

from benchmarks.rounds import guarded, interleaved


def test_runs_take_turns_and_the_median_counts() -> None:
    calls: list[tuple[str, int]] = []
    figures = {"ours": [9.0, 1.0, 8.0], "peer": [2.0, 3.0, 100.0]}

    def run(name: str):
        def once(number: int) -> float:
            calls.append((name, number))
            return figures[name][number]

        return once

    assert interleaved({name: run(name) for name in figures}, rounds=3) == {
        "ours": 8.0,
        "peer": 3.0,
    }
    assert calls == [
        ("ours", 0),
        ("peer", 0),
        ("ours", 1),
        ("peer", 1),
        ("ours", 2),
        ("peer", 2),
    ]


def test_a_run_that_cannot_be_measured_is_tried_once_and_says_why() -> None:
    remarks: list[str] = []
    calls: list[int] = []

    def missing(number: int) -> float:
        calls.append(number)
        raise LookupError("not installed")

    figures = interleaved({"ours": float, "peer": guarded(missing, LookupError, remarks)}, rounds=3)
    assert figures == {"ours": 1.0, "peer": None}
    assert calls == [0]
    assert remarks == ["not installed"]
