"""The unit of systemd, as far as a machine goes on which systemd does not run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

INSTALL = Path(__file__).parents[2] / "install"
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
# Of 10; systemd calls everything above 5 exposed.
MOST_EXPOSED = 20


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is there."""
    text = (INSTALL / "baraza.service").read_text()
    program = tmp_path / ".venv" / "bin" / "baraza"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    path = tmp_path / "baraza.service"
    path.write_text(text.replace("/opt/baraza/current", str(tmp_path)))
    return path


def analyze(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ANALYZE), *map(str, words)], capture_output=True, text=True, check=False
    )


@needs_systemd
def test_the_unit_is_understood_whole(unit: Path):
    done = analyze("verify", "--man=no", unit)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_whoever_breaks_in_finds_a_locked_room(unit: Path):
    done = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", unit)
    assert done.returncode == 0, done.stdout[-300:]


def test_every_setting_offered_is_explained():
    offered = set(re.findall(r"^#?(\w+)=", (INSTALL / "baraza.env").read_text(), re.MULTILINE))
    explained = (INSTALL.parent / "docs" / "administrators" / "README.md").read_text()
    assert len(offered) >= 5
    assert {name for name in offered if f"`{name}`" not in explained} == set()
