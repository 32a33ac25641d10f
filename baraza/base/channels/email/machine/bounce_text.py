"""What mail servers write for people to read: whose letter failed, and whether for good."""

import re

# The report stands above the letter it returns.
READ_CHARACTERS = 8_000
MOST_LINES = 200
MOST_RECIPIENTS = 50

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])(4[235]\d|55\d)[ -]")
# RFC 3463: these say that the address is no good; the other 5.x.x speak of full mailboxes, of size,
# of filters, of the sender.
_DEAD_STATUS = re.compile(r"5\.(?:1\.(?:0|1|2|3|4|6|10)|2\.1|4\.[14]|5\.0)$")
_CERTAINLY_DEAD = frozenset({"5.1.1", "5.1.2", "5.1.6", "5.1.10"})
_UNSAYING = frozenset({"5.0.0", "5.4.0", "5.4.7", "5.5.1", "5.5.2", "5.5.4"})

_SOFT_WORDS = re.compile(
    r"quota|mailbox (?:is )?full|full mailbox|mailbox.{0,20}exceed|exceeded.{0,20}storage"
    r"|insufficient (?:system )?(?:storage|resources)|too (?:large|big|many)|size limit|exceeds"
    r"|spam|block(?:ed|list| list)|blacklist|denylist|reputation|dmarc|\bspf\b|dkim|greylist"
    r"|graylist|policy|temporar|try again|timed? ?out|expired|rate limit|throttl|virus"
    r"|over the limit|still being retried|delayed",
    re.IGNORECASE,
)
_DEAD_WORDS = re.compile(
    r"user unknown|user not exist|unknown (?:user|recipient|address|local|mailbox)"
    r"|no such (?:user|recipient|address|mailbox|domain|person|account)"
    r"|(?:recipient|user|mailbox|address|account|domain|host) (?:name )?(?:is )?"
    r"(?:unknown|not (?:be )?found|not known|disabled|inactive|deactivated"
    r"|closed|suspended|invalid|no longer)|do(?:es ?n['’o]t|es not) (?:exist|have an?)"
    r"|no mailbox|mailbox unavailable|invalid (?:recipient|mailbox|address|user)"
    r"|no longer (?:available|exist|active|valid|employed|works)"
    r"|not listed in|unrout(?:e)?able (?:address|mail domain)|name or service not known"
    r"|not our customer|null ?mx|does not accept mail|account has been (?:disabled|closed|deleted)"
    r"|not a (?:valid|known) (?:user|mailbox|recipient|address)|unknown or illegal alias"
    r"|couldn't find|could not be found|wasn.t found|misspelled|malformed address",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>;:,\"'()\[\]]{1,64}@[^\s<>;:,\"'()\[\]]{1,255}")
_NAMED = re.compile(
    r"(?:recipient(?: address)?|final-recipient|original-recipient|to|rcpt to|user|for|address"
    r"|delivered to|reached)\s{0,4}:?\s{0,4}(?:rfc822;)?\s{0,4}<?$",
    re.IGNORECASE,
)
# From here on the letter that came back is quoted.
_RETURNED_BELOW = re.compile(
    r"^(?:received: |return-path: |-{2,} ?(?:this is a copy|below this line|returned message"
    r"|original message|message header|header of|original mail|unsent message)"
    r"|\s{0,8}(?:below is a copy|message headers? follow|original message (?:follows|below|headers)"
    r"|the header of the original))",
    re.IGNORECASE,
)
_HOUSE_NAMES = frozenset(
    {"postmaster", "mailer-daemon", "support", "abuse", "help", "helpdesk", "admin", "noreply"}
)


def permanence(text: str, *, status: str = "") -> bool | None:
    """True when the address is no good, False when a later letter may arrive, None when unsaid.

    `text` is what the server answered, `status` its RFC 3463 code where that stands apart. Words
    go before codes: many servers call an unknown user 5.7.1. In doubt the address lives on, since
    a letter too many does less harm than a person cut off.
    """
    # An address may well read spam@ or blocked@.
    text = " ".join(_ADDRESS.sub(" ", text[:READ_CHARACTERS]).split())
    found = _STATUS.search(text)
    code = found[1] if found else status
    dead = _DEAD_WORDS.search(text) is not None
    if code.startswith("4"):
        return False
    if _SOFT_WORDS.search(text):
        return dead and code in _CERTAINLY_DEAD
    if dead:
        return True
    for each in dict.fromkeys((code, status)):
        if _DEAD_STATUS.fullmatch(each):
            return True
        if each.startswith("5") and each not in _UNSAYING:
            return False
    reply = _REPLY.search(text)
    return False if reply and reply[1].startswith("4") else None


def above_returned_letter(text: str) -> str:
    """The part of a readable report that stands above the letter it returns, bounded."""
    lines = text[:READ_CHARACTERS].split("\n")[:MOST_LINES]
    end = next((at for at, line in enumerate(lines) if _RETURNED_BELOW.match(line)), len(lines))
    return "\n".join(lines[:end])


def failures_in_text(text: str, ours: frozenset[str]) -> dict[str, bool | None]:
    """The addresses a report's text (`above_returned_letter`) names, with `permanence` of each.

    Counted are those that begin a line or follow "recipient", "to" and the like. `ours` are left
    out.
    """
    found: dict[str, bool | None] = {}
    about: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.split("\n"):
        match = _ADDRESS.search(line)
        named = match and (
            not line[: match.start()].strip(" \t<>*\"'-=") or _NAMED.search(line[: match.start()])
        )
        if match and named:
            address = match[0].rstrip(".>").casefold()
            if address not in ours and address.partition("@")[0] not in _HOUSE_NAMES:
                current = about.setdefault(address, [])
        current.append(line)
    for address, said in list(about.items())[:MOST_RECIPIENTS]:
        found[address] = permanence("\n".join(said))
    if len(found) == 1:
        # The reason may as well stand above the only address.
        return {address: permanence(text) for address in found}
    return found
