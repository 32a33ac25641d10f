"""Read a mailbox by IMAP (RFC 9051, RFC 3501) and leave it as it was found.

Folders are opened with EXAMINE and letters read with BODY.PEEK: nothing is marked, moved or
deleted on the server.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address

import imap_tools
from django.utils.translation import gettext_noop

from baraza.base.channels.email.trouble import MailboxTrouble, what_it_said

TIMEOUT_SECONDS = 60
INBOX = "INBOX"
FOLDER_NAME_LIMIT = 190
# Kept short: some servers refuse commands of more than a few thousand characters.
UIDS_PER_COMMAND = 100

NO_SUCH_HOST = gettext_noop("There is no server named {host}. Check the server's name.")
CLOSED = gettext_noop("{host} takes no connection on port {port}. Check its name and port.")
SILENT = gettext_noop("{host} did not answer on port {port} in time. Check its name and port.")
UNPROVEN = gettext_noop(
    "{host} cannot prove that it is {host} ({reason}). Check the server's name, or ask whoever "
    "runs it to renew its certificate."
)
NOT_TLS = gettext_noop(
    "{host} does not speak TLS on port {port}. Choose port 993 with TLS, or 143 with STARTTLS."
)
NO_STARTTLS = gettext_noop("{host} offers no STARTTLS on port {port}. Choose port 993 with TLS.")
UNENCRYPTED = gettext_noop(
    "Without encryption only a server on this very machine may be used. Choose TLS or STARTTLS."
)
UNREACHABLE = gettext_noop("{host} cannot be reached on port {port} ({reason}).")
LOST = gettext_noop("{host} ended the connection ({reason}).")
REFUSED_PASSWORD = gettext_noop(
    "{host} refused the user name or password ({said}). Enter them again. Where two-step sign-in "
    "is on, it wants an app password."
)
REFUSED_TOKEN = gettext_noop(
    "{host} refused the sign-in by token ({said}). Allow IMAP for this mailbox, and give Baraza "
    "permission again."
)
BUSY = gettext_noop("{host} is too busy to let us in ({said}).")
REFUSED = gettext_noop("{host} refused what we asked for ({said}).")
NO_FOLDER = gettext_noop("The folder {folder} cannot be opened on {host} ({said}).")

_BUSY = re.compile(r"\[(?:UNAVAILABLE|LIMIT|INUSE)\]|too many|try again later", re.IGNORECASE)
_META = re.compile(rb"^\d+ \(")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_INTERNAL_DATE = re.compile(
    rb'\bINTERNALDATE "([ \d]?\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"'
)
_EMPTY_BODY = re.compile(rb'\bBODY\[\] ""')
_LITERAL = re.compile(rb"\{(\d+)\}$")
_MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

# Where no folder says of itself that it is the one of sent mail (RFC 6154).
# fmt: off
SENT_NAMES = frozenset({
    "sent", "sent items", "sent mail", "sent messages", "sent-mail", "envoyés",
    "éléments envoyés", "messages envoyés", "courrier envoyé", "enviados", "elementos enviados",
    "mensajes enviados", "correo enviado", "itens enviados", "gesendet", "gesendete elemente",
    "gesendete objekte", "inviati", "posta inviata", "verzonden", "verzonden items", "skickat",
    "wysłane", "отправленные", "المرسلة", "العناصر المرسلة", "البريد المرسل",
    "barua zilizotumwa", "已发送", "已发送邮件",
})
# fmt: on


class Lost(MailboxTrouble):
    """The connection ended; another one may work at once."""


class Refused(MailboxTrouble):
    """The server answered NO or BAD."""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """A mailbox's server and how to sign in; a token is preferred to a password."""

    host: str
    port: int
    security: str  # tls, starttls or none
    username: str
    password: str = ""
    access_token: str = ""


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder as it was opened; `next_uid` is 0 where the server does not say."""

    uid_validity: int
    next_uid: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; `arrived_at` is the server's INTERNALDATE, None where it makes no sense."""

    uid: int
    arrived_at: datetime | None
    content: bytes


class Session:
    """One signed-in connection. Raises Lost and Refused."""

    def __init__(self, box: imap_tools.BaseMailBox, host: str) -> None:
        self._box = box
        self._host = host
        with self._listening():
            self._abilities = set(_joined(box.client.capability()[1]).upper().split())

    @property
    def can_idle(self) -> bool:
        """Whether the server tells by itself that something arrived (RFC 2177)."""
        return b"IDLE" in self._abilities

    def sent_folder(self, configured: str = "") -> str | None:
        """The configured folder, else the one marked \\Sent, else the first with a usual name."""
        with self._listening():
            folders = [f for f in self._box.folder.list() if len(f.name) <= FOLDER_NAME_LIMIT]
            marked = [f.name for f in folders if "\\sent" in {flag.lower() for flag in f.flags}]
            if not configured and not marked and b"SPECIAL-USE" in self._abilities:
                marked = self._marked_sent()
        if configured:
            return configured
        usual = [f.name for f in folders if _last_part(f).casefold() in SENT_NAMES]
        return next(iter([*marked, *usual]), None)

    def open(self, folder: str) -> FolderView:
        """Open a folder for reading only. Raises Refused when there is none of that name."""
        with self._listening():
            try:
                self._box.folder.set(folder, readonly=True)
            except imap_tools.MailboxFolderSelectError as error:
                said = what_it_said(error.command_result[1])
                raise Refused(NO_FOLDER, folder=folder, host=self._host, said=said) from error
            return FolderView(
                uid_validity=self._number("UIDVALIDITY"), next_uid=self._number("UIDNEXT")
            )

    def uids_after(self, last_uid: int) -> list[int]:
        """The UIDs above `last_uid` in the open folder, in order."""
        with self._listening():
            found = self._box.uids(f"UID {last_uid + 1}:*", charset=None)
        # `n:*` names the last message even where n is beyond it.
        return sorted(uid for uid in map(int, found) if uid > last_uid)

    def still_there(self, uids: Sequence[int]) -> list[int]:
        """Those that have not been removed from the open folder meanwhile."""
        with self._listening():
            found = self._box.uids("UID " + ",".join(map(str, uids)), charset=None)
        return sorted(map(int, found))

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Bytes of each message, as the server counts them; 0 where it does not say."""
        sizes = dict.fromkeys(uids, 0)
        for start in range(0, len(uids), UIDS_PER_COMMAND):
            for meta, _ in self._fetch(uids[start : start + UIDS_PER_COMMAND], "RFC822.SIZE"):
                uid, size = _UID.search(meta), _SIZE.search(meta)
                if uid and size and int(uid[1]) in sizes:
                    sizes[int(uid[1])] = int(size[1])
        return sizes

    def letters(self, uids: Sequence[int]) -> list[Letter]:
        """Those of the messages that the server hands over, byte for byte, in order of UID."""
        found: dict[int, Letter] = {}
        for meta, content in self._fetch(uids, "INTERNALDATE BODY.PEEK[]"):
            uid = _UID.search(meta)
            if content is None and _EMPTY_BODY.search(meta):
                content = b""
            if uid and int(uid[1]) in uids and content is not None:
                number = int(uid[1])
                found[number] = Letter(number, _internal_date(meta), content)
        return [found[uid] for uid in sorted(found)]

    def heading(self, uid: int) -> bytes:
        """The header lines that say what a message is; empty where the server refuses."""
        wanted = "BODY.PEEK[HEADER.FIELDS (FROM TO CC DATE SUBJECT MESSAGE-ID REFERENCES)]"
        try:
            answers = self._fetch([uid], wanted)
        except Refused:
            return b""
        return next((content for _, content in answers if content), b"")

    def wait(self, seconds: float) -> None:
        """Return when something happened in the open folder, or after `seconds` (below 29 min)."""
        with self._listening():
            self._box.idle.wait(timeout=seconds)

    def interrupt(self) -> None:
        """End the connection from another thread: whatever waits on it gets Lost at once."""
        sock = self._box.client.sock
        with suppress(OSError, AttributeError):
            # Not the method of an SSL socket, which takes away what the other thread is using.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _marked_sent(self) -> list[str]:
        kind, answer = self._box.client._simple_command("LIST", "(SPECIAL-USE)", '""', '"*"')
        kind, answer = self._box.client._untagged_response(kind, answer, "LIST")
        lines = [line for line in answer if isinstance(line, bytes)]
        names = [re.search(rb'\) \S+ "?(.+?)"?$', line) for line in lines if rb"\Sent" in line]
        return [imap_tools.imap_utf7.utf7_decode(name[1]) for name in names if name]

    def _number(self, name: str) -> int:
        found = [value for value in self._box.client.response(name)[1] if value]
        return int(found[-1]) if found and found[-1].isdigit() else 0

    def _fetch(self, uids: Sequence[int], what: str) -> list[tuple[bytes, bytes | None]]:
        """Each FETCH response: what stands outside its literal, and the literal."""
        with self._listening():
            kind, answers = self._box.client.uid("FETCH", ",".join(map(str, uids)), f"(UID {what})")
        if kind != "OK":
            raise Refused(REFUSED, host=self._host, said=what_it_said(answers))
        found: list[tuple[bytes, bytes | None]] = []
        for answer in answers:
            if isinstance(answer, tuple):
                announced = _LITERAL.search(answer[0])
                if announced and int(announced[1]) != len(answer[1]):
                    raise Lost(LOST, host=self._host, reason="a letter was cut short")
                found.append((answer[0], answer[1]))
            elif answer and _META.match(answer):
                found.append((answer, None))
            elif answer and found:  # what follows a literal belongs to it
                found[-1] = (found[-1][0] + b" " + answer, found[-1][1])
        return found

    @contextmanager
    def _listening(self) -> Iterator[None]:
        try:
            yield
        except MailboxTrouble:
            raise
        except (imaplib.IMAP4.abort, OSError, EOFError) as error:
            raise Lost(LOST, host=self._host, reason=what_it_said(str(error))) from error
        except imaplib.IMAP4.error as error:
            raise Refused(REFUSED, host=self._host, said=what_it_said(str(error))) from error
        except imap_tools.UnexpectedCommandStatusError as error:
            said = what_it_said(error.command_result[1])
            raise Refused(REFUSED, host=self._host, said=said) from error
        except (imap_tools.ImapToolsError, ValueError, IndexError, TypeError) as error:
            # The library stumbled over an answer: nothing after it can be trusted.
            raise Lost(LOST, host=self._host, reason=type(error).__name__) from error


@contextmanager
def open_session(
    server: ImapServer, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> Iterator[Session]:
    """A signed-in connection, ended at the end of the block. Raises MailboxTrouble."""
    if server.security == "none" and not on_this_machine(server.host):
        raise MailboxTrouble(UNENCRYPTED)
    box = _connect(server, timeout_seconds)
    try:
        _sign_in(box, server)
        yield Session(box, server.host)
    finally:
        with suppress(imaplib.IMAP4.error, OSError, imap_tools.ImapToolsError):
            # The rest is courtesy: a server that is gone must not be waited for.
            box.client.sock.settimeout(2)
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _connect(server: ImapServer, timeout_seconds: float) -> imap_tools.BaseMailBox:
    context = ssl.create_default_context()
    place = {"host": server.host, "port": server.port, "timeout": timeout_seconds}
    try:
        if server.security == "tls":
            return imap_tools.MailBox(**place, ssl_context=context)
        if server.security == "starttls":
            return imap_tools.MailBoxStartTls(**place, ssl_context=context)
        return imap_tools.MailBoxUnencrypted(**place)
    except (OSError, imaplib.IMAP4.error, imap_tools.ImapToolsError, ValueError) as error:
        raise _why_no_connection(error, server) from error


# The first kind that fits speaks; ssl's errors are OSErrors too.
_NO_CONNECTION: list[tuple[type[Exception], str]] = [
    (socket.gaierror, NO_SUCH_HOST),
    (ssl.SSLCertVerificationError, UNPROVEN),
    (ssl.SSLError, NOT_TLS),
    (ConnectionRefusedError, CLOSED),
    (TimeoutError, SILENT),
    (OSError, UNREACHABLE),
    (imaplib.IMAP4.abort, LOST),
    (imaplib.IMAP4.error, NO_STARTTLS),
    (imap_tools.ImapToolsError, NO_STARTTLS),
]


def _why_no_connection(error: Exception, server: ImapServer) -> MailboxTrouble:
    words = next((words for kind, words in _NO_CONNECTION if isinstance(error, kind)), NOT_TLS)
    reason = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or error
    return MailboxTrouble(
        words, host=server.host, port=server.port, reason=what_it_said(str(reason))
    )


def _sign_in(box: imap_tools.BaseMailBox, server: ImapServer) -> None:
    try:
        if server.access_token:
            words = f"user={server.username}\1auth=Bearer {server.access_token}\1\1".encode()
            # A refusal comes as a second question; an empty answer lets the server say NO.
            box.client.authenticate("XOAUTH2", lambda asked: b"" if asked else words)
        elif server.username.isascii() and server.password.isascii():
            box.login(server.username, server.password, initial_folder=None)
        else:
            box.login_utf8(server.username, server.password, initial_folder=None)
    except (imaplib.IMAP4.abort, OSError) as error:
        said = what_it_said(str(error))
        raise Lost(LOST, host=server.host, reason=said) from error
    except (imaplib.IMAP4.error, imap_tools.UnexpectedCommandStatusError) as error:
        said = what_it_said(getattr(error, "command_result", ("", str(error)))[1])
        if _BUSY.search(said):
            raise MailboxTrouble(BUSY, host=server.host, said=said) from error
        words = REFUSED_TOKEN if server.access_token else REFUSED_PASSWORD
        raise MailboxTrouble(words, host=server.host, said=said) from error


def on_this_machine(host: str) -> bool:
    """Whether what is sent to that name never leaves the machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _internal_date(meta: bytes) -> datetime | None:
    found = _INTERNAL_DATE.search(meta)
    if found is None or found[2].title() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[n]) for n in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
    try:
        zone = timezone(-offset if found[7] == b"-" else offset)
        month = _MONTHS.index(found[2].title()) + 1
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _last_part(folder: imap_tools.FolderInfo) -> str:
    delimiter = folder.delim
    known = delimiter and delimiter != "NIL"
    return folder.name.rpartition(delimiter)[2] if known else folder.name


def _joined(answer: Sequence[bytes | None]) -> bytes:
    return b" ".join(part for part in answer if part)
