"""A peer's environment is pinned, made once, and never half-made."""

import re

import pytest

from benchmarks.peers import environment
from benchmarks.peers.environment import PeerUnavailableError, peer_python

PINNED = re.compile(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.]+")


def test_every_requirement_is_pinned_and_names_no_host() -> None:
    files = list(environment.REQUIREMENTS.glob("*-requirements.txt"))
    assert len(files) == 2
    for file in files:
        for line in file.read_text().splitlines():
            assert line.startswith("#") or PINNED.fullmatch(line), line


def test_what_cannot_be_installed_is_a_reason_and_is_tried_again(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BARAZA_BENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
    (tmp_path / "peer-requirements.txt").write_text("./no-such-folder\n")
    with pytest.raises(PeerUnavailableError, match="no-such-folder"):
        peer_python("peer-requirements.txt")
    (tmp_path / "peer-requirements.txt").write_text("# nothing\n")
    python = peer_python("peer-requirements.txt")
    assert python.is_file()
    made_at = (python.parents[1] / "made-of").stat().st_mtime_ns
    assert peer_python("peer-requirements.txt") == python
    assert (python.parents[1] / "made-of").stat().st_mtime_ns == made_at
