"""An office's file is unpacked into its folder and nowhere else, by any Python there is."""

import io
import tarfile
from pathlib import Path

import pytest

from baraza.base.office_register import archive


def packed(path: Path, *members: tuple[str, bytes, str]) -> tarfile.TarFile:
    """An archive of these: a name, the kind of member, and what it holds or leads to."""
    with tarfile.open(path, "w") as made:
        for name, kind, content in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            if kind == tarfile.REGTYPE:
                member.size = len(content)
            else:
                member.linkname = content
            made.addfile(member, io.BytesIO(content.encode()))
    return tarfile.open(path)


def test_files_come_back_in_their_folders(tmp_path: Path):
    (folder := tmp_path / "out").mkdir()
    members = [("a.txt", tarfile.REGTYPE, "A"), ("files/b/c.txt", tarfile.REGTYPE, "C")]
    with packed(tmp_path / "x.tar", *members) as opened:
        archive._unpack(opened, folder)
    found = {str(each.relative_to(folder)): each.read_text() for each in folder.rglob("*.txt")}
    assert found == {"a.txt": "A", "files/b/c.txt": "C"}


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("../outside.txt", tarfile.REGTYPE, "!"),
        ("/tmp/../{tmp}/outside.txt", tarfile.REGTYPE, "!"),
        ("inside", tarfile.SYMTYPE, "../outside.txt"),
        ("inside", tarfile.LNKTYPE, "../outside.txt"),
        ("pipe", tarfile.FIFOTYPE, ""),
    ],
)
def test_what_leads_out_of_it_is_refused(tmp_path: Path, name: str, kind: bytes, content: str):
    (folder := tmp_path / "out").mkdir()
    name = name.format(tmp=str(tmp_path).lstrip("/"))
    with (
        packed(tmp_path / "x.tar", (name, kind, content)) as opened,
        pytest.raises(archive.BadArchive, match="nothing that an office exports"),
    ):
        archive._unpack(opened, folder)
    assert list(folder.iterdir()) == []
    assert not (tmp_path / "outside.txt").exists()
