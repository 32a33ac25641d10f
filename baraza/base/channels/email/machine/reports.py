"""Reading what a mail server says about a letter it could not deliver, and complaints (ARF)."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from flufl.bounce import all_failures

from baraza.base.channels.email.mime import parse_message
from baraza.base.channels.email.parse import ParsedLetter

from .bounce_text import above_returned_letter, failures_in_text, permanence

# The report stands first and the returned letter, with all that was attached, behind it.
READ_BYTES = 400_000
MOST_RECIPIENTS = 200

_ADDRESS = re.compile(r"[^\s<>;,\"'()\[\]]{1,64}@[^\s<>;,\"'()\[\]]{1,255}")
_MESSAGE_ID = re.compile(
    rb"^[ \t>]{0,8}Message-Id:\s{0,80}<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE
)
_IDS = re.compile(r"<([^<>\s]{1,500})>")
_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_PARTS = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"})
# RFC 5965, 7.3, and those that providers really send. "not-spam" and "auth-failure" are none.
_COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list"})

logger = logging.getLogger(__name__)
# It reports every detector it tries.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Report:
    """What a report says: `actions` are RFC 3464's, empty when none is given."""

    recipients: list[str] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    verdicts: list[bool | None] = field(default_factory=list)
    complaint: bool = False

    @property
    def permanent(self) -> bool | None:
        """True only where it holds for every recipient named: one dead address kills no other."""
        if not self.verdicts or None in self.verdicts:
            return False if False in self.verdicts else None
        return all(self.verdicts)


def read_report(
    letter: ParsedLetter, raw: bytes, own_addresses: frozenset[str], *, complaint: bool = False
) -> Report:
    """What the delivery status (RFC 3464) or feedback report (RFC 5965) in `raw` says.

    Where there is neither, the text is searched. `complaint` says that the letter is one even
    without a feedback report. Never raises.
    """
    report = Report(complaint=complaint)
    ours = own_addresses | {address.address for address in letter.to}
    head = raw[:READ_BYTES]
    try:
        message = parse_message(head)
        _read_parts(message, report)
        if not report.recipients and not report.complaint:
            _read_words(letter, message, report, ours)
    except Exception:
        # A hostile report must not stop the post; what was read of it until here holds.
        logger.info("A report could be read only in part.")
    report.recipients = [
        address for address in dict.fromkeys(report.recipients) if address not in own_addresses
    ][:MOST_RECIPIENTS]
    if not report.message_ids:
        report.message_ids = _ids_below(head)
    return report


def _read_parts(message: Message, report: Report) -> None:
    for part in message.walk():
        kind = part.get_content_type()
        if kind in _STATUS_PARTS:
            for block in _blocks(part):
                _read_recipient(block, report)
        elif kind == "message/feedback-report":
            for block in _blocks(part):
                _read_feedback(block, report)
        elif kind == "message/disposition-notification":
            for block in _blocks(part):
                report.message_ids += _IDS.findall(block.get("original-message-id", ""))[:1]
        elif kind in _RETURNED_PARTS:
            _read_returned(part, report)


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    """The groups of fields in a report, as lower-case name to value."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for block in payload:
            body = block.get_payload()
            fields = _fields(body) if isinstance(body, str) else {}
            yield fields | {name.lower(): str(value) for name, value in block.items()}
        return
    content = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    for block in re.split(r"\n[ \t]*\n", content.replace("\r\n", "\n")):
        yield _fields(block)


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line[:1] in (" ", "\t") and name:
            found[name] += " " + line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            found[name] = value.strip()
    return found


def _read_recipient(fields: dict[str, str], report: Report) -> None:
    """One group of RFC 3464, 2.3."""
    action = fields.get("action", "").partition("(")[0].strip().lower()
    address = _address(fields.get("original-recipient", "")) or _address(
        fields.get("final-recipient", "")
    )
    if not action and not address:
        return
    failed = not action or action.startswith(("fail", "error"))
    if action:
        report.actions.add("failed" if failed else action)
    if not failed and action != "delayed":
        return
    if address:
        report.recipients.append(address)
    status = fields.get("status", "").partition("(")[0].strip()
    report.verdicts.append(
        permanence(fields.get("diagnostic-code", ""), status=status) if failed else False
    )


def _read_feedback(fields: dict[str, str], report: Report) -> None:
    kind = fields.get("feedback-type", "").strip().lower()
    if not kind:
        return
    report.complaint = kind in _COMPLAINTS
    for name in ("original-rcpt-to", "removal-recipient"):
        address = _address(fields.get(name, ""))
        if address:
            report.recipients.append(address)


def _read_returned(part: Message, report: Report) -> None:
    payload = part.get_payload()
    if isinstance(payload, list) and payload:
        fields = {name.lower(): str(value) for name, value in payload[0].items()}
    else:
        fields = _fields((part.get_payload(decode=True) or b"").decode("utf-8", "replace"))
    report.message_ids += _IDS.findall(fields.get("message-id", ""))[:1]
    if report.complaint and not report.recipients:
        # Providers that protect their user blank the address out here, and then there is none.
        address = _address(fields.get("x-hmxmroriginalrecipient") or fields.get("to", ""))
        report.recipients += [address] if address else []


def _read_words(
    letter: ParsedLetter, message: Message, report: Report, ours: frozenset[str]
) -> None:
    text = above_returned_letter(letter.text)
    found = failures_in_text(text, ours)
    temporary, permanent = all_failures(message)
    named = {
        address.decode("ascii", "replace").casefold(): address in permanent
        for address in temporary | permanent
        if b"@" in address
    }
    if named:
        # It knows how whom this server means; how bad it is, our own reading tells better.
        whole = permanence(text) if len(named) == 1 else None
        found = {
            address: found.get(address, whole) if gone else False for address, gone in named.items()
        }
    report.recipients += sorted(found)
    report.verdicts += found.values()


def _address(value: str) -> str:
    _, semicolon, rest = value.partition(";")
    match = _ADDRESS.search((rest if semicolon else value)[:1000])
    return match[0].casefold() if match else ""


def _ids_below(head: bytes) -> list[str]:
    """The Message-IDs of a letter pasted below the report, whose own stands in its headers."""
    parts = re.split(rb"\r?\n\r?\n|\r\r", head, maxsplit=1)
    found = _MESSAGE_ID.findall(parts[1].replace(b"\r", b"\n")) if len(parts) > 1 else []
    return list(dict.fromkeys(each.decode("utf-8", "replace") for each in found))[:5]
