"""A missed promise fails the run; what could not be measured says so and does not."""

import io

import pytest
from rich.console import Console

from benchmarks.table import Row, Verdict, exit_code, print_table


def row(**facts) -> Row:
    return Row(workload="letters in", unit="a second", **facts)


@pytest.mark.parametrize(
    ("given", "verdict", "code"),
    [
        (row(ours=400, peer=100, promised_ratio=4), Verdict.HELD, 0),
        (row(ours=399, peer=100, promised_ratio=4), Verdict.MISSED, 1),
        (row(ours=10, peer=45, promised_ratio=4, less_is_better=True), Verdict.HELD, 0),
        (row(ours=10, peer=35, promised_ratio=4, less_is_better=True), Verdict.MISSED, 1),
        (row(ours=400, promised_ratio=4), Verdict.NOT_MEASURED, 0),
        (row(peer=400, promised_ratio=4), Verdict.NOT_MEASURED, 0),
        (row(ours=400, peer=100), Verdict.REPORTED, 0),
        (row(ours=400, growth=1.05, promised_growth=1.05), Verdict.HELD, 0),
        (row(ours=400, growth=1.06, promised_growth=1.05), Verdict.MISSED, 1),
        (row(promised_growth=1.05), Verdict.NOT_MEASURED, 0),
        (
            row(ours=900, peer=100, promised_ratio=4, growth=1.2, promised_growth=1.05),
            Verdict.MISSED,
            1,
        ),
        (row(ours=900, peer=100, promised_ratio=4, failure="3 letters lost"), Verdict.FAILED, 1),
    ],
)
def test_the_verdict_follows_the_promise(given: Row, verdict: Verdict, code: int) -> None:
    assert given.verdict is verdict
    assert exit_code([row(ours=1), given]) == code


def test_ratios_to_the_peer_and_the_floor_are_apart() -> None:
    measured = row(ours=300, peer=100, floor=1_200)
    assert measured.ratio == 3
    assert measured.ratio_to_floor == 0.25


def test_the_table_shows_every_figure_and_every_remark() -> None:
    out = io.StringIO()
    rows = [
        row(ours=1234.6, peer=98.76, floor=2981, promised_ratio=4, note="peer lost 2 [letters]"),
        Row(workload="letters out", unit="a second", failure="stopped"),
    ]
    print_table(rows, console=Console(file=out, width=200))
    printed = out.getvalue()
    for text in ("1,235", "98.8", "2,981", "12.5 ×", "≥ 4 ×", "held", "FAILED"):
        assert text in printed
    assert "letters in: peer lost 2 [letters]" in printed
    assert "letters out: stopped" in printed
