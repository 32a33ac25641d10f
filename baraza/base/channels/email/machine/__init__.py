"""Telling the mail of machines from the letters of persons.

Cheap signs in the headers first; the body is read only where they hint at a report. Nothing in
the words of a letter, and no List-Unsubscribe, makes a person's letter a machine's: people write
through campaign sites.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from baraza.base.channels.email.mime import read_parameters
from baraza.base.channels.email.parse import ParsedLetter, gettext_noop

from . import signs
from .reports import Report, read_report

DELIVERY_STATUS = gettext_noop("A mail server reports that a letter was not delivered.")
RETURNED = gettext_noop("A mail server returned a letter of ours.")
DELIVERED = gettext_noop("A mail server confirms that a letter was delivered.")
READ_RECEIPT = gettext_noop("A mail program says whether a letter was read.")
COMPLAINT = gettext_noop("A recipient reported a letter of ours as unwanted.")
FEEDBACK = gettext_noop("A mail provider reports on letters of ours.")
TLS_REPORT = gettext_noop("A mail provider reports on encrypted connections.")
DMARC = gettext_noop("A mail provider reports on mail sent under our name (DMARC).")
DAEMON = gettext_noop("A mail server sent it by itself.")
AUTO_SUBMITTED = gettext_noop("Its Auto-Submitted header says that a program sent it.")
AUTO_HEADER = gettext_noop("It carries a header that only automatic answers have.")
AUTO_SUBJECT = gettext_noop("Its subject is that of an automatic answer.")
ABSENCE = gettext_noop("Its subject and headers are those of a notice of absence.")
NULL_PATH = gettext_noop("It names no address to return it to, as only programs do.")
LIST = gettext_noop("It came through a mailing list.")
PRECEDENCE = gettext_noop("It was sent in bulk, its Precedence header says.")

Kind = Literal["bounce", "auto_reply", "list", "report"]


@dataclass(frozen=True, slots=True)
class MachineVerdict:
    """What sent the letter, and why we think so (`reason` is a translatable sentence).

    For a bounce `permanent` is True when the address itself is no good, False when a later letter
    may well arrive (mailbox full, delayed, refused by a filter), None when the report does not
    say. `recipients` are the addresses, lower case and never our own, that a bounce or a complaint
    is about; a report without any is statistics. `original_message_ids` name the letter that was
    answered, returned or complained of, without angle brackets.
    """

    kind: Kind
    reason: str
    permanent: bool | None = None
    recipients: list[str] = field(default_factory=list)
    original_message_ids: list[str] = field(default_factory=list)


def is_from_us(letter: ParsedLetter, own_addresses: frozenset[str]) -> bool:
    """Whether one of our own addresses, plus-tagged or not, sent the letter: a loop or a copy.

    Says nothing about who really wrote it: a sender is not an identity.
    """
    if letter.sender is None:
        return False
    address = letter.sender.address
    if address in own_addresses:
        return True
    local, at, domain = address.rpartition("@")
    return "+" in local and f"{local.partition('+')[0]}{at}{domain}" in own_addresses


def wants_no_automatic_answer(letter: ParsedLetter) -> bool:
    """Whether the sender, a person perhaps, asks that no program answer (RFC 3834, section 2)."""
    headers = letter.headers
    suppressed = headers.get("x-auto-response-suppress", "").lower()
    return bool(
        letter.envelope_from == ""
        or any(word in suppressed for word in ("all", "oof", "autoreply"))
        or headers.get("precedence", "").strip().lower() in signs.LIST_PRECEDENCE
        or not signs.LIST_HEADERS.isdisjoint(headers)
    )


def machine_verdict(
    letter: ParsedLetter, raw: bytes, *, own_addresses: frozenset[str]
) -> MachineVerdict | None:
    """Which kind of machine sent the letter, or None when a person did. Never raises."""
    for rule in (
        _from_content_type,
        _from_complaint,
        _from_bounce_signs,
        _from_aggregate_report,
    ):
        verdict = rule(letter, raw, own_addresses)
        if verdict:
            return verdict
    for sign in (_automatic_header, _list_header, _null_path, _automatic_subject):
        found = sign(letter)
        if found:
            kind, reason = found
            return MachineVerdict(kind, reason, original_message_ids=_answered(letter))
    return None


def _from_content_type(
    letter: ParsedLetter, raw: bytes, own_addresses: frozenset[str]
) -> MachineVerdict | None:
    value = letter.headers.get("content-type", "")
    if "report" not in value.lower():
        return None
    content_type, parameters = read_parameters(value)
    if content_type in ("application/tlsrpt+gzip", "application/tlsrpt+json"):
        return MachineVerdict("report", TLS_REPORT)
    if content_type == "message/feedback-report":
        return _feedback(letter, read_report(letter, raw, own_addresses))
    if content_type != "multipart/report":
        return None
    read = _REPORT_TYPES.get(parameters.get("report-type", "").strip().lower())
    if read is None:
        return None
    return read(letter, read_report(letter, raw, own_addresses))


def _delivery(letter: ParsedLetter, report: Report) -> MachineVerdict:
    if report.actions and report.actions <= {"delivered", "relayed", "expanded"}:
        return MachineVerdict(
            "auto_reply", DELIVERED, original_message_ids=report.message_ids or _answered(letter)
        )
    return _bounce(letter, report, DELIVERY_STATUS)


def _feedback(letter: ParsedLetter, report: Report) -> MachineVerdict:
    return MachineVerdict(
        "report",
        COMPLAINT if report.complaint else FEEDBACK,
        recipients=report.recipients if report.complaint else [],
        original_message_ids=report.message_ids,
    )


def _disposition(letter: ParsedLetter, report: Report) -> MachineVerdict:
    return MachineVerdict(
        "auto_reply", READ_RECEIPT, original_message_ids=report.message_ids or _answered(letter)
    )


def _tls(letter: ParsedLetter, report: Report) -> MachineVerdict:
    return MachineVerdict("report", TLS_REPORT)


def _bounce(letter: ParsedLetter, report: Report, reason: str) -> MachineVerdict:
    return MachineVerdict(
        "bounce",
        reason,
        permanent=report.permanent,
        recipients=report.recipients,
        original_message_ids=report.message_ids or _answered(letter),
    )


def _from_complaint(
    letter: ParsedLetter, raw: bytes, own_addresses: frozenset[str]
) -> MachineVerdict | None:
    """The complaints of a large provider that came before RFC 5965 and is still in use."""
    if not letter.subject.casefold().startswith(signs.COMPLAINT_SUBJECTS):
        return None
    if all(attachment.content_type != "message/rfc822" for attachment in letter.attachments):
        return None
    return _feedback(letter, read_report(letter, raw, own_addresses, complaint=True))


def _from_bounce_signs(
    letter: ParsedLetter, raw: bytes, own_addresses: frozenset[str]
) -> MachineVerdict | None:
    """Bounces that do not say so in the RFC's way: two signs, or one and a report in the text."""
    local = _local_part(letter)
    titled = letter.subject.casefold().lstrip('[*<" ').startswith(signs.BOUNCE_SUBJECTS)
    daemon = local.startswith(signs.MAILER_DAEMONS)
    serves_mail = daemon or local in signs.POSTMASTERS
    path = letter.envelope_from
    returned = path is not None and (not path or path.startswith(signs.MAILER_DAEMONS))
    failed = not signs.BOUNCE_HEADERS.isdisjoint(letter.headers)
    if not (serves_mail or titled or returned or failed):
        return None
    report = read_report(letter, raw, own_addresses)
    signed = titled + serves_mail + returned + 2 * failed
    if report.recipients:
        signed += 2 * daemon + (_automatic_header(letter) is not None and titled)
    if report.actions or (signed >= 2 and (titled or failed or report.recipients)):
        return _bounce(letter, report, RETURNED)
    if daemon:
        return MachineVerdict("auto_reply", DAEMON, original_message_ids=_answered(letter))
    return None


def _local_part(letter: ParsedLetter) -> str:
    if letter.sender:
        return letter.sender.address.partition("@")[0]
    # "MAILER-DAEMON <>" and "Mail Delivery System <MAILER-DAEMON>" are no addresses, and yet say
    # enough.
    pieces = re.split(r'[<>()"@]', letter.headers.get("from", "")[:1000].lower())
    return next((each for each in pieces if each.startswith(signs.MAILER_DAEMONS)), "")


def _from_aggregate_report(
    letter: ParsedLetter, raw: bytes, own_addresses: frozenset[str]
) -> MachineVerdict | None:
    """RFC 7489, 7.2.1.1: a DMARC aggregate report is told by its subject and what is attached."""
    if not letter.attachments:
        return None
    if letter.subject.casefold().startswith(signs.REPORT_SUBJECTS):
        return MachineVerdict("report", DMARC)
    for attachment in letter.attachments:
        name = attachment.filename
        if name.count("!") >= 3 and name.endswith((".xml", ".xml.gz", ".zip", ".gz")):
            return MachineVerdict("report", DMARC)
    return None


def _automatic_header(letter: ParsedLetter) -> tuple[Kind, str] | None:
    headers = letter.headers
    submitted = headers.get("auto-submitted", "").split(";")[0].split("(")[0].strip().lower()
    if submitted and submitted != "no":
        listed = submitted != "auto-replied" and not signs.LIST_HEADERS.isdisjoint(headers)
        return ("list", LIST) if listed else ("auto_reply", AUTO_SUBMITTED)
    if not signs.AUTO_REPLY_HEADERS.isdisjoint(headers):
        return "auto_reply", AUTO_HEADER
    for name in signs.AUTO_REPLY_VALUES.keys() & headers.keys():
        if headers[name].strip().lower().startswith(signs.AUTO_REPLY_VALUES[name]):
            return "auto_reply", AUTO_HEADER
    return None


def _list_header(letter: ParsedLetter) -> tuple[Kind, str] | None:
    if not signs.LIST_HEADERS.isdisjoint(letter.headers):
        return "list", LIST
    if letter.headers.get("precedence", "").strip().lower() in signs.LIST_PRECEDENCE:
        subject = letter.subject.casefold()
        return ("auto_reply", ABSENCE) if _is_absence(subject) else ("list", PRECEDENCE)
    return None


def _null_path(letter: ParsedLetter) -> tuple[Kind, str] | None:
    return ("auto_reply", NULL_PATH) if letter.envelope_from == "" else None


def _automatic_subject(letter: ParsedLetter) -> tuple[Kind, str] | None:
    subject = letter.subject.casefold()
    if subject.startswith(signs.AUTO_REPLY_SUBJECTS):
        return "auto_reply", AUTO_SUBJECT
    if not signs.WEAK_HEADERS.isdisjoint(letter.headers) and _is_absence(subject):
        return "auto_reply", ABSENCE
    return None


def _is_absence(subject: str) -> bool:
    return subject.startswith(signs.ABSENCE_SUBJECTS + signs.AUTO_REPLY_SUBJECTS)


def _answered(letter: ParsedLetter) -> list[str]:
    return list(dict.fromkeys([*letter.in_reply_to, *reversed(letter.references)]))


_REPORT_TYPES: dict[str, Callable[[ParsedLetter, Report], MachineVerdict]] = {
    "delivery-status": _delivery,
    "global-delivery-status": _delivery,
    "disposition-notification": _disposition,
    "feedback-report": _feedback,
    "tlsrpt": _tls,
}
