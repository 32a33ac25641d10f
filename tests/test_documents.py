"""What the documents say is there is there."""

import re
from pathlib import Path

import pytest
import typer
from django.utils.translation import override
from typer.core import TyperGroup

from baraza.config.cli import app
from baraza.web.desk.menu import ROOMS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]
# For whoever develops it or for processes it starts itself.
NOT_FOR_ADMINISTRATORS = {"BARAZA_DATABASE_ROLE", "BARAZA_DEBUG", "BARAZA_TEST_DATABASE"}


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path):
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        there = document.parent / name if name else document
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_every_picture_is_shown_somewhere():
    shown = set(re.findall(r"pictures/([\w-]+\.png)", "".join(map(Path.read_text, DOCUMENTS))))
    assert {path.name for path in (ROOT / "docs/pictures").glob("*.png")} == shown


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_is_there(document: Path):
    everything = typer.main.get_command(app)
    text = document.read_text()
    inline = re.findall(r"`(?:old#|new# )?baraza ([^`]+)`", text)
    blocks = "".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))
    for line in [*inline, *re.findall(r"(?:^|&& |# )baraza ([^\n&]+)", blocks, re.MULTILINE)]:
        command = everything
        for word in re.split(r"\s+", line.partition("#")[0].strip()):
            if isinstance(command, TyperGroup):
                if not re.fullmatch(r"[a-z-]+", word):
                    break
                assert word in command.commands, line
                command = command.commands[word]
            elif word.startswith("--"):
                options = {name for each in command.params for name in each.opts}
                assert word.partition("=")[0] in options | {"--help"}, line


def test_every_setting_is_told_to_administrators():
    code = "".join(path.read_text() for path in (ROOT / "baraza").rglob("*.py"))
    read = set(re.findall(r'"(BARAZA_[A-Z_]+)"', code))
    told = (ROOT / "docs/administrators/README.md").read_text()
    assert [name for name in sorted(read - NOT_FOR_ADMINISTRATORS) if f"`{name}`" not in told] == []


def test_every_room_of_the_desk_and_every_card_of_set_up_has_its_place():
    rooms = (ROOT / "docs/staff/README.md").read_text()
    with override("en"):
        assert [str(room.label) for room in ROOMS if f"| **{room.label}** |" not in rooms] == []
    overview = ROOT / "baraza/web/desk/templates/desk/setup/overview.html"
    cards = re.findall(r'<h2>{% translate "([^"]+)" %}</h2>', overview.read_text())
    told = (ROOT / "docs/staff/set-up.md").read_text().replace("'", "’")
    assert [card for card in cards if f"| {card} |" not in told] == []
