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

# No letter is this long; an archive or an attack is read by marks alone from here on.
FARTHEST_HEADING = 20_000
# A drawn rule stands at most this many lines above the heading it belongs to.
RULE_REACH = 3


@dataclass(frozen=True, slots=True)
class Split:
    """`said` keeps greeting and signature; `quoted` keeps its marks and headings."""

    said: str
    quoted: str


def split_quoted(text: str) -> Split:
    """Every line of `text` in `said` or in `quoted`, in order; `said` is blank only if `text` is.

    Answers below or between marked lines are said. A letter that is nothing but a quotation or a
    forwarded letter is said whole, since that is what its sender chose to send.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    quoted, marked_only = _quoted_lines(lines)
    said = _joined(lines, quoted, of=False)
    if True not in quoted or _says_nothing(said) or (not marked_only and _only_greets(said)):
        return Split(said="\n".join(lines).strip("\n"), quoted="")
    return Split(said=said, quoted=_joined(lines, quoted, of=True))


def _quoted_lines(lines: list[str]) -> tuple[list[bool], bool]:
    """For each line whether it is quoted, and whether every quotation carried marks."""
    quoted = [_is_marked(lines, at) for at in range(len(lines))]
    following = _next_written(lines)
    # Headings may not reach above this line: what is there is settled.
    floor = 0
    at = 0
    while at < len(lines):
        if quoted[at]:
            floor = at + 1
        elif lines[at] and at < FARTHEST_HEADING:
            after = following[at + 1]
            marks_follow = after < len(lines) and quoted[after]
            span = _heading_at(lines, at, floor=floor, marks_follow=marks_follow)
            if span:
                start, end = span
                if not _only_marked_below(lines, quoted, start, following[end]):
                    quoted[start:] = [True] * (len(lines) - start)
                    return quoted, False
                quoted[start:end] = [True] * (end - start)
                floor = at = end
                continue
        at += 1
    return quoted, True


def _only_marked_below(lines: list[str], quoted: list[bool], start: int, after: int) -> bool:
    """Whether below a heading only the marked lines are quoted, and not everything.

    So it is when marks follow at once, or when marks stand somewhere below and nothing was said
    above: the sender then cut the quotation short and answered further down.
    """
    if after < len(lines) and quoted[after]:
        return True
    said_above = any(lines[at].strip() and not quoted[at] for at in range(start))
    return not said_above and True in quoted[after:]


def _is_marked(lines: list[str], at: int) -> bool:
    line = lines[at]
    if line[:1] != ">" and (line[:1] not in (" ", "\t") or line[:40].lstrip(" \t")[:1] != ">"):
        return False
    # Some programs break a heading inside its address, so that a line reads ">:" or "> wrote:".
    above = lines[at - 1] if at else ""
    broken = len(line) < 60 and above[:1] != ">" and above.count("<") > above.count(">")
    return not (broken and may_end_attribution(line))


def _next_written(lines: list[str]) -> list[int]:
    """For each index, and one past the last, the first index from there that is not blank."""
    following = [len(lines)] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        following[at] = following[at + 1] if not lines[at] or lines[at].isspace() else at
    return following


def _heading_at(
    lines: list[str], at: int, *, floor: int, marks_follow: bool
) -> tuple[int, int] | None:
    """The lines of the heading that begins at `at`, or that ends there when it is a sentence."""
    if is_original_marker(lines[at]):
        below = at + 1
        while below < min(at + 4, len(lines)) and not lines[below].strip():
            below += 1
        block = header_block(lines, below) if below < len(lines) else 0
        return _with_rule(lines, at, floor), (below + block if block else at + 1)
    block = header_block(lines, at)
    if block:
        return _with_rule(lines, at, floor), at + block
    if may_end_attribution(lines[at]):
        start = attribution(lines, at, floor, marks_follow)
        if start is not None:
            return start, at + 1
    return None


def _with_rule(lines: list[str], start: int, floor: int) -> int:
    """Where the heading begins once the rule drawn above it is counted in."""
    for above in range(start - 1, max(floor, start - 1 - RULE_REACH) - 1, -1):
        if is_rule(lines[above]):
            return above
        if lines[above].strip():
            break
    return start


def _joined(lines: list[str], quoted: list[bool], *, of: bool) -> str:
    """The lines of one side, with a blank line wherever the other side stood between them."""
    kept: list[str] = []
    interrupted = False
    for line, is_quoted in zip(lines, quoted, strict=True):
        if is_quoted != of:
            interrupted = True
            continue
        if interrupted and kept:
            if not line.strip() and not kept[-1].strip():
                continue
            if line.strip() and kept[-1].strip():
                kept.append("")
        interrupted = False
        kept.append(line)
    return "\n".join(kept).strip("\n")


def _says_nothing(said: str) -> bool:
    """Whether only rules, stray marks or a telephone's signature are left."""
    return all(
        not line or line.isspace() or is_rule(line) or not _speaks(line) or is_sent_with(line)
        for line in said.split("\n")
    )


def _speaks(line: str) -> bool:
    return any(not character.isspace() and character not in "-–—_=*>|.:" for character in line)


def _only_greets(said: str) -> bool:
    """Whether only "Dear …," stands above an unmarked quotation: the answer is then below it."""
    greeting = said.strip()
    return greeting.endswith((",", "،", "，")) and "\n" not in greeting and len(greeting) < 60
