"""Telling what a person newly wrote from what their mail program quoted.

No word is ever dropped: each line of the text goes to one side or the other, and in doubt it
counts as said. A wrong guess costs a reader a scroll; a lost answer costs somebody an answer.
"""

from dataclasses import dataclass

from .headers import (
    attribution,
    header_block,
    is_original_marker,
    is_rule,
    is_sent_with,
    may_end_attribution,
)

# A letter with more headings than this is a bad joke or an archive; what follows is read plainly.
MOST_HEADINGS = 400
WRAPPED_QUOTE_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Split:
    """`said` keeps greeting and signature; `quoted` keeps its marks and headings."""

    said: str
    quoted: str


def split_quoted(text: str) -> Split:
    """Every line of `text` in `said` or in `quoted`, in order; `said` is empty only if `text` is.

    Answers below or between marked lines are said. A letter that is nothing but a quotation or a
    forwarded letter is said whole, since that is what its sender chose to send.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = [_is_marked(line) for line in lines]
    quoted = _quoted_lines(lines, marks)
    if True not in quoted:
        return Split(said=text.strip("\n"), quoted="")
    said = _join(line for line, is_quoted in zip(lines, quoted, strict=True) if not is_quoted)
    if _says_nothing(said):
        return Split(said=text.strip("\n"), quoted="")
    rest = "\n".join(line for line, is_quoted in zip(lines, quoted, strict=True) if is_quoted)
    return Split(said=said, quoted=rest.strip("\n"))


def _is_marked(line: str) -> bool:
    return line[:1] == ">" or (line[:1] in " \t" and line[:40].lstrip(" \t")[:1] == ">")


def _quoted_lines(lines: list[str], marks: list[bool]) -> list[bool]:
    quoted = list(marks)
    count = len(lines)
    following = _next_written(lines)
    headings = 0
    floor = 0
    at = 0
    while at < count:
        line = lines[at]
        if marks[at]:
            if at and not marks[at - 1] and _closes_broken_address(lines, at):
                start = attribution([*lines[:at], line.lstrip("> \t")], at, floor, True) if False else None
                if start is not None:
                    quoted[start:at] = [True] * (at - start)
            at += 1
            continue
        span = None
        if headings < MOST_HEADINGS and line and not line.isspace():
            span = _heading_at(lines, at, floor, following, marks)
        if span is None:
            if _continues_wrapped_quote(lines, marks, at):
                quoted[at] = True
            at += 1
            continue
        headings += 1
        start, end = span
        quoted[start:end] = [True] * (end - start)
        after = following[end] if end < count else count
        if after >= count or not marks[after]:
            quoted[start:] = [True] * (count - start)
            break
        floor = at = end
    return quoted
