"""The command that an administrator types, as the guide has it installed."""

import getpass
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "install" / "baraza"
SETTINGS = """\
# A comment
BARAZA_PORT=8000
BARAZA_SMTP_URL=smtps://office:pa$$w;rd`x`@mail.example:465?a_minute=3&a_day=9
BARAZA_BACKUPS="/srv/two words"
#BARAZA_DEMO=yes
"""
TELLS = '#!/bin/sh\nprintf "%s\\n" "$@"\numask\nenv\n'


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """The script, for a program that says with what it was called."""
    program = tmp_path / ".venv" / "bin" / "baraza"
    program.parent.mkdir(parents=True)
    program.write_text(TELLS)
    program.chmod(0o755)
    text = SCRIPT.read_text().replace("/opt/baraza/current", str(tmp_path))
    text = text.replace("/etc/baraza", str(tmp_path))
    text = text.replace("account=baraza", f"account={getpass.getuser()}")
    path = tmp_path / "command"
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_it_works_with_the_settings_of_the_service_word_for_word(command: Path, tmp_path: Path):
    (tmp_path / "baraza.env").write_text(SETTINGS)
    done = subprocess.run(
        [command, "office", "create", "--title", "Office of …"],
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.splitlines()
    assert said[:5] == ["office", "create", "--title", "Office of …", "0077"]
    assert set(said) >= {
        "BARAZA_HOME=/var/lib/baraza",
        "BARAZA_PORT=8000",
        "BARAZA_SMTP_URL=smtps://office:pa$$w;rd`x`@mail.example:465?a_minute=3&a_day=9",
        "BARAZA_BACKUPS=/srv/two words",
    }
    assert not [line for line in said if line.startswith("BARAZA_DEMO")]


def test_whoever_may_not_read_the_settings_is_told_what_to_do(command: Path):
    done = subprocess.run([command, "doctor"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Run this as root" in done.stderr
