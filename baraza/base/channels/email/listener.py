"""Take mail from a mail server over LMTP (RFC 2033) or SMTP (RFC 5321).

"250" is said only when the letter has been kept. Whatever goes wrong here is our trouble and not
the sender's: the answer is a temporary one, and the other server keeps the letter and tries again.
"""

import asyncio
import contextlib
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import MISSING, SMTP, Envelope, Session
from django.utils.translation import gettext, gettext_noop

from baraza.common.trails import trail

SIZE_LIMIT = 50_000_000  # bytes
# Longer than RFC 5321 allows: a letter is not refused because a program wrote long lines.
LINE_LIMIT = 2**20
RECIPIENT_LIMIT = 100
CONNECTION_LIMIT = 20
IDLE_SECONDS = 120
STORING_THREADS = 4

KEPT = "250 2.0.0 Kept"
UNKNOWN = "550 5.1.1 No office here has this address"
TROUBLE = "451 4.3.0 Not now, please try again"
CROWDED = "421 4.3.2 Too many connections, please try again"
MANY = "452 4.5.3 Too many recipients"
# What aiosmtpd says once after a letter, where LMTP wants it for each recipient.
_AFTER_LETTER = ("500 Line too long", "552 Error: Too much mail data")

CANNOT_LISTEN = gettext_noop("Mail cannot be taken at {address}: {reason}. Choose another address.")
BAD_ADDRESS = gettext_noop(
    "{address} is no address to listen at: write 127.0.0.1:8024, [::1]:8024 or /path/of/a/socket."
)

logger = logging.getLogger(__name__)

Office = str
Speech = Literal["lmtp", "smtp"]


class CannotListen(Exception):
    """The address is written wrongly, taken or forbidden; the message says which."""


class NotNow(Exception):
    """The sender is to try again, and nobody needs to hear of it."""


class Intake(Protocol):
    """Both are called in a thread of their own and may raise anything: the sender tries again."""

    def office_of(self, recipient: str) -> Office | None:
        """Whose address this is; None when nobody's."""

    def keep(self, *, office: Office, content: bytes) -> None:
        """Return when the bytes are safe."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen: a host and port, or the path of a socket."""

    host: str = ""
    port: int = 0
    path: Path | None = None


def place_of(address: str) -> Place:
    """`127.0.0.1:8024`, `[::1]:8024`, `localhost:8024` or `/path/of/a/socket`.

    Raises CannotListen.
    """
    if address.startswith("/"):
        return Place(path=Path(address))
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise CannotListen(gettext(BAD_ADDRESS).format(address=address))
    return Place(host=host.removeprefix("[").removesuffix("]"), port=int(port))


@contextlib.contextmanager
def listening(address: str, *, speech: Speech, intake: Intake) -> Iterator[None]:
    """Take mail there, in a thread of its own, until the end of the block.

    Raises CannotListen.
    """
    place = place_of(address)
    # aiosmtpd logs addresses, and letters line by line.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    ready: list[BaseException | None] = []
    is_ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def serve() -> None:
        def answer(error: BaseException | None) -> None:
            ready.append(error)
            is_ready.set()

        try:
            loop.run_until_complete(_serve(place, speech, intake, stop, answer))
        except Exception as error:
            answer(error)
        finally:
            loop.close()

    thread = threading.Thread(target=serve, name=f"{speech} listener", daemon=True)
    thread.start()
    is_ready.wait()
    if isinstance(ready[0], OSError):
        reason = ready[0].strerror or str(ready[0])
        raise CannotListen(gettext(CANNOT_LISTEN).format(address=address, reason=reason))
    if ready[0] is not None:
        raise ready[0]
    try:
        yield
    finally:
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=2)


async def _serve(
    place: Place,
    speech: Speech,
    intake: Intake,
    stop: asyncio.Event,
    answer: Callable[[None], None],
) -> None:
    loop = asyncio.get_running_loop()
    workers = ThreadPoolExecutor(STORING_THREADS, thread_name_prefix="keeping mail")
    live: set[asyncio.BaseTransport] = set()
    speaks = _Lmtp if speech == "lmtp" else _Speaking

    def converse() -> SMTP:
        return speaks(
            _Handler(intake, workers, live, is_lmtp=speech == "lmtp"),
            live=live,
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            hostname=socket.gethostname(),
            ident="Baraza",
            timeout=IDLE_SECONDS,
            loop=loop,
        )

    try:
        if place.path:
            server = await loop.create_unix_server(converse, str(place.path))
            # Who may reach it is said by the folder it lies in.
            place.path.chmod(0o666)
        else:
            server = await loop.create_server(converse, place.host, place.port)
        answer(None)
        await stop.wait()
        server.close()
        for transport in list(live):
            transport.abort()  # type: ignore[attr-defined]
        await asyncio.sleep(0)
    finally:
        workers.shutdown(wait=False, cancel_futures=True)
        if place.path:
            place.path.unlink(missing_ok=True)


class _Envelope(Envelope):
    """Whose each accepted recipient is, in the order in which they were named."""

    def __init__(self) -> None:
        super().__init__()
        self.offices: list[Office] = []


class _Handler:
    """The answers to MAIL, RCPT and DATA."""

    def __init__(
        self,
        intake: Intake,
        workers: ThreadPoolExecutor,
        live: set[asyncio.BaseTransport],
        *,
        is_lmtp: bool,
    ) -> None:
        self._intake = intake
        self._workers = workers
        self._live = live
        self._is_lmtp = is_lmtp

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: _Envelope, address: str, options: list[str]
    ) -> Any:
        return CROWDED if len(self._live) > CONNECTION_LIMIT else MISSING

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: _Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENT_LIMIT:
            return MANY
        try:
            office = await self._in_thread(self._intake.office_of, address)
        except NotNow:
            return TROUBLE
        except Exception as error:  # whatever it is, the sender is not to blame
            logger.error("Whose address a letter is for cannot be found out: %s", trail(error))
            return TROUBLE
        if office is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.offices.append(office)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: _Envelope
    ) -> str:
        content = _return_path(envelope.mail_from) + bytes(envelope.content or b"")
        answers: dict[Office, str] = {}
        for office in envelope.offices:
            if office not in answers:
                answers[office] = await self._keep(office, content)
        if self._is_lmtp:
            return "\r\n".join(answers[office] for office in envelope.offices)
        # SMTP has one answer for all. Where one failed, the others keep it once all the same.
        return TROUBLE if TROUBLE in answers.values() else KEPT

    async def handle_exception(self, error: Exception) -> str:
        logger.error("A conversation with a mail server failed: %s", trail(error))
        return TROUBLE

    async def _keep(self, office: Office, content: bytes) -> str:
        try:
            await self._in_thread(lambda: self._intake.keep(office=office, content=content))
        except Exception as error:  # nothing was kept, so the sender must keep it
            logger.error("A letter could not be kept, the sender tries again: %s", trail(error))
            return TROUBLE
        return KEPT

    async def _in_thread(self, function: Callable[..., Any], *arguments: object) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._workers, function, *arguments)


class _Speaking(SMTP):
    """aiosmtpd's server, with what it leaves open."""

    line_length_limit = LINE_LIMIT

    def __init__(self, *args: Any, live: set[asyncio.BaseTransport], **options: Any) -> None:
        self._live = live
        super().__init__(*args, **options)

    def _create_envelope(self) -> Envelope:
        return _Envelope()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._live.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:
            self._live.discard(self.transport)
        super().connection_lost(error)


class _Lmtp(_Speaking, LMTP):
    async def push(self, status: str | bytes) -> None:
        if isinstance(status, str) and status.startswith(_AFTER_LETTER) and self.envelope:
            status = "\r\n".join([status] * max(1, len(self.envelope.rcpt_tos)))
        await super().push(status)


def _return_path(sender: str | None) -> bytes:
    """The line that a mail server adds at the end of a letter's way (RFC 5321, 4.4)."""
    address = re.sub(r"[\x00-\x20\x7f]", "", sender or "").strip("<>")
    return f"Return-Path: <{address}>\r\n".encode("utf-8", "surrogateescape")
