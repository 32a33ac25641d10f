"""The list in docs/security.md names tests that are really there."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize(("path", "name"), NAMED, ids=lambda each: each)
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    written = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in written.body if isinstance(node, ast.FunctionDef)}


def test_all_of_the_25_are_proven() -> None:
    promises = re.split(
        r"^\d+\. ", PAGE.partition("## The 25")[2].partition("\n## ")[0], flags=re.M
    )
    assert len(promises) - 1 == 25
    assert all("::test_" in promise for promise in promises[1:])
