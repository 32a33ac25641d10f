"""Recognising the lines a mail program writes above a letter it quotes.

Nothing here decides what is quoted: each function only says how many lines, starting or ending
at a given one, are such a heading. Every one looks at a bounded number of lines of bounded
length, so that the whole stays linear whatever arrives.
"""

import re

from . import reply_words as words

LONGEST_LINE = 600
LONGEST_ATTRIBUTION = 900
ATTRIBUTION_LINES = 5
BLOCK_LINES = 30

_BIDI = dict.fromkeys([0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Turkish capital İ would become two characters in lower case.
_TIDY = _BIDI | {0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x0130: "i"}

_LABELS = {
    label: kind
    for kind, labels in (
        ("other", words.OTHER_LABELS),
        ("copy", words.COPY_LABELS),
        ("to", words.TO_LABELS),
        ("subject", words.SUBJECT_LABELS),
        ("date", words.DATE_LABELS),
        ("from", words.FROM_LABELS),
    )
    for label in labels.split("|")
}
_LONGEST_LABEL = max(map(len, _LABELS))
_ORIGINAL = frozenset(words.ORIGINAL_MESSAGE.split("|"))
_FORWARD = frozenset(words.FORWARD_BEGINS.split("|"))
_SENT_WITH = tuple(words.SENT_WITH.split("|"))


def _longest_first(alternatives: str) -> str:
    return "|".join(sorted(set(alternatives.split("|")), key=len, reverse=True))


_COLON = r"[:：፦፡]"
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}|\d{1,2}\s?(?:am|pm)\b|午[前後后]|오[전후]")
_DATE = re.compile(
    r"(?<!\d)\d{4}(?!\d)|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}|\d{4}[年년]|\d{1,2}[月월]\s?\d{1,2}[日일]"
)
_OPENER = re.compile(
    rf"\W{{0,4}}(?:(?P<sure>{_longest_first(words.OPENERS)})"
    r"|at \d{4}-|\d{1,4}\s?[-./年년:]|\d{1,2}\s\w|[^\W\d_]{2,14}[.,،]{0,2}\s{1,2}\d{1,2}\b"
    r"|[^\W\d_]{2,14}[.,،]{1,2}\s{1,2}[^\W\d_]{2,14}\.?\s\d)"
)
_QUOTING = re.compile(
    r"(?:quoting|zitat von|citando(?: a)?|citation de|citat|in reply to|en réponse à|antwort auf"
    r"|в ответ на)\s"
)
_VERBS = tuple(words.FINAL_VERBS.replace("\\", "").split("|"))
# Where words are written without spaces a verb may follow anything; elsewhere it stands alone.
_FINAL_VERB = re.compile(
    rf"(?:(?<![^\W\d_])|(?=[\u0e00-\uffff]))(?:{_longest_first(words.FINAL_VERBS)})"
    rf"[\s\-]{{0,6}}{_COLON}?[\s\-]{{0,6}}$"
)
_MIDDLE_VERB = re.compile(
    rf"(?:^|\s)(?:{_longest_first(words.MIDDLE_VERBS)})\s"
    # The writer of a letter who says "schrieb ich" speaks of himself: that is no heading.
    r"(?!ich\b|wir\b|jeg\b|jag\b|ik\b|wij\b|eu\b|yo\b|i\b|we\b|to\b|j'|vi\b|me\b|minä\b)"
)
_ADDRESS_ENDS = re.compile(rf"[>\])”\"]+[\s*]*{_COLON}[\s*]*$|@\S+\s?{_COLON}$")
_YOU_WROTE = re.compile(r"(?:you|vous avez|hai|hast du|usted|uliandika|umeandika)\s?\S* ?\S*$")
_RULE = frozenset("-–—_=*~ \t")


def tidy(line: str) -> str:
    """The line in lower case without marks of direction, odd spaces, or bold's asterisks."""
    return line[:LONGEST_LINE].translate(_TIDY).strip().casefold()


def is_rule(line: str) -> bool:
    """Whether the line is only a drawn rule such as `________`."""
    stripped = line.strip()
    return 3 <= len(stripped) <= LONGEST_LINE and _RULE.issuperset(stripped)


def is_sent_with(line: str) -> bool:
    """Whether the line says only which telephone or service sent the letter."""
    return len(line) < 120 and tidy(line).startswith(_SENT_WITH)


def is_original_marker(line: str) -> bool:
    """Whether the line reads "-----Original Message-----" or the like in any language known."""
    if not 6 <= len(line) <= 120:
        return False
    text = tidy(line)
    if text[:2] in ("--", "—-", "––", "——", "__", "==", "**") or text[:1] in "–—-*":
        inner = text.strip("-–—_=*~ :.")
        dashed = len(text) - len(inner) >= 4
        return dashed and inner in _ORIGINAL
    return text[-1:] in (":", "：") and text.rstrip(" :：") in _FORWARD


def _label(line: str) -> str | None:
    """Which header the line begins with, or None."""
    head = line[: _LONGEST_LABEL + 24].translate(_TIDY).lstrip(" \t*_")
    for at, character in enumerate(head):
        if character in ":：":
            return _LABELS.get(head[:at].rstrip(" \t*_").casefold())
    return None


def header_block(lines: list[str], start: int) -> int:
    """How many lines from `start` are a From/Sent/To/Subject block; 0 when they are none.

    A block opens with a sender or a date, names at least three different headers, and carries an
    address or a time of day: a memo's "From: … To: … Subject: …" has neither.
    """
    if _label(lines[start]) not in ("from", "date"):
        return 0
    kinds: set[str] = set()
    proof = False
    end, unlabelled, recipients = start, 0, False
    for at in range(start, min(start + BLOCK_LINES, len(lines))):
        line = lines[at][:LONGEST_LINE]
        kind = _label(line)
        if kind:
            if kind in kinds and kind in ("from", "subject"):
                break
            kinds.add(kind)
            recipients = kind in ("to", "copy")
            unlabelled = 0
            end = at + 1
        elif not line.strip():
            following = lines[at + 1] if at + 1 < len(lines) else ""
            if len(kinds) >= 3 or _label(following) is None:
                break
            continue
        else:
            unlabelled += 1
            if unlabelled > 2 and not (recipients and ("@" in line or ";" in line)):
                break
            if "subject" in kinds and unlabelled > 1:
                break
        proof = proof or "@" in line or (kind == "date" and bool(_TIME.search(line)))
    if len(kinds - {"other"}) >= 3 and proof and "from" in kinds:
        return _block_end(lines, end) - start
    return 0


def _block_end(lines: list[str], end: int) -> int:
    """The end of the block, with the rest of a heading that was wrapped after its last label."""
    while end < len(lines) and 0 < len(lines[end].strip()) < 80 and "@" in lines[end]:
        end += 1
    return end


def may_end_attribution(line: str) -> bool:
    """A cheap first look, so that most lines of a letter cost nothing more."""
    stripped = line.rstrip(" \t*\u200e\u200f\u202c\u2069\xa0")
    if not stripped or len(stripped) > LONGEST_LINE:
        return False
    return stripped[-1] in ":：፦፡-" or stripped[-24:].casefold().endswith(_VERBS)


def attribution(lines: list[str], end: int, first: int, quote_follows: bool) -> int | None:
    """The index where the "On … wrote:" that ends at `end` begins, or None when there is none.

    `first` is the lowest index it may reach up to; `quote_follows` says that marked lines come
    next, which makes an unusual heading believable.
    """
    text = ""
    plausible = end if quote_follows and _names_writer(tidy(lines[end])) else None
    for start in range(end, max(first, end - ATTRIBUTION_LINES + 1) - 1, -1):
        line = tidy(lines[start])
        if not line or (start < end and (is_rule(line) or _closes_sentence(line, plausible))):
            break
        text = f"{line} {text}" if text else line
        if len(text) > LONGEST_ATTRIBUTION:
            break
        heading = text.strip("-–— *")
        opens = _OPENER.match(heading)
        if not _is_attribution(heading, opens=bool(opens), quote_follows=quote_follows):
            continue
        if opens and opens["sure"]:
            return start
        # "at 10:18," may be the second line of "On Nov 21, 2014,": look one line further up.
        if plausible is None or (opens and _DATE.search(line)):
            plausible = start
    return plausible


def _closes_sentence(line: str, plausible: int | None) -> bool:
    """Whether a line above a heading that can stand alone is the end of somebody's sentence."""
    return plausible is not None and line[-1] in ".!?:…。"


def _names_writer(line: str) -> bool:
    """Whether the line is as short as "Amina Hassan wrote:"."""
    final = _FINAL_VERB.search(line)
    return (
        final is not None and len(line) < 80 and len(line[: final.start()].split()) in range(1, 7)
    )


def _is_attribution(heading: str, *, opens: bool, quote_follows: bool) -> bool:
    address = "@" in heading
    time = _TIME.search(heading) is not None
    dated = time or _DATE.search(heading) is not None
    final = _FINAL_VERB.search(heading)
    ends = heading[-1:] in (":", "：", "፦", "፡")
    if final:
        if address and (opens or dated):
            return True
        if quote_follows and ((opens and dated) or address):
            return True
        return (
            opens
            and dated
            and (time or _YOU_WROTE.search(heading[: final.start()].rstrip()) is not None)
        )
    if not ends:
        return False
    if _QUOTING.match(heading) and (address or quote_follows):
        return True
    if _MIDDLE_VERB.search(heading):
        if dated and address and _ADDRESS_ENDS.search(heading):
            return True
        if opens and dated and (time or quote_follows) and len(heading) < 160:
            return True
    return (
        dated and address and (opens or quote_follows) and _ADDRESS_ENDS.search(heading) is not None
    )
