"""Letters kept as files: .eml, mbox, Maildir, and folders of any of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_noop

NOT_MAIL = gettext_noop("This does not look like mail.")
UNREADABLE = gettext_noop("This cannot be read: {error}")
# Some editors put a byte order mark before the first header.
_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From |[!-9;-~]{1,80}:)")
_FIELD = re.compile(rb"[!-9;-~]{1,80}:")
_MBOX = re.compile(rb"\AFrom \S.*\r?\n[!-9;-~]+:", re.ASCII)
_QUOTED_FROM = re.compile(rb"^>(>*From )")
# Beginning of a file that shows what it is.
PEEK = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """A letter, or why there is none: exactly one of `content` and `problem` is set."""

    path: Path
    content: bytes | None = None
    problem: str = ""


def mail_files(path: Path) -> list[Path]:
    """The files below a path, in order; a Maildir's half-written ones left out.

    Raises FileNotFoundError.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(path)
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not _is_half_written(file) and not file.name.startswith(".")
    )


def letters_in(path: Path, *, is_named: bool = False) -> Iterator[Found]:
    """The letters of one file; `is_named` is for a file a person pointed at: it is never refused
    for its looks."""
    try:
        with path.open("rb") as file:
            beginning = file.read(PEEK)
        if _MBOX.match(beginning):
            yield from _mbox(path)
        elif is_named or _HEADER.match(beginning.lstrip(b"\r\n")):
            yield Found(path, content=path.read_bytes())
        else:
            yield Found(path, problem=NOT_MAIL)
    except OSError as error:
        yield Found(path, problem=UNREADABLE.format(error=error.strerror))


def _mbox(path: Path) -> Iterator[Found]:
    """One letter at a time, however large the file. A line of a letter that begins with "From " is
    no boundary unless a blank line is before it and a header behind it: many programs do not quote.
    """
    letter: list[bytes] = []
    boundary = b""
    is_after_blank = True
    with path.open("rb") as file:
        for line in file:
            if boundary:
                if _FIELD.match(line):
                    yield from _whole(path, letter)
                    letter = []
                else:
                    letter.append(boundary)
                boundary = b""
            if is_after_blank and line.startswith(b"From "):
                boundary = line
            else:
                letter.append(_QUOTED_FROM.sub(rb"\1", line))
            is_after_blank = not line.strip(b"\r\n")
    yield from _whole(path, [*letter, boundary])


def _whole(path: Path, lines: list[bytes]) -> Iterator[Found]:
    content = b"".join(lines)
    if content.strip():
        # The blank line before the next boundary belongs to the mbox.
        ending = b"\r\n" if content.endswith(b"\r\n") else b"\n"
        yield Found(path, content=content.removesuffix(2 * ending) + ending)


def _is_half_written(file: Path) -> bool:
    # Maildir: what is in tmp/ has not been delivered yet.
    folder = file.parent
    return folder.name == "tmp" and (folder.parent / "cur").is_dir()
