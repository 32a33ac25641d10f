import mailbox
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baraza.base.channels.email.mailfiles import NOT_MAIL, letters_in, mail_files
from baraza.base.channels.email.parse import parse_letter
from tests.letters import letter

ONE = letter("First letter.", message_id="<1@post.example>")
TWO = letter("Second letter.", message_id="<2@post.example>")


def contents(path: Path, **options: bool) -> list[bytes]:
    return [found.content for found in letters_in(path, **options)]


def mbox(path: Path, *letters: bytes) -> Path:
    boundary = b"From amani@post.example Fri May  1 08:00:00 2026\n"
    path.write_bytes(b"".join(boundary + each + b"\n" for each in letters))
    return path


def test_an_eml_file_is_one_letter_byte_for_byte(tmp_path: Path):
    (tmp_path / "a.eml").write_bytes(ONE)
    assert contents(tmp_path / "a.eml") == [ONE]


def test_an_mbox_holds_many(tmp_path: Path):
    assert contents(mbox(tmp_path / "old", ONE, TWO)) == [ONE, TWO]


def test_an_mbox_with_windows_line_ends(tmp_path: Path):
    path = mbox(tmp_path / "old", ONE, TWO)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert contents(path) == [each.replace(b"\n", b"\r\n") for each in (ONE, TWO)]


def test_a_line_that_begins_with_from_is_no_boundary(tmp_path: Path):
    words = "Dear member,\n\nFrom my heart I thank you.\nFrom here on: nothing.\n\nFrom Amani"
    [content, second] = contents(mbox(tmp_path / "old", letter(words), TWO))
    assert parse_letter(content).text.strip() == words
    assert second == TWO


def test_quoted_from_lines_are_unquoted(tmp_path: Path):
    box = mailbox.mbox(tmp_path / "old")
    box.add(letter("x\n\nFrom home.\n"))
    box.close()
    [content] = contents(tmp_path / "old")
    assert b"\nFrom home." in content


def test_a_maildir_and_a_folder_of_folders(tmp_path: Path):
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / folder).mkdir(parents=True)
    (tmp_path / "Maildir" / "cur" / "1:2,S").write_bytes(ONE)
    (tmp_path / "Maildir" / "new" / "2").write_bytes(TWO)
    (tmp_path / "Maildir" / "tmp" / "3").write_bytes(b"From: half")
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "a.eml").write_bytes(ONE)
    (tmp_path / ".hidden").write_bytes(ONE)
    names = [path.relative_to(tmp_path).as_posix() for path in mail_files(tmp_path)]
    assert names == ["Maildir/cur/1:2,S", "Maildir/new/2", "tmp/a.eml"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        mail_files(tmp_path / "nothing")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%", b"\x00\x01", b"just words\nand more"])
def test_what_is_no_mail_is_said_unless_a_person_named_it(tmp_path: Path, content: bytes):
    path = tmp_path / "x"
    path.write_bytes(content)
    [found] = letters_in(path)
    assert (found.content, found.problem) == (None, NOT_MAIL)
    assert contents(path, is_named=True) == [content]


def test_a_file_that_went_away_is_a_problem_and_no_crash(tmp_path: Path):
    [found] = letters_in(tmp_path / "gone.eml")
    assert "No such file" in found.problem


def test_a_byte_order_mark_hides_no_letter(tmp_path: Path):
    (tmp_path / "a.eml").write_bytes(b"\xef\xbb\xbf" + ONE)
    assert contents(tmp_path / "a.eml") == [b"\xef\xbb\xbf" + ONE]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(bodies=st.lists(st.text(alphabet="From >:x\n", max_size=60), min_size=1, max_size=4))
def test_no_word_of_any_letter_in_an_mbox_is_lost(tmp_path: Path, bodies: list[str]):
    letters = [letter(body, message_id=f"<{n}@x.example>") for n, body in enumerate(bodies)]
    found = contents(mbox(tmp_path / "old", *letters))
    joined = b"".join(found).replace(b">", b"").split()
    assert [w for w in joined if w] == b"".join(letters).replace(b">", b"").split()
